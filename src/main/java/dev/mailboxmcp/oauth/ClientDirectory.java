// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.oidc.SignedToken;
import org.jspecify.annotations.Nullable;

/** Who a client is, by its id. Thread-safe. */
final class ClientDirectory {
    private final Registrations registrations;
    private final ClientDocuments documents;

    ClientDirectory(Registrations registrations, ClientDocuments documents) {
        this.registrations = registrations;
        this.documents = documents;
    }

    /**
     * The client of that id. Of one that has a metadata document, that is fetched, which may block for seconds.
     *
     * @param address of whoever asks, for a limit on fetches
     * @throws OAuthException if it is not known here
     */
    Client find(String id, String address) throws OAuthException {
        return isDocument(id) ? documents.find(id, address) : registered(id);
    }

    /**
     * What the client of that id signs with; null where it does not. May block for seconds.
     *
     * @param address of whoever asks, for a limit on fetches
     * @throws OAuthException if its document cannot be had now, or is not accepted any more
     */
    SignedToken.@Nullable Keys keys(String id, String address) throws OAuthException {
        return isDocument(id) ? documents.keys(id, address) : null;
    }

    /** Refuses an id that was never given out here; a metadata document is not asked for again. */
    void check(String id) throws OAuthException {
        if (!isDocument(id)) {
            registered(id);
        }
    }

    private static boolean isDocument(String id) {
        return id.startsWith("https://");
    }

    private Client registered(String id) throws OAuthException {
        try {
            return registrations.open(id);
        } catch (BadTokenException e) {
            throw new OAuthException(OAuthError.invalidClient());
        }
    }
}
