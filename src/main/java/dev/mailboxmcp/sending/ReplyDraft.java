// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the draft of a reply as good mail programs do: whom it goes to, its thread, its subject and what it quotes. All
 * it takes from the mail that is answered is validated or cleaned, since a stranger wrote it. Immutable, thread-safe.
 */
public final class ReplyDraft {
    private static final int MAX_REFERENCES = 19; // with the id of the mail answered 20, as many as are written

    private final List<EmailAddress> own;

    /**
     * Makes replies of one user.
     *
     * @param own the addresses of the user, to be left out of replies to all; empty where none is known
     */
    public ReplyDraft(List<EmailAddress> own) {
        this.own = List.copyOf(own);
    }

    /**
     * The draft that answers a mail. It goes to nobody whom a reader of that mail is not shown, and to
     * those whom the user adds.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} if the mail names nobody whom an answer could reach, or its
     *     header could not be read to the end
     */
    public Draft to(OriginalMessage original, ReplyText answer) {
        return to(original, answer, List.of());
    }

    /**
     * The same, for those whom the user names in place of whom it would go to.
     *
     * @param instead unchecked; empty for nobody
     */
    public Draft to(OriginalMessage original, ReplyText answer, List<String> instead) {
        if (!original.headerKnown()) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "uid",
                    "names a mail whose header is too long, or could not be had, so that nobody can tell where an answer"
                            + " would go: nothing was sent. Look at it with imap_read_email, and send a new mail to an address that"
                            + " the user confirms."));
        }
        List<EmailAddress> named = parsed("to", instead);
        Recipients computed = recipients(original, answer.replyAll());
        Recipients recipients = named.isEmpty() ? reachable(computed) : Recipients.of(named, computed.cc());
        MessageId parent = MessageId.of(original.messageId());
        String html = OutgoingMessage.html(answer.text(), answer.html(), answer.format());
        List<EmailAddress> known = Stream.concat(recipients.to().stream(), recipients.cc().stream())
                .toList();
        List<EmailAddress> cc = added(known, parsed("cc", answer.cc()));
        return new Draft(
                answer.from(),
                texts(recipients.to()),
                texts(Stream.concat(recipients.cc().stream(), cc.stream()).toList()),
                texts(added(Stream.concat(known.stream(), cc.stream()).toList(), parsed("bcc", answer.bcc()))),
                null,
                ReplySubject.of(original.subject()),
                answer.quote() ? answer.text() + "\n\n" + Quotation.plain(original) : answer.text(),
                html != null && answer.quote() ? html + "\n" + Quotation.html(original) : html,
                parent == null ? null : parent.value(),
                references(original, parent),
                answer.idempotencyKey());
    }

    /**
     * Those who would belong to an answer, yet cannot get it: their addresses are incomplete, or are none.
     *
     * @param named whether the user names others in place of whom it would go to
     * @return each as the mail names it
     */
    public List<MailAddress> unreachable(OriginalMessage original, boolean replyAll, boolean named) {
        return Stream.concat(
                        named ? Stream.of() : answered(original, replyAll).stream(),
                        replyAll ? Stream.of(original.to(), original.cc()) : Stream.of())
                .flatMap(List::stream)
                .filter(address -> EmailAddress.of(address) == null)
                .distinct()
                .toList();
    }

    /** The fields of those whom an answer is for. */
    private List<List<MailAddress>> answered(OriginalMessage original, boolean replyAll) {
        if (isContinued(original)) {
            boolean named =
                    !beyond(valid(original.to()), valid(original.from())).isEmpty();
            return named ? List.of(original.to()) : List.of(original.to(), original.cc());
        }
        if (replyAll) {
            return List.of(original.from(), original.replyTo());
        }
        return List.of(original.replyTo().isEmpty() ? original.from() : original.replyTo());
    }

    private static List<EmailAddress> parsed(String argument, List<String> texts) {
        return texts.stream()
                .flatMap(text -> EmailAddress.parseAll(argument, text).stream())
                .toList();
    }

    private record Recipients(List<EmailAddress> to, List<EmailAddress> cc) {
        /** Each mailbox once; with somebody in to, as long as there is anybody. */
        static Recipients of(List<EmailAddress> to, List<EmailAddress> cc) {
            List<EmailAddress> distinctTo = added(List.of(), to);
            List<EmailAddress> distinctCc = added(distinctTo, cc);
            return distinctTo.isEmpty()
                    ? new Recipients(distinctCc, List.of())
                    : new Recipients(distinctTo, distinctCc);
        }
    }

    /** The addresses that are not known, each mailbox once. */
    private static List<EmailAddress> added(List<EmailAddress> known, List<EmailAddress> addresses) {
        List<EmailAddress> distinct = new ArrayList<>();
        for (EmailAddress address : without(addresses, known)) {
            if (distinct.stream().noneMatch(address::sameMailbox)) {
                distinct.add(address);
            }
        }
        return distinct;
    }

    /**
     * RFC 5322 3.6.3, and what mailing lists say: List-Post (RFC 2369 3.4), Mail-Followup-To. These two are shown to
     * nobody who reads the mail, and whoever wrote it may have written them: an answer goes to no address by their word.
     */
    private Recipients recipients(OriginalMessage original, boolean replyAll) {
        List<EmailAddress> author = valid(original.from());
        List<EmailAddress> to = valid(original.to());
        List<EmailAddress> cc = valid(original.cc());
        if (isContinued(original)) {
            return ownMailContinued(to, cc, replyAll, author);
        }
        List<EmailAddress> wanted = valid(original.replyTo());
        List<EmailAddress> list = listPost(original.listPost());
        if (!replyAll) {
            // a list that puts itself there would make an answer to one an answer to all
            List<EmailAddress> withoutList = without(wanted, list);
            return Recipients.of(withoutList.isEmpty() && !author.isEmpty() ? author : withoutList, List.of());
        }
        List<EmailAddress> target = wanted.isEmpty() ? author : wanted;
        List<EmailAddress> named =
                Stream.of(author, wanted, to, cc).flatMap(List::stream).toList();
        List<EmailAddress> followup = original.list() ? followup(original, named) : List.of();
        if (!followup.isEmpty()) {
            return Recipients.of(followup, List.of());
        }
        List<EmailAddress> rest = new ArrayList<>(others(to));
        rest.addAll(others(cc));
        rest.addAll(others(only(named, list))); // news where the list put itself into From
        List<EmailAddress> otherTarget = others(target);
        boolean onlyOneself = otherTarget.isEmpty() && rest.isEmpty();
        return Recipients.of(onlyOneself ? target : otherTarget, rest);
    }

    /**
     * Whether the mail is the user's own, and went on to others. One that went to nobody else and names somebody whom answers go to is
     * the form of a website: who filled it in is there alone. One from an address that others write from too may be theirs.
     */
    private boolean isContinued(OriginalMessage original) {
        List<EmailAddress> author = valid(original.from());
        List<EmailAddress> named = valid(
                Stream.concat(original.to().stream(), original.cc().stream()).toList());
        boolean byUser = author.stream().allMatch(this::isOwn);
        boolean form = beyond(named, author).isEmpty()
                && !beyond(valid(original.replyTo()), author).isEmpty();
        return !author.isEmpty() && byUser && !form;
    }

    /** A reply to one's own mail goes on to those whom it was for; to oneself only where it was for nobody else. */
    private Recipients ownMailContinued(
            List<EmailAddress> to, List<EmailAddress> cc, boolean replyAll, List<EmailAddress> author) {
        List<EmailAddress> otherTo = beyond(to, author);
        Recipients others = Recipients.of(otherTo, replyAll || otherTo.isEmpty() ? beyond(cc, author) : List.of());
        if (!others.to().isEmpty()) {
            return others;
        }
        return Recipients.of(to.isEmpty() ? author : to, List.of());
    }

    /** Those who are neither the user nor the author, under whatever address. */
    private List<EmailAddress> beyond(List<EmailAddress> addresses, List<EmailAddress> author) {
        return without(others(addresses), author);
    }

    /** Those of the addresses named in the mail that Mail-Followup-To leaves; none where it names one that is not. */
    private List<EmailAddress> followup(OriginalMessage original, List<EmailAddress> named) {
        List<EmailAddress> followup = others(valid(original.mailFollowupTo()));
        return without(followup, named).isEmpty() ? others(only(named, followup)) : List.of();
    }

    private static List<EmailAddress> without(List<EmailAddress> addresses, List<EmailAddress> unwanted) {
        return addresses.stream()
                .filter(address -> unwanted.stream().noneMatch(address::sameMailbox))
                .toList();
    }

    private static List<EmailAddress> only(List<EmailAddress> addresses, List<EmailAddress> wanted) {
        return addresses.stream()
                .filter(address -> wanted.stream().anyMatch(address::sameMailbox))
                .toList();
    }

    private static Recipients reachable(Recipients recipients) {
        if (recipients.to().isEmpty()) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "uid", "names a mail that gives no address which can be answered. Send a new mail instead."));
        }
        return recipients;
    }

    private static List<EmailAddress> listPost(@Nullable String address) {
        if (address == null) {
            return List.of();
        }
        int at = address.lastIndexOf('@') + 1;
        return valid(List.of(new MailAddress("", address.substring(0, Math.max(0, at - 1)), address.substring(at))));
    }

    private List<EmailAddress> others(List<EmailAddress> addresses) {
        return addresses.stream().filter(address -> !isOwn(address)).toList();
    }

    private boolean isOwn(EmailAddress address) {
        return own.stream().anyMatch(address::sameMailboxIgnoringTag);
    }

    private static List<EmailAddress> valid(List<MailAddress> named) {
        return named.stream().map(EmailAddress::of).filter(Objects::nonNull).toList();
    }

    /** RFC 5322 3.6.4: the thread so far, without the mail answered itself. */
    private static List<String> references(OriginalMessage original, @Nullable MessageId parent) {
        List<String> thread = ids(original.references());
        String before = original.inReplyTo();
        if (thread.isEmpty() && before != null) {
            thread = ids(List.of(before));
        }
        if (parent != null) {
            thread.remove(parent.value());
        }
        if (thread.size() > MAX_REFERENCES) { // the first one is what programs thread by
            thread.subList(1, thread.size() - MAX_REFERENCES + 1).clear();
        }
        return thread;
    }

    private static List<String> ids(List<String> texts) {
        List<String> ids = new ArrayList<>();
        for (String text : texts) {
            MessageId id = MessageId.of(text);
            if (id != null && !ids.contains(id.value())) {
                ids.add(id.value());
            }
        }
        return ids;
    }

    private static List<String> texts(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::header).toList();
    }
}
