// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.HeaderText;
import dev.mailboxmcp.mime.MimeLimits;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.text.PercentText;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who organizes, or is invited (RFC 5545 3.8.4.1, 3.8.4.3), as the calendar claims.
 *
 * @param shown {@code Name <local@domain>}, cleaned; may be empty
 * @param address as an answer would use it; null where it is none of mail
 * @param isMisnamed whether the name is another address than the one behind it
 */
record CalendarPerson(String shown, @Nullable EmailAddress address, Invitation.Status status, boolean isMisnamed) {
    private static final String MAILTO = "mailto:";

    static CalendarPerson of(CalendarLine line) {
        String spec = address(line);
        int at = spec.lastIndexOf('@');
        String name = line.parameter("CN");
        String decoded = name.contains("=?")
                ? HeaderText.decode(name.getBytes(UTF_8), MimeLimits.MAX_NAME_CHARS)
                : RightToLeft.asSeen(name);
        String shown = at > 0
                ? AddressText.format(decoded, spec.substring(0, at), spec.substring(at + 1))
                : TextCleaner.line(decoded, MimeLimits.MAX_NAME_CHARS);
        boolean misnamed = at > 0
                && !InvitationCheck.namesByNumber(spec.substring(at + 1))
                && SenderCheck.showsAnotherAddress(new MailAddress(
                        TextCleaner.line(decoded, MimeLimits.MAX_NAME_CHARS),
                        spec.substring(0, at),
                        spec.substring(at + 1)));
        return new CalendarPerson(
                shown, at > 0 && isOne(spec) ? EmailAddress.parseStrangers(spec) : null, status(line), misnamed);
    }

    /** Whether nobody can read it as a list, or as an address within something else. */
    private static boolean isOne(String spec) {
        return spec.chars().noneMatch(c -> c <= ' ' || ":;,<>()".indexOf(c) >= 0);
    }

    /** What stands behind the last {@code mailto:}, since a name without quotes may hold a colon. */
    private static String address(CalendarLine line) {
        String value = line.value().strip();
        int mailto = value.toLowerCase(Locale.ROOT).lastIndexOf(MAILTO);
        if (mailto >= 0) {
            value = value.substring(mailto + MAILTO.length()).split("\\?", 2)[0];
            return new String(PercentText.decode(value.getBytes(UTF_8)), UTF_8).strip();
        }
        boolean bare = value.indexOf('@') > 0 && value.indexOf(':') < 0 && value.indexOf('/') < 0;
        return bare ? value : line.parameter("EMAIL"); // QUIRK: Apple's servers name people by paths and numbers
    }

    private static Invitation.Status status(CalendarLine line) {
        return switch (line.parameter("PARTSTAT").strip().toUpperCase(Locale.ROOT)) {
            case "ACCEPTED" -> Invitation.Status.ACCEPTED;
            case "DECLINED" -> Invitation.Status.DECLINED;
            case "TENTATIVE" -> Invitation.Status.TENTATIVE;
            case "DELEGATED" -> Invitation.Status.DELEGATED;
            case "COMPLETED" -> Invitation.Status.COMPLETED;
            case "IN-PROCESS" -> Invitation.Status.IN_PROCESS;
            default -> Invitation.Status.NEEDS_ACTION;
        };
    }
}
