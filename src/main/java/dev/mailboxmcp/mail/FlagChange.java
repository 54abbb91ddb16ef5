// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One flag set or taken away.
 *
 * @param set whether the mails are to have it
 * @param flag one of the system flags that users know, or a keyword; never one that deletes, or that says a receipt was sent
 */
public record FlagChange(boolean set, String flag) {
    /** The flag of a mail that was read. */
    public static final String SEEN = "\\Seen";

    /** The flag that users set to find a mail again. */
    public static final String FLAGGED = "\\Flagged";

    /** The keywords by which mail programs and filters tell each other what is unwanted. */
    public static final String JUNK = "$Junk";

    public static final String NOT_JUNK = "$NotJunk";

    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9$_-]{1,32}");
    private static final String RECEIPT = "$MDNSent";

    /** Keywords by which programs tell each other something, in lower case, but for those that begin with a dollar sign. */
    private static final Set<String> OF_PROGRAMS =
            Set.of("junk", "nonjunk", "notjunk", "forwarded", "redirected", "old");

    /**
     * Checks the flag.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} for a label that is none
     */
    public FlagChange {
        boolean system = flag.equals(SEEN) || flag.equals(FLAGGED);
        if (!system && (!KEYWORD.matcher(flag).matches() || flag.equalsIgnoreCase(RECEIPT))) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target", "must be a label of 1..32 letters, digits, $, _ or - (other than $MDNSent)"));
        }
    }

    /**
     * Whether a keyword is a label that people gave a mail, and that can be given as one; those that begin with a dollar sign
     * are names that programs agreed on (RFC 9051 2.3.2).
     */
    public static boolean isLabel(String keyword) {
        return KEYWORD.matcher(keyword).matches()
                && !keyword.startsWith("$")
                && !OF_PROGRAMS.contains(keyword.toLowerCase(Locale.ROOT));
    }

    /** Whether every mailbox can hold it; a keyword needs the server's consent. */
    public boolean isSystem() {
        return flag.startsWith("\\");
    }

    /** What undoes it. */
    public FlagChange inverse() {
        return new FlagChange(!set, flag);
    }
}
