// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.ServerWords;
import dev.mailboxmcp.text.TextCleaner;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows OK, NO, BAD or BYE (RFC 9051 7.1, RFC 5530).
 *
 * @param code in upper case, without brackets; empty where there is none
 * @param argument what follows the code within the brackets
 * @param text the server's words, cleaned and bounded
 */
record StatusText(String code, String argument, String text) {
    /** Why something was not looked at, in words for whoever asked. */
    static final String IN_TROUBLE = "the mail server is in trouble";

    private static final int MAX_TEXT = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);
    // QUIRK: Microsoft 365 says how long to wait in words only
    private static final Pattern BACKOFF = Pattern.compile("(?i)throttled|backoff time: (\\d{1,9}) ?milliseconds");
    // QUIRK: Gmail's, Dovecot's, Mailu's and Stalwart's limits
    private static final Pattern TOO_MANY = Pattern.compile("(?i)too many ((simultaneous|concurrent|active) )?"
            + "(connections|logins|requests|commands)|maximum number of connections"
            + "|exceeded command or bandwidth limits|rate[ -]?limit");
    private static final Pattern GONE =
            Pattern.compile("(?i)no longer exists?|no such message|has been (deleted|expunged)|invalid (uid|message)");
    // QUIRK: NetEase and others have no code for it
    private static final Pattern DENIED =
            Pattern.compile("(?i)unsafe login|(permission|access|operation) (is )?(denied|forbidden|not permitted)");
    // QUIRK: Exchange and Microsoft 365 put no code before these
    private static final Pattern TROUBLE = Pattern.compile(
            "(?i)(server|service) (is )?(temporarily )?(unavailable|busy|error)"
                    + "|authenticated but not connected|not permitted in (the )?current state|(backend|internal|system) error");

    // QUIRK: Courier and others have no code for a mailbox that is full
    private static final Pattern FULL = Pattern.compile("(?i)over-?quota|(over|exceed(s|ed|ing)?) (\\w+ ){0,3}quota"
            + "|quota (\\w+ ){0,2}(exceeded|reached|full)|mailbox (\\w+ ){0,3}(full|exceeded|reached)"
            + "|(not enough|insufficient|no) (free )?(disk |storage |system )?(space|storage)|out of (disk )?space");

    static StatusText parse(String rest) {
        String line = rest.strip();
        int close = line.indexOf(']');
        if (!line.startsWith("[") || close < 0) {
            return new StatusText("", "", TextCleaner.line(line, MAX_TEXT));
        }
        String inside = line.substring(1, close).strip();
        int space = inside.indexOf(' ');
        String code = space < 0 ? inside : inside.substring(0, space);
        return new StatusText(
                code.toUpperCase(Locale.ROOT),
                space < 0 ? "" : inside.substring(space + 1).strip(),
                TextCleaner.line(line.substring(close + 1), MAX_TEXT));
    }

    /** Whether the server refused for a reason that has nothing to do with what was asked. */
    boolean isAboutTheServer() {
        return switch (code) {
            case "UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT", "CONTACTADMIN", "CORRUPTION" -> true;
            case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED" -> false;
            default -> isThrottled() || TROUBLE.matcher(text).find();
        };
    }

    /**
     * Nothing where a refusal is about what was asked for.
     *
     * @throws MailException where the server is in trouble, so that the refusal tells nothing
     */
    void requireServed(String during) {
        if (isAboutTheServer()) {
            throw toFailure(during);
        }
    }

    /**
     * Whether it may say that the folder was deleted, renamed or made anew under a session that has it open, for which
     * servers have many words.
     */
    boolean mayMeanGone() {
        return !isThrottled()
                && switch (code) {
                    case "", "NONEXISTENT", "SERVERBUG" -> true;
                    default -> false;
                };
    }

    /** Whether the server refused because the mail asked for is not there any more, which most say by OK and nothing. */
    boolean isAboutTheMail() {
        return switch (code) {
            case "EXPUNGEISSUED", "NONEXISTENT" -> true;
            default -> GONE.matcher(text).find();
        };
    }

    /**
     * The failure this stands for where the command could have succeeded.
     *
     * @param during what was asked for, in words, such as {@code searching}
     */
    MailException toFailure(String during) {
        if (isThrottled()) {
            return new MailException(new MailFailure.Throttled(described("the mail server asks for less"), backoff()));
        }
        if (isFull()) {
            return new MailException(new MailFailure.MailboxFull(described("the mailbox is full")));
        }
        if (isPermission() || code.equals("CANNOT")) { // which can never succeed (RFC 5530 3)
            return new MailException(
                    new MailFailure.NotAllowed(described("the mail server does not permit " + during)));
        }
        return new MailException(
                new MailFailure.ServerUnavailable("IMAP", described("the mail server refused " + during)));
    }

    /** Whether the server refused since it does not permit what was asked for, whoever may be to blame. */
    boolean isPermission() {
        return code.equals("NOPERM") || DENIED.matcher(text).find();
    }

    /** Whether the server refused to store more, which Gmail's OVERQUOTA does not mean where it speaks of bandwidth. */
    boolean isFull() {
        return !isThrottled() && (code.equals("OVERQUOTA") || FULL.matcher(text).find());
    }

    /** The description with the words of the server, where it gave some. */
    String described(String what) {
        return what + ServerWords.said(text);
    }

    boolean isThrottled() {
        return code.equals("LIMIT")
                || code.equals("THROTTLED")
                || BACKOFF.matcher(text).find()
                || TOO_MANY.matcher(text).find();
    }

    private Duration backoff() {
        Matcher matcher = BACKOFF.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                Duration asked = Duration.ofMillis(Long.parseLong(matcher.group(1)));
                return asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
            }
        }
        return RETRY_AFTER;
    }
}
