// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.oidc.SignedToken;
import org.jspecify.annotations.Nullable;

/** Metadata documents of clients, whose URL is their id. Thread-safe. */
interface ClientDocuments {
    /**
     * The client that the document describes. May block for seconds.
     *
     * @param address of whoever asks
     * @throws OAuthException if there is no such document, or one that is not accepted here
     */
    Client find(String url, String address) throws OAuthException;

    /**
     * What that client signs with; null where its document does not say that it does. May block for seconds.
     *
     * @throws OAuthException as above
     */
    SignedToken.@Nullable Keys keys(String url, String address) throws OAuthException;
}
