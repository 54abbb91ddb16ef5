// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.SenderCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Conversations by the headers of their mails, and the last mail of each that a person wrote. Answers of machines end none;
 * copies of a mail count once. A mail that names no other, and whose subject says that it answers, is taken for the answer to
 * mails of that subject between the same two people. Pure; not thread-safe.
 */
final class OpenConversations {
    private static final int MAX_HOPS = 50;

    /** Who wrote a mail. */
    private enum Author {
        ME,
        OTHER
    }

    /** A mail that a person wrote. */
    private record Mail(ThreadRow row, Author author, Instant moment, Set<String> answered) {
        /** Those on its other side. */
        Stream<String> others() {
            return (author == Author.OTHER ? List.of(row.header().authors()) : recipients(row))
                    .stream()
                            .flatMap(list -> list.addresses().stream())
                            .filter(MailAddress::isComplete)
                            .map(address -> (address.localPart() + "@" + address.domain()).toLowerCase(Locale.ROOT));
        }

        /** What it has in common with answers to it by that author. */
        Stream<String> answerKeys(Author by) {
            String subject = ThreadKeys.withoutMarks(row.header().subject()).toLowerCase(Locale.ROOT);
            return others().map(other -> String.join("\n", by.name(), other, subject));
        }

        boolean seemsToAnswer() {
            String subject = row.header().subject();
            return answered.isEmpty()
                    && !ThreadKeys.withoutMarks(subject).equals(subject)
                    && !ThreadKeys.withoutMarks(subject).isBlank();
        }
    }

    private final @Nullable FolderPath sent;
    private final SenderCheck senderCheck;
    private final List<Mail> last = new ArrayList<>();
    private final Map<String, Instant> looseAnswers = new HashMap<>();
    private final Set<Mail> ofLists = new HashSet<>();
    private final int machines;

    /**
     * @param rows those of the folder whose copies count come first
     * @param sent the folder of sent mail; null where there is none
     */
    OpenConversations(Collection<ThreadRow> rows, @Nullable FolderPath sent, SenderCheck senderCheck) {
        this.sent = sent;
        this.senderCheck = senderCheck;
        Map<String, ThreadRow> once = new LinkedHashMap<>();
        for (ThreadRow row : rows) {
            if (!row.isDraft()) {
                once.merge(row.identity(), row, OpenConversations::better);
            }
        }
        List<ThreadRow> mails = List.copyOf(once.values());
        machines = (int) mails.stream().filter(OpenConversations::isMachines).count();
        for (List<Integer> conversation :
                ThreadLinks.conversations(mails.stream().map(ThreadRow::names).toList())) {
            add(conversation.stream().map(mails::get).toList());
        }
    }

    /** The better one of two copies: that which came without a list, with the mark of an answer, else the first. */
    private static ThreadRow better(ThreadRow one, ThreadRow other) {
        if (isMachines(one) != isMachines(other)) {
            return isMachines(one) ? other : one;
        }
        return isAnswered(other) && !isAnswered(one) && one.folder().equals(other.folder()) ? other : one;
    }

    private static boolean isMachines(ThreadRow row) {
        return Machines.wrote(row.header());
    }

    private static boolean isAnswered(ThreadRow row) {
        return row.message().flags().contains(MessageFlag.ANSWERED);
    }

    private void add(List<ThreadRow> conversation) {
        List<Mail> people = conversation.stream()
                .filter(row -> !isMachines(row))
                .map(this::mail)
                .toList();
        for (Mail mail : people) {
            if (mail.seemsToAnswer()) {
                mail.answerKeys(mail.author)
                        .forEach(key -> looseAnswers.merge(key, mail.moment, OpenConversations::later));
            }
        }
        people.stream()
                .max(Comparator.comparing(Mail::moment)
                        .thenComparing(mail -> mail.row().arrival()))
                .map(newest -> afterAnswers(newest, people))
                .ifPresent(mail -> {
                    last.add(mail);
                    if (conversation.stream().anyMatch(row -> Machines.isOfList(row.header()))) {
                        ofLists.add(mail);
                    }
                });
    }

    private Mail mail(ThreadRow row) {
        boolean mine =
                row.folder().equals(sent) || senderCheck.isOwn(row.header().authors());
        return new Mail(row, mine ? Author.ME : Author.OTHER, row.time().date().toInstant(), row.answered());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The last of the mails that answer it, whatever the clocks of their senders say. */
    private static Mail afterAnswers(Mail newest, List<Mail> people) {
        Mail last = newest;
        Set<String> followed = new HashSet<>();
        for (int hop = 0; hop < MAX_HOPS && followed.add(last.row.messageId()); hop++) {
            String id = last.row.messageId();
            last = people.stream()
                    .filter(mail -> mail.answered.contains(id) && !followed.contains(mail.row.messageId()))
                    .max(Comparator.comparing(Mail::moment))
                    .orElse(last);
        }
        return last;
    }

    /** How many mails of machines and lists there are. */
    int machines() {
        return machines;
    }

    /** The mails to the user, by people, that nothing of the user's came after. */
    List<ThreadRow> toAnswer() {
        return last.stream()
                .filter(mail -> mail.author == Author.OTHER
                        && senderCheck.isOwn(mail.row.header().to())
                        && !isAnswered(mail.row)
                        && !hasLooseAnswer(mail, Author.ME))
                .map(Mail::row)
                .toList();
    }

    /** The mails of the user that no person answered, but for those to lists, machines and the user alone. */
    List<ThreadRow> awaitingReply() {
        return last.stream()
                .filter(mail -> mail.author == Author.ME
                        && mail.row.folder().equals(sent)
                        && !ofLists.contains(mail)
                        && isToPeople(mail.row)
                        && !hasLooseAnswer(mail, Author.OTHER))
                .map(Mail::row)
                .toList();
    }

    private boolean hasLooseAnswer(Mail mail, Author by) {
        return mail.answerKeys(by)
                .map(looseAnswers::get)
                .anyMatch(answer -> answer != null && answer.isAfter(mail.moment));
    }

    private boolean isToPeople(ThreadRow row) {
        return recipients(row).stream()
                .flatMap(list -> list.addresses().stream())
                .anyMatch(address ->
                        !Machines.isMachine(address) && !senderCheck.isOwn(new AddressList(List.of(address), 0)));
    }

    static List<AddressList> recipients(ThreadRow row) {
        return List.of(row.header().to(), row.header().cc(), row.header().bcc());
    }
}
