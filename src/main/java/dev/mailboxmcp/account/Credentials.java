// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox user and the secret that opens the mailbox, for IMAP and SMTP alike, with what the caller may use them for.
 * Lives for one request.
 *
 * @param user exactly as the caller sent it: the mail server decides what it means; never blank, no control characters
 * @param password never empty
 * @param grant whatever is asked for beyond it must be refused
 * @param clientAddress where the request came from, as an IP address; null where that is not known
 */
public record Credentials(
        String user, Secret password, Grant grant, @Nullable String clientAddress) {
    /** The longest user name accepted, in characters (RFC 5321 4.5.3.1: 64 + 1 + 255). */
    public static final int MAX_USER_LENGTH = 320;

    /** The longest password accepted, in characters. */
    public static final int MAX_PASSWORD_LENGTH = 1024;

    public Credentials {
        if (user.isBlank() || user.length() > MAX_USER_LENGTH || isUnusable(user)) {
            throw new IllegalArgumentException(
                    "user: 1.." + MAX_USER_LENGTH + " characters without control characters");
        }
        int length = password.reveal().length();
        if (length == 0 || length > MAX_PASSWORD_LENGTH || isUnusable(password.reveal())) {
            throw new IllegalArgumentException(
                    "password: 1.." + MAX_PASSWORD_LENGTH + " characters without control characters");
        }
    }

    /** For everything, from anywhere. */
    public Credentials(String user, Secret password) {
        this(user, password, Grant.FULL, null);
    }

    /** The same mailbox, for this alone. */
    public Credentials withGrant(Grant narrower) {
        return new Credentials(user, password, narrower, clientAddress);
    }

    /** The same, presented by a client at that address. */
    public Credentials from(String address) {
        return new Credentials(user, password, grant, address);
    }

    /** The user as most mail servers compare names; only for counting. */
    public String canonicalUser() {
        return Normalizer.normalize(user, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** Control characters could become commands; half a surrogate pair would reach the mail server as another character. */
    private static boolean isUnusable(String text) {
        return text.codePoints()
                .anyMatch(character ->
                        Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE);
    }

    /** Never the secret; the user neither, since this may end in a log. */
    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
