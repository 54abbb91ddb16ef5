// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapChoice;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mime.EmailAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the mails of one caller that a call is about, and decides whether they are changed now or shown first. Mail that
 * arrives after a preview is never part of what it confirms.
 */
final class Choosing {
    private static final int SAMPLE = 10;

    private final Credentials credentials;
    private final ImapPool pool;
    private final List<EmailAddress> own;
    private final ConfirmTokens tokens;
    private final BulkSettings settings;
    private final InstantSource clock;

    /** @param own the user's own addresses */
    Choosing(
            Credentials credentials,
            ImapPool pool,
            List<EmailAddress> own,
            ConfirmTokens tokens,
            BulkSettings settings,
            InstantSource clock) {
        this.credentials = credentials;
        this.pool = pool;
        this.own = List.copyOf(own);
        this.tokens = tokens;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is done next. */
    sealed interface Decision {
        /**
         * They are changed.
         *
         * @param mails with the UIDVALIDITY of the folder; null where none were found
         */
        record Change(MailChoice.@Nullable Listed mails) implements Decision {}

        /** They are shown. */
        record Show(ChangePreview preview) implements Decision {}
    }

    /**
     * Decides whether the mails are changed now or shown first.
     *
     * @param what would be done, with all that makes a difference
     * @param confirm of an earlier preview; null for none
     * @param confirmAbove how many mails are changed without it
     * @throws MailException {@link MailFailure.InvalidArgument} where there are more than may be changed at once, or the
     *     confirmation is none of this call
     */
    Decision decide(MailChoice choice, String what, @Nullable String confirm, int confirmAbove) {
        List<String> call = call(choice, what);
        if (confirm == null) {
            ImapChoice.Chosen chosen = find(choice, choice.uidValidity(), ImapChoice.NO_BOUND);
            return chosen.uids().size() > confirmAbove && !chosen.uids().isEmpty()
                    ? new Decision.Show(preview(choice.folder(), call, chosen, false))
                    : change(choice.folder(), chosen);
        }
        ConfirmTokens.Confirmed confirmed = tokens.read(confirm, call, clock.instant());
        ImapChoice.Chosen chosen = find(choice, confirmed.uidValidity(), confirmed.bound());
        return confirmed.isOf(chosen.uids())
                ? change(choice.folder(), chosen)
                : new Decision.Show(preview(choice.folder(), call, chosen, true));
    }

    /** All that makes a confirmed call this one and no other. */
    List<String> confirmed(MailChoice choice, String what, String confirm) {
        return Stream.concat(Stream.of(confirm), call(choice, what).stream()).toList();
    }

    int confirmAbove() {
        return settings.confirmAbove();
    }

    private static Decision change(FolderPath folder, ImapChoice.Chosen chosen) {
        return new Decision.Change(
                chosen.uids().isEmpty() ? null : new MailChoice.Listed(folder, chosen.uidValidity(), chosen.uids()));
    }

    private ImapChoice.Chosen find(MailChoice choice, @Nullable Long uidValidity, long below) {
        ImapChoice.Chosen chosen = pool.read(credentials, connection -> switch (choice) {
            case MailChoice.Listed(FolderPath folder, Long seen, List<Long> uids) ->
                ImapChoice.listed(connection, folder, uidValidity, uids);
            case MailChoice.Matching(FolderPath folder, Long seen, String query) ->
                ImapChoice.matching(
                        connection,
                        folder,
                        uidValidity,
                        QueryParser.parse(query, own, clock.instant()).inOneFolder(),
                        below,
                        settings.max());
        });
        if (chosen.more()) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "query",
                    "finds more than the %d mails that are changed at once (BULK_MAX): narrow it, such as by before: or from:"
                            .formatted(settings.max())));
        }
        return chosen;
    }

    private ChangePreview preview(FolderPath folder, List<String> call, ImapChoice.Chosen chosen, boolean outdated) {
        List<Long> uids = chosen.uids();
        if (uids.isEmpty()) {
            return new ChangePreview(0, List.of(), "", outdated);
        }
        MailChoice.Listed mails = new MailChoice.Listed(folder, chosen.uidValidity(), uids);
        return new ChangePreview(
                uids.size(),
                newest(mails, SAMPLE),
                tokens.write(call, chosen.uidValidity(), uids, clock.instant()),
                outdated);
    }

    /** Rows of the newest of these mails, newest first. */
    List<MessageSummary> newest(MailChoice.Listed mails, int limit) {
        List<Long> newest = mails.uids()
                .subList(Math.max(0, mails.uids().size() - limit), mails.uids().size());
        List<MessageSummary> rows = pool.read(
                credentials, connection -> ImapChoice.rows(connection, mails.folder(), mails.uidValidity(), newest));
        return RowRoom.within(rows);
    }

    /** All that makes a call this one and no other; in whichever case the user typed the name, it is the same call. */
    private List<String> call(MailChoice choice, String what) {
        Stream<String> mails = switch (choice) {
            case MailChoice.Listed listed ->
                Stream.concat(Stream.of("uids"), listed.uids().stream().map(String::valueOf));
            case MailChoice.Matching matching -> Stream.of("query", matching.query());
        };
        return Stream.concat(
                        Stream.of(credentials.canonicalUser(), choice.folder().value(), what), mails)
                .toList();
    }
}
