// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.SealedRecord;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TokenLife;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

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
    private final IdentityProviders providers;
    private final InstantSource clock;

    /** A consent on its way from the browser to the client. */
    record Code(Consented consented, String redirectUri, String challenge) {}

    /**
     * @param sealer of what clients hold besides access tokens
     * @param accessSealer of access tokens
     * @param tokens knows what was revoked, and counts
     */
    Grants(
            OAuthSettings settings,
            Sealer sealer,
            Sealer accessSealer,
            CredentialTokens tokens,
            IdentityProviders providers,
            InstantSource clock) {
        this.settings = settings;
        this.sealer = sealer;
        this.accessSealer = accessSealer;
        this.tokens = tokens;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * A code for what the user consented to a moment ago.
     *
     * @throws IllegalArgumentException if what it has to hold is too long
     */
    String code(AuthorizationRequest request, Consented consented) {
        return sealer.seal(CODE, bytes(request.client().id()), SealedRecord.write(out -> {
            out.writeUTF(request.redirectUri());
            out.writeUTF(request.challenge());
            consented.write(out);
        }));
    }

    /** @throws BadTokenException unless it is a code of that client, and still good */
    Code openCode(String clientId, String code) throws BadTokenException {
        Code opened = SealedRecord.read(sealer.open(CODE, bytes(clientId), code), in -> {
            String redirectUri = in.readUTF();
            String challenge = in.readUTF();
            return new Code(Consented.read(in), redirectUri, challenge);
        });
        check(opened.consented().life(Client.logName(clientId)));
        return opened;
    }

    /**
     * A refresh token.
     *
     * @throws IllegalArgumentException if what it has to hold is too long
     */
    String refreshToken(String clientId, Consented consented) {
        return sealer.seal(REFRESH, bytes(clientId), SealedRecord.write(consented::write));
    }

    /** @throws BadTokenException unless it is a refresh token of that client, and still good */
    Consented openRefreshToken(String clientId, String token) throws BadTokenException {
        Consented opened = SealedRecord.read(sealer.open(REFRESH, bytes(clientId), token), Consented::read);
        check(opened.life(Client.logName(clientId)));
        tokens.noteOpened(token);
        return opened;
    }

    /**
     * An access token for the one URL of this server.
     *
     * @throws IllegalArgumentException if what it has to hold is too long
     */
    String accessToken(String clientId, Consented consented) {
        return accessSealer.seal(ACCESS, bytes(settings.url()), SealedRecord.write(out -> {
            out.writeUTF(Client.logName(clientId));
            consented.write(out);
        }));
    }

    /** @throws BadTokenException unless it is an access token for this server's URL, and still good */
    Caller caller(String accessToken, String address) throws BadTokenException {
        return SealedRecord.read(accessSealer.open(ACCESS, bytes(settings.url()), accessToken), in -> {
            String client = in.readUTF();
            Consented consented = Consented.read(in);
            TokenLife life = consented.life(client);
            check(life);
            tokens.noteOpened(accessToken);
            return new Caller(credentials(consented).from(address), address, null, false, life);
        });
    }

    /**
     * What opens the mailbox now.
     *
     * @throws BadTokenException if this server has nothing that does, or not any more
     */
    Credentials credentials(Consented consented) throws BadTokenException {
        Credentials credentials = switch (consented.proof()) {
            case Proof.Password(var secret) -> new Credentials(consented.user(), secret);
            case Proof.ProviderAccess(var secret) ->
                new Credentials(
                        consented.user(),
                        new Login.AccessToken(secret, consented.id().toString()));
            case Proof.Identity() -> providers.delegated(consented.profile(), consented.user());
            case Proof.ProviderCode code -> throw new BadTokenException();
            case Proof.ProviderRefresh refresh -> throw new BadTokenException();
        };
        return credentials.withGrant(consented.grant()).at(consented.profile());
    }

    private void check(TokenLife life) throws BadTokenException {
        if (!tokens.isValid(life)) {
            throw new BadTokenException();
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
