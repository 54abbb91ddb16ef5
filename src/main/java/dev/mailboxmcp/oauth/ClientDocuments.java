// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

/** Metadata documents of clients, whose URL is their id. Thread-safe. */
@FunctionalInterface
interface ClientDocuments {
    /**
     * The client that the document describes. May block for seconds.
     *
     * @param address of whoever asks
     * @throws OAuthException if there is no such document, or one that is not accepted here
     */
    Client find(String url, String address) throws OAuthException;
}
