// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.ServerWords;
import dev.mailboxmcp.text.TextCleaner;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.FailureTranslator;
import dev.mailboxmcp.tool.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says in the words of the tools' contract what went wrong with mail, and what to do next. */
public final class MailFailures implements FailureTranslator {
    static final int MAX_BYTES = 250; // as JSON; with what stands around it, an error has 400 at most
    private static final int MAX_NAMED_BYTES = 80;
    private static final int MAX_PART_BYTES = 40;

    /** What servers that greylist, or are short of something, mostly ask for. */
    private static final Duration LATER = Duration.ofMinutes(5);

    @Override
    public @Nullable ToolFailure translate(RuntimeException failure) {
        return failure instanceof MailException mail ? translate(mail) : null;
    }

    /** What went wrong with mail always has words. */
    ToolFailure translate(MailException failure) {
        return translate(failure.failure(), failure);
    }

    private static ToolFailure translate(MailFailure failure, MailException cause) {
        return switch (failure) {
            case MailFailure.LoginFailed f -> of(ErrorCode.LOGIN_FAILED, refused(f.wanted()), null, cause);
            case MailFailure.TooManyFailedLogins f ->
                of(
                        ErrorCode.THROTTLED,
                        "too many logins failed, so this one was not tried, to keep the account from being locked. Check"
                                + " user and password or token, and wait "
                                + f.retryAfter().toMillis() + " ms.",
                        f.retryAfter(),
                        cause);
            case MailFailure.ServerUnavailable f ->
                of(
                        ErrorCode.MAIL_SERVER_UNAVAILABLE,
                        f.untilMended()
                                ? "the " + f.server() + " server cannot be used (" + f.detail()
                                        + "). An administrator has to mend that; calling again does not help."
                                : "the " + f.server() + " server cannot be used now (" + f.detail()
                                        + "). Try again in a minute.",
                        null,
                        cause);
            case MailFailure.Busy f ->
                of(
                        ErrorCode.BUSY,
                        "this server, or its way to the mail server, is busy (" + f.state() + "). Try again after "
                                + f.retryAfter().toMillis() + " ms.",
                        f.retryAfter(),
                        cause);
            case MailFailure.Throttled f ->
                of(
                        ErrorCode.THROTTLED,
                        f.detail() + ". Wait " + f.retryAfter().toMillis() + " ms before the next one.",
                        f.retryAfter(),
                        cause);
            case MailFailure.TimedOut f ->
                of(
                        ErrorCode.TIMEOUT,
                        "the mail server did not finish within " + f.budget().toSeconds() + " s (" + f.during()
                                + (f.lessHelps()
                                        ? "). Ask for less, such as a smaller limit or one folder, or try again."
                                        : "). Try again in a minute."),
                        null,
                        cause);
            case MailFailure.FolderNotFound f ->
                of(
                        ErrorCode.FOLDER_NOT_FOUND,
                        "there is no folder \"" + shortened(f.folder().value()) + "\" that can be opened."
                                + " imap_list_folders gives the paths.",
                        null,
                        cause);
            case MailFailure.MessageNotFound f ->
                of(
                        ErrorCode.MESSAGE_NOT_FOUND,
                        "there is no message with uid " + f.uid() + " in \""
                                + shortened(f.folder().value())
                                + "\". It may have been moved or deleted: list the folder again.",
                        null,
                        cause);
            case MailFailure.EnclosureNotFound f ->
                of(
                        ErrorCode.MESSAGE_NOT_FOUND,
                        "there is no message with uid " + f.uid() + " in \""
                                + shortened(f.folder().value())
                                + "\" to attach: nothing was sent or saved. If you made this call before, look into Sent; else list the"
                                + " folder again.",
                        null,
                        cause);
            case MailFailure.PartNotFound f ->
                of(
                        ErrorCode.PART_NOT_FOUND,
                        "the message with uid " + f.uid() + " in \""
                                + shortened(f.folder().value()) + "\" has no part "
                                + shortened(f.part(), MAX_PART_BYTES)
                                + ". imap_read_email lists its parts as attachments.",
                        null,
                        cause);
            case MailFailure.StaleUid f ->
                of(
                        ErrorCode.STALE_UID,
                        "the folder \"" + shortened(f.folder().value()) + "\" was recreated: its uidvalidity is "
                                + f.actual() + ", the call says " + f.expected()
                                + ". Old uids name other messages now: list the folder again.",
                        null,
                        cause);
            case MailFailure.InvalidArgument f ->
                of(ErrorCode.INVALID_ARGUMENT, f.argument() + " " + f.needs(), null, cause);
            case MailFailure.TooLarge f ->
                of(
                        ErrorCode.TOO_LARGE,
                        f.what() + " is larger than "
                                + (f.limitBytes() > 0
                                        ? "the limit of " + f.limitBytes() + " bytes"
                                        : "the mail server takes")
                                + ". Take something smaller.",
                        null,
                        cause);
            case MailFailure.SendRejected f ->
                of(ErrorCode.SEND_REJECTED, Rejection.inWords(f), f.temporary() ? LATER : null, cause);
            case MailFailure.SendingTooFast f ->
                of(
                        ErrorCode.THROTTLED,
                        "not sent: a user of this server may send " + f.perMinute()
                                + " mails a minute (SEND_PER_MINUTE). Wait "
                                + f.retryAfter().toMillis() + " ms before the next one.",
                        f.retryAfter(),
                        cause);
            case MailFailure.MailboxFull f ->
                of(
                        ErrorCode.MAILBOX_FULL,
                        f.detail()
                                + ". Nothing more is stored until its owner makes room, such as by emptying the trash;"
                                + " asking again before does not help.",
                        null,
                        cause);
            case MailFailure.Conflict f -> of(ErrorCode.CONFLICT, f.detail(), null, cause);
            case MailFailure.NotAllowed f -> of(ErrorCode.NOT_ALLOWED, f.detail(), null, cause);
        };
    }

