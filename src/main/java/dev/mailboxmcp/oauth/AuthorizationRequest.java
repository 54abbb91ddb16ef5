// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Permission;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a user for, checked. Immutable.
 *
 * @param redirectUri where the user is sent back to; one that the client registered
 * @param state goes back with the user; null where the client sent none
 * @param challenge SHA-256 of what only the client knows, in base64url. RFC 7636 4.2
 * @param asked the permissions; never empty
 */
public record AuthorizationRequest(
        Client client, String redirectUri, @Nullable String state, String challenge, Set<Permission> asked) {
    public AuthorizationRequest {
        asked = Collections.unmodifiableSet(EnumSet.copyOf(asked));
    }

    /** What the client calls itself; empty where it does not say. */
    public String clientName() {
        return client.name();
    }

    /** The host that answers for the client; null where nobody does. */
    public @Nullable String clientHost() {
        return client.host();
    }

    /** Where the user will be sent, as they are shown it. */
    public String redirectHost() {
        return RedirectUris.shown(redirectUri);
    }

    /** Whether that is a program on the user's own machine. */
    public boolean redirectsToOwnMachine() {
        return RedirectUris.isLoopback(redirectUri);
    }

    /** Sends the user back with this. */
    Consent.Redirect answer(String issuer, String name, String value) {
        return new Consent.Redirect(redirect(redirectUri, state, issuer, name, value));
    }

    /** The URI with this at its end. RFC 6749 4.1.2, RFC 9207 2 */
    static String redirect(String uri, @Nullable String state, String issuer, String name, String value) {
        StringBuilder location = new StringBuilder(uri)
                .append(uri.contains("?") ? '&' : '?')
                .append(name)
                .append('=')
                .append(encoded(value));
        if (state != null) {
            location.append("&state=").append(encoded(state));
        }
        return location.append("&iss=").append(encoded(issuer)).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Writes it, as fields to be sealed. */
    void write(DataOutputStream out) throws IOException {
        out.writeUTF(client.id());
        out.writeUTF(client.name());
        out.writeUTF(client.host() == null ? "" : client.host());
        out.writeBoolean(client.signs());
        out.writeUTF(redirectUri);
        out.writeUTF(state == null ? "" : state);
        out.writeUTF(challenge);
        out.writeUTF(Scopes.text(asked));
    }

    /** What {@link #write} wrote. */
    static AuthorizationRequest read(DataInputStream in) throws IOException {
        String id = in.readUTF();
        String name = in.readUTF();
        String host = in.readUTF();
        boolean signs = in.readBoolean();
        String redirectUri = in.readUTF();
        String state = in.readUTF();
        Client client = new Client(id, name, List.of(redirectUri), host.isEmpty() ? null : host, signs);
        return new AuthorizationRequest(
                client, redirectUri, state.isEmpty() ? null : state, in.readUTF(), Scopes.parse(in.readUTF()));
    }

    /** Never the state, which is the client's secret. */
    @Override
    public String toString() {
        return "AuthorizationRequest[" + client.logName() + "]";
    }
}
