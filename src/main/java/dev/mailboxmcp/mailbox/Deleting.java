// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.imap.ImapExpunge;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.text.TextCleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deleting one caller's mails for good: exactly those that were shown before, and where the operator wants it, only after the
 * user agreed. Every method may block.
 */
public final class Deleting implements Facet {
    private static final String WHAT = "DELETE";
    private static final int SHOWN_WIDTH = 76;
    private static final int SAMPLE = 10;

    private final Credentials credentials;
    private final ImapPool pool;
    private final Changing changing;
    private final Choosing choosing;
    private final ChangedLately lately;
    private final DeleteMode mode;
    private final @Nullable String consented;

    Deleting(
            Credentials credentials,
            ImapPool pool,
            Changing changing,
            Choosing choosing,
            ChangedLately lately,
            DeleteMode mode,
            @Nullable String consented) {
        this.credentials = credentials;
        this.pool = pool;
        this.changing = changing;
        this.choosing = choosing;
        this.lately = lately;
        this.mode = mode;
        this.consented = consented;
    }

    /**
     * Deletes mails, or shows them where they are not confirmed.
     *
     * @param confirm of an earlier preview of the same call; null for none
     * @throws ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.NotAllowed} where the server cannot delete these and no others; nothing was
     *     changed then
     */
    public ChangeResult delete(MailChoice mails, @Nullable String confirm, Progress progress) {
        if (confirm == null) {
            pool.read(credentials, connection -> {
                ImapExpunge.requireServed(connection); // before anybody is asked to confirm
                return connection;
            });
            return decided(mails, null, progress);
        }
        return lately.call(
                credentials, choosing.confirmed(mails, WHAT, confirm), () -> decided(mails, confirm, progress));
    }

    private ChangeResult decided(MailChoice mails, @Nullable String confirm, Progress progress) {
        return switch (choosing.decide(mails, WHAT, confirm, 0)) {
            case Choosing.Decision.Show(ChangePreview preview) -> preview;
            case Choosing.Decision.Change(MailChoice.Listed found)
            when found == null -> missing(mails, List.of()).organized(null);
            case Choosing.Decision.Change(MailChoice.Listed found) -> {
                requireConsent(found);
                yield missing(mails, found.uids())
                        .and(changing.run(found, new Changing.Step.Expunge(), progress))
                        .organized(null);
            }
        };
    }

    /** The outcome of the mails that were named and not found. */
    private static Changed missing(MailChoice mails, List<Long> found) {
        return mails instanceof MailChoice.Listed listed
                ? Changed.missing(listed.uids().size() - found.size())
                : Changed.NOTHING;
    }

    private void requireConsent(MailChoice.Listed mails) {
        boolean needed = switch (mode) {
            case CONFIRM -> true;
            case ALLOW -> false;
            case OFF -> throw new IllegalStateException("nothing is deleted in mode off");
        };
        String digest = ConfirmTokens.digest(mails);
        if (needed && !digest.equals(consented)) {
            throw new ConsentNeeded(question(mails), digest);
        }
    }

    /** No line of a mail can pass for one of ours: each is marked, and cut to a width. */
    private String question(MailChoice.Listed mails) {
        int all = mails.uids().size();
        List<MessageSummary> newest = choosing.newest(mails, SAMPLE);
        StringBuilder question = new StringBuilder("Delete ")
                .append(all == 1 ? "this mail" : "these " + all + " mails")
                .append(" for good? Nobody can undo it.\n\nFolder: ")
                .append(mails.folder().value())
                .append(
                        newest.size() < all
                                ? "\nThe newest (each line marked with >):"
                                : "\nMails (each line marked with >):");
        for (MessageSummary mail : newest) {
            question.append("\n> ")
                    .append(TextCleaner.line(
                            mail.date().toLocalDate() + ", " + mail.from() + ": " + mail.subject(), SHOWN_WIDTH));
        }
        return question.toString();
    }
}
