// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Authorization;
import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TokenContent;
import dev.mailboxmcp.account.TokenLife;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;

/**
 * What follows from a user's consent, each sealed for a purpose of its own: the code, the refresh token, the access token. The
 * first two open for the client that they were made for, the last one for the URL of this server. Thread-safe.
 */
final class Grants {
    /** How long a code is good for: as long as a redirect and a request take. */
    static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

    private static final String CODE = "oauth-code";
    private static final String REFRESH = "oauth-refresh";
    private static final String ACCESS = "oauth-access";

    private final OAuthSettings settings;
    private final Sealer sealer;
    private final Sealer accessSealer;
    private final CredentialTokens tokens;
    private final InstantSource clock;

    /**
     * A consent, and until when what holds it is good.
     *
     * @param content with the moment of the login, and the id of the grant
     * @param asked what the client asked for
     */
    record Consented(TokenContent content, Set<Permission> asked) {
        Consented until(Instant end) {
            return new Consented(new TokenContent(content.issuedAt(), end, content.id(), content.credentials()), asked);
        }

        Consented with(Credentials credentials) {
            return new Consented(
                    new TokenContent(content.issuedAt(), content.expiresAt(), content.id(), credentials), asked);
        }
    }

    /** A consent on its way from the browser to the client. */
    record Code(Consented consented, String redirectUri, String challenge) {}

    /**
     * @param sealer of what clients hold besides access tokens
     * @param accessSealer of access tokens
     * @param tokens knows what was revoked
     */
    Grants(OAuthSettings settings, Sealer sealer, Sealer accessSealer, CredentialTokens tokens, InstantSource clock) {
        this.settings = settings;
        this.sealer = sealer;
        this.accessSealer = accessSealer;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A code for what the user consented to a moment ago. */
    String code(AuthorizationRequest request, UUID grant, Credentials credentials) {
        Instant now = now();
        TokenContent content = new TokenContent(now, now.plus(CODE_LIFETIME), grant, credentials);
        return sealer.seal(CODE, bytes(request.client().id()), SealedRecord.write(out -> {
            out.writeUTF(request.redirectUri());
            out.writeUTF(request.challenge());
            write(new Consented(content, request.asked()), out);
        }));
    }

    /** @throws BadTokenException unless it is a code of that client, and still good */
    Code openCode(String clientId, String code) throws BadTokenException {
        Code opened = SealedRecord.read(sealer.open(CODE, bytes(clientId), code), in -> {
            String redirectUri = in.readUTF();
            String challenge = in.readUTF();
            return new Code(consented(in), redirectUri, challenge);
        });
        check(clientId, opened.consented());
        return opened;
    }

    /** A refresh token until then. */
    String refreshToken(String clientId, Consented consented) {
        return sealer.seal(REFRESH, bytes(clientId), SealedRecord.write(out -> write(consented, out)));
    }

    /** @throws BadTokenException unless it is a refresh token of that client, and still good */
    Consented openRefreshToken(String clientId, String token) throws BadTokenException {
        Consented opened = SealedRecord.read(sealer.open(REFRESH, bytes(clientId), token), Grants::consented);
        check(clientId, opened);
        return opened;
    }

    /** An access token for the one URL of this server. */
    String accessToken(String clientId, Consented consented) {
        return accessSealer.seal(ACCESS, bytes(settings.url()), SealedRecord.write(out -> {
            out.writeUTF(Client.logName(clientId));
            write(consented, out);
        }));
    }

    /** @throws BadTokenException unless it is an access token for this server's URL, and still good */
    Caller caller(String accessToken, String address) throws BadTokenException {
        return SealedRecord.read(accessSealer.open(ACCESS, bytes(settings.url()), accessToken), in -> {
            String client = in.readUTF();
            Consented consented = consented(in);
            TokenLife life = life(client, consented);
            if (!tokens.isValid(life)) {
                throw new BadTokenException();
            }
            Credentials credentials = consented.content().credentials().from(address);
            return new Caller(credentials, address, null, false, life);
        });
    }

    private void check(String clientId, Consented consented) throws BadTokenException {
        if (!tokens.isValid(life(Client.logName(clientId), consented))) {
            throw new BadTokenException();
        }
    }

    private static TokenLife life(String client, Consented consented) {
        TokenContent content = consented.content();
        return new TokenLife(
                content.id(),
                content.issuedAt(),
                content.expiresAt(),
                content.credentials().user(),
                new Authorization(content.id(), client, consented.asked()));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static void write(Consented consented, DataOutputStream out) throws IOException {
        out.writeUTF(Scopes.text(consented.asked()));
        byte[] content = consented.content().encode();
        out.writeShort(content.length);
        out.write(content);
    }

    private static Consented consented(DataInputStream in) throws IOException, BadTokenException {
        Set<Permission> asked = Scopes.parse(in.readUTF());
        byte[] content = new byte[in.readUnsignedShort()];
        in.readFully(content);
        return new Consented(TokenContent.decode(content), asked);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
