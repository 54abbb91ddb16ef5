// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.SealedRecord;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.rpc.BoundedJson;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.MalformedMessageException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers clients by giving them what they said, sealed, as their id. Nothing is stored, so nothing can be filled up or
 * lost. There are no secrets: who uses a code has to know what only the client that asked for it does. RFC 7591.
 * Thread-safe.
 */
final class Registrations {
    private static final String PURPOSE = "oauth-client";
    private static final byte[] NOTHING_MORE = {};
    private static final int MAX_REDIRECT_URIS = 10;

    /** An id, which is in URLs, is not much longer than a third more. */
    private static final int MAX_CONTENT = 1400;

    private final RedirectUris redirects;
    private final Sealer sealer;
    private final InstantSource clock;

    Registrations(RedirectUris redirects, Sealer sealer, InstantSource clock) {
        this.redirects = redirects;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** What the client is told. RFC 7591 3.2.1 */
    JsonObject register(byte[] body) throws OAuthException {
        JsonObject metadata = object(body);
        List<String> uris = redirectUris(metadata);
        String name = ClientName.clean(metadata.get("client_name") instanceof JsonString said ? said.getString() : "");
        long now = clock.instant().getEpochSecond();
        byte[] content = SealedRecord.write(out -> {
            out.writeLong(now);
            out.writeUTF(name);
            out.writeByte(uris.size());
            for (String uri : uris) {
                out.writeUTF(uri);
            }
        });
        if (content.length > MAX_CONTENT) {
            throw new OAuthException(
                    new OAuthError(400, "invalid_client_metadata", "Name and redirect URIs are too long together."));
        }
        String id = sealer.seal(PURPOSE, NOTHING_MORE, content);
        JsonArrayBuilder registered = Json.createArrayBuilder();
        uris.forEach(registered::add);
        return Json.createObjectBuilder()
                .add("client_id", id)
                .add("client_id_issued_at", now)
                .add("client_name", name)
                .add("redirect_uris", registered)
                .add(
                        "grant_types",
                        Json.createArrayBuilder().add("authorization_code").add("refresh_token"))
                .add("response_types", Json.createArrayBuilder().add("code"))
                .add("token_endpoint_auth_method", "none")
                .build();
    }

    /** The client of an id that was made here, with those of its redirect URIs that are allowed now. */
    Client open(String id) throws BadTokenException {
        return SealedRecord.read(sealer.open(PURPOSE, NOTHING_MORE, id), in -> {
            in.readLong();
            String name = in.readUTF();
            List<String> uris = new ArrayList<>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                uris.add(in.readUTF());
            }
            List<String> allowed =
                    uris.stream().filter(uri -> redirects.isAllowed(uri, null)).toList();
            return new Client(id, name, allowed, null, false);
        });
    }

    /** Those that are allowed; clients name the callbacks of all their editions at once. The answer says which. RFC 7591 3.2.1 */
    private List<String> redirectUris(JsonObject metadata) throws OAuthException {
        if (!(metadata.get("redirect_uris") instanceof JsonArray array)
                || array.isEmpty()
                || array.size() > MAX_REDIRECT_URIS) {
            throw invalidRedirect("redirect_uris must have 1 to " + MAX_REDIRECT_URIS + " entries.");
        }
        List<String> uris = array.stream()
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).getString())
                .filter(uri -> redirects.isAllowed(uri, null))
                .toList();
        if (uris.isEmpty()) {
            throw invalidRedirect("No redirect URI is allowed here: users are sent to their own machine by http,"
                    + " or by https to hosts that the operator lists in OAUTH_REDIRECT_HOSTS.");
        }
        return uris;
    }

    private static OAuthException invalidRedirect(String description) {
        return new OAuthException(new OAuthError(400, "invalid_redirect_uri", description));
    }

    private static JsonObject object(byte[] body) throws OAuthException {
        try {
            if (BoundedJson.read(body) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedMessageException e) {
            // the answer below says it
        }
        throw new OAuthException(new OAuthError(400, "invalid_client_metadata", "The body must be a JSON object."));
    }
}
