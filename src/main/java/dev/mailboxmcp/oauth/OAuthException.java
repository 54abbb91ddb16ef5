// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

/** A request of OAuth is refused. It has no stack, since whoever asks decides how often it is thrown. */
final class OAuthException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient OAuthError error;

    OAuthException(OAuthError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    OAuthError error() {
        return error;
    }
}