    private static String refused(MailFailure.LoginFailed.Wanted wanted) {
        return switch (wanted) {
            case IMAP_ACCESS -> "the mail server refused this login. " + helpful(wanted);
            case UNKNOWN, APP_PASSWORD, WEB_LOGIN ->
                "the mail server refused this user and password. " + helpful(wanted)
                        + " Do not repeat the call unchanged: the account may be locked.";
            case NEW_TOKEN, TOKEN_OVER, TOKEN_SCOPE, TOKEN_MAILBOX, TOKEN_TRUST, SMTP_ACCESS ->
                "the mail server refused this access token. " + helpful(wanted) + " Repeating the call does not help.";
        };
    }

    private static String helpful(MailFailure.LoginFailed.Wanted wanted) {
        return switch (wanted) {
            case UNKNOWN -> "Check both; many providers want an app password.";
            case APP_PASSWORD -> "It wants an app password, made at the provider.";
            case WEB_LOGIN -> "It wants the user to log in with a web browser first.";
            case NEW_TOKEN -> "It is over, or not for mail: the user has to sign in again.";
            case TOKEN_OVER -> "Its time is over: the client has to get a new one.";
            case TOKEN_SCOPE -> "It is not for mail: the client has to ask for the scope of IMAP and SMTP.";
            case TOKEN_MAILBOX ->
                "It is another user's than x-imap-user, who has no right to this mailbox, or IMAP is off for it: ask its"
                        + " administrator.";
            case TOKEN_TRUST ->
                "The user signed in, and doing it again does not help: the administrator has to let the mail server trust"
                        + " these tokens, or let this user in.";
            case SMTP_ACCESS ->
                "Submission is switched off for this mailbox: its administrator can switch authenticated SMTP on.";
            case IMAP_ACCESS ->
                "It says that IMAP may be switched off: its user or administrator can switch it on in the provider's settings."
                        + " Repeating the call does not help.";
        };
    }

    private static ToolFailure of(ErrorCode code, String message, @Nullable Duration retryAfter, MailException cause) {
        return new ToolFailure(code, bounded(InertMarkdown.of(message)), retryAfter, cause);
    }

    /** Cuts a message to whole characters that fit: an address may be in any script. */
    static String bounded(String message) {
        if (bytes(message) <= MAX_BYTES) {
            return message;
        }
        return ServerWords.closed(cut(message, MAX_BYTES - bytes("…”")) + "…");
    }

    /** The whole characters that fit. */
    private static String cut(String text, int maxBytes) {
        StringBuilder kept = new StringBuilder();
        int room = maxBytes;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            String character = Character.toString(text.codePointAt(at));
            room -= bytes(character);
            if (room < 0) {
                break;
            }
            kept.append(character);
        }
        return kept.toString();
    }

    /** What a text takes as JSON. */
    static int bytes(String text) {
        int escapes = (int) text.chars().filter(c -> c == '"' || c == '\\').count();
        return text.getBytes(StandardCharsets.UTF_8).length + escapes;
    }

    /** What a caller named, on one line, without half a character; a message has room for what to do beside it, in any script. */
    private static String shortened(String named) {
        return shortened(named, MAX_NAMED_BYTES);
    }

    private static String shortened(String named, int maxBytes) {
        String line = TextCleaner.line(named, maxBytes + 1);
        return bytes(line) <= maxBytes ? line : cut(line, maxBytes - bytes("…")) + "…";
    }
}
