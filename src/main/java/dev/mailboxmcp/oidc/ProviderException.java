// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

/** An identity provider does not give what was asked for. Its message is for the operator's log, and holds no secret. */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What that means for the user. */
    public enum Reason {
        /** It refuses the code or the refresh token: the user has to sign in again. */
        REFUSED,
        /** What it says of the user is not what has to be said, or not signed by it. */
        NOT_PROVEN,
        /** It cannot be reached, or does not know this server: signing in again would not help. */
        AWAY
    }

    ProviderException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What it says is not what has to be said, or not signed by it. */
    public static ProviderException notProven(String message) {
        return new ProviderException(Reason.NOT_PROVEN, message);
    }

    /** It cannot be asked, or answers nothing usable. */
    public static ProviderException away(String message) {
        return new ProviderException(Reason.AWAY, message);
    }
}
