// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox user and the login that opens the mailbox, for IMAP and SMTP alike, with what the caller may use them for.
 * Lives for one request.
 *
 * @param user exactly as the caller sent it: the mail server decides what it means; never blank, no control characters
 * @param login the proof that it is the user
 * @param grant whatever is asked for beyond it must be refused
 * @param clientAddress where the request came from, as an IP address; null where that is not known
 * @param profile the mail provider that has the mailbox, by the id that the operator gave it; null where that goes by the
 *     domain of the user, or where there is one provider for all
 * @param delegate who logs in for the user, and whose the login is; null for the user
 */
public record Credentials(
        String user,
        Login login,
        Grant grant,
        @Nullable String clientAddress,
        @Nullable String profile,
        @Nullable String delegate) {
    /** The longest user name accepted, in characters (RFC 5321 4.5.3.1: 64 + 1 + 255). */
    public static final int MAX_USER_LENGTH = 320;

    /** The longest password accepted, in characters. */
    public static final int MAX_PASSWORD_LENGTH = 1024;

    public Credentials {
        requireName(user);
        if (delegate != null) {
            requireName(delegate);
        }
    }

    /** Whether a user may be called that. */
    public static boolean isName(String name) {
        return !name.isBlank() && name.length() <= MAX_USER_LENGTH && !isUnusable(name);
    }

    /**
     * Whether two names are of one user: the same, or the same but for the case of ASCII letters. Unicode folds letters that look alike
     * into ASCII ones, such as U+017F into s and U+212A into k, and to a mail server or an identity provider these are of different users.
     */
    public static boolean isSameName(String one, String other) {
        return one.equals(other) || (isAscii(one) && isAscii(other) && one.equalsIgnoreCase(other));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "user: 1.." + MAX_USER_LENGTH + " characters without control characters");
        }
    }

    /** Credentials by password, for everything, from anywhere. */
    public Credentials(String user, Secret password) {
        this(user, new Login.Password(password));
    }

    /** Credentials for everything, from anywhere. */
    public Credentials(String user, Login login) {
        this(user, login, Grant.FULL, null, null, null);
    }

    /** The same mailbox, for this alone. */
    public Credentials withGrant(Grant narrower) {
        return new Credentials(user, login, narrower, clientAddress, profile, delegate);
    }

    /** The same, presented by a client at that address. */
    public Credentials from(String address) {
        return new Credentials(user, login, grant, address, profile, delegate);
    }

    /** The same at that mail provider; null as above. */
    public Credentials at(@Nullable String provider) {
        return new Credentials(user, login, grant, clientAddress, provider, delegate);
    }

    /** The same mailbox, opened by the login of another; null as above. */
    public Credentials by(@Nullable String other) {
        return new Credentials(user, login, grant, clientAddress, profile, other);
    }

    /** Whose login it is. */
    public String loginName() {
        return delegate == null ? user : delegate;
    }

    /** The user as most mail servers compare names. Calls are counted by it, and undo tokens, marks and cursors bound to it; no server is told it. */
    public String canonicalUser() {
        return canonical(user);
    }

    /** The same of whose login it is: whoever guesses guesses at that. */
    public String canonicalLoginName() {
        return canonical(loginName());
    }

    private static String canonical(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** Control characters could become commands; half a surrogate pair would reach the mail server as another character. */
    static boolean isUnusable(String text) {
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
