// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.SealedRecord;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.account.TokenBuckets;
import dev.mailboxmcp.oauth.Consent.Problem;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.ProviderTokens;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends users to the identity provider of their company, and takes them back. What was asked for and consented to travels
 * with the user, sealed into the state, which opens only together with a cookie of the browser that it was made for: nobody
 * can consent for somebody else. Thread-safe.
 */
final class Broker {
    /** What the name of every cookie begins with; {@code __Host-} keeps other hosts from setting it. RFC 6265bis 4.1.3.2 */
    static final String COOKIE = "__Host-mbx-";

    private static final Logger LOGGER = System.getLogger(Broker.class.getName());
    private static final String FOR_CLIENT = "oauth-state";
    private static final String FOR_PAGE = "page-state";
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final String DENIED = "access_denied";
    private static final int RETURNS_PER_MINUTE = 30;
    private static final int SECRET_LENGTH = 32;
    private static final int NAME_LENGTH = 4;
    private static final int MAX_CODE = 3000;
    private static final Pattern STATE = Pattern.compile("([0-9a-f]{8})\\.([A-Za-z0-9._-]{1,8192})");
    private static final Pattern CODE = Pattern.compile("[\\x20-\\x7E]{1," + MAX_CODE + "}"); // RFC 6749 A.11
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

    /** What providers say where the user, or a rule about the user, said no. */
    private static final Set<String> DENIALS = Set.of(
            "access_denied",
            "login_required",
            "interaction_required",
            "consent_required",
            "account_selection_required");

    private final OAuthSettings settings;
    private final IdentityProviders providers;
    private final Grants grants;
    private final Sealer sealer;
    private final InstantSource clock;
    private final OAuthEvent.Observer observer;
    private final SecureRandom random = new SecureRandom();
    private final SpentCodes returned;
    private final TokenBuckets returns;

    Broker(
            OAuthSettings settings,
            IdentityProviders providers,
            Grants grants,
            Sealer sealer,
            InstantSource clock,
            OAuthEvent.Observer observer) {
        this.settings = settings;
        this.providers = providers;
        this.grants = grants;
        this.sealer = sealer;
        this.clock = clock;
        this.observer = observer;
        this.returned = new SpentCodes(LIFETIME, clock);
        this.returns = new TokenBuckets(RETURNS_PER_MINUTE, Duration.ofMinutes(1), clock);
    }

    /** What the state holds. */
    private record Journey(
            Errand errand, String user, @Nullable String profile, String verifier, String nonce) {}

    /** Why a user went to the provider. */
    private sealed interface Errand {
        /** A client is let in. */
        record LetIn(AuthorizationRequest request, Grant grant) implements Errand {}

        /** A page is told who the user is. */
        record Identify(String page) implements Errand {}
    }

    /**
     * Sends a user who consented to the provider. May block while its metadata are fetched.
     *
     * @throws ProviderException if it cannot be asked
     * @throws IllegalArgumentException if the request is too long to be sealed
     */
    Consent begin(
            AuthorizationRequest request, IdentityProvider provider, String user, @Nullable String profile, Grant grant)
            throws ProviderException {
        return onwards(provider, user, FOR_CLIENT, settings.refreshLifetime().isPositive(), out -> {
            request.write(out);
            out.writeUTF(user);
            out.writeUTF(profile == null ? "" : profile);
            Consented.write(grant, out);
        });
    }

    /**
     * Sends a user to the provider who has to say to a page who it is. May block while its metadata are fetched.
     *
     * @param page comes back with the user
     * @throws ProviderException if it cannot be asked
     * @throws IllegalArgumentException if the page is named by too long a text
     */
    Consent.Onwards begin(String page, IdentityProvider provider, String user, @Nullable String profile)
            throws ProviderException {
        return onwards(provider, user, FOR_PAGE, false, out -> {
            out.writeUTF(page);
            out.writeUTF(user);
            out.writeUTF(profile == null ? "" : profile);
        });
    }

    private Consent.Onwards onwards(
            IdentityProvider provider, String user, String purpose, boolean lasting, SealedRecord.Writer errand)
            throws ProviderException {
        byte[] name = new byte[NAME_LENGTH];
        random.nextBytes(name);
        String suffix = HexFormat.of().formatHex(name);
        String secret = secret();
        String verifier = secret();
        String nonce = secret();
        String state = sealer.seal(purpose, hash(suffix, secret), SealedRecord.write(out -> {
            out.writeLong(clock.instant().plus(LIFETIME).getEpochSecond());
            errand.write(out);
            out.writeUTF(verifier);
            out.writeUTF(nonce);
        }));
        String location = provider.party().authorizationUrl(suffix + "." + state, nonce, verifier, user, lasting);
        return new Consent.Onwards(location, COOKIE + suffix, secret);
    }

    /**
     * Takes a user back. For a client the provider is asked nothing about the user: its code goes on to the client, sealed into
     * ours. For a page it is asked who the user is, which blocks.
     *
     * @param query of the request
     * @param profile whose path it is; empty for the one of all
     * @param cookies the value of the cookie of that name; null where the browser brought none
     */
    AuthorizationServer.Return takeBack(
            @Nullable String query, String profile, Function<String, @Nullable String> cookies, String address) {
        if (!returns.take(Principal.ofAddress(address)).isZero()) {
            return refused(Problem.TOO_OFTEN, null);
        }
        Parameters answer;
        try {
            answer = Parameters.parse(query == null ? "" : query);
        } catch (IllegalArgumentException e) {
            return refused(Problem.UNREADABLE, null);
        }
        var state = STATE.matcher(answer.text("state"));
        if (!state.matches()) {
            return refused(Problem.NOT_BEGUN_HERE, null);
        }
        String cookie = COOKIE + state.group(1);
        String secret = cookies.apply(cookie);
        Journey journey;
        try {
            journey = open(state.group(2), hash(state.group(1), secret == null ? "" : secret));
        } catch (BadTokenException e) {
            return refused(Problem.NOT_BEGUN_HERE, null);
        }
        if (!Objects.requireNonNullElse(journey.profile(), "").equals(profile)) {
            if (journey.errand() instanceof Errand.LetIn letIn) {
                tell(letIn.request(), "other_provider", null, journey.user(), address);
            }
            return refused(Problem.OTHER_PROVIDER, cookie);
        }
        if (!returned.spend(answer.text("state"))) {
            return refused(Problem.NOT_BEGUN_HERE, cookie);
        }
        Consent consent = switch (journey.errand()) {
            case Errand.LetIn(var request, var grant) -> consent(journey, request, grant, answer, address);
            case Errand.Identify(var page) -> identified(journey, page, answer);
        };
        return new AuthorizationServer.Return(consent, cookie);
    }

    /** Why an answer counts for nothing, whatever it says; null if it is the provider's. */
    private @Nullable Problem problem(IdentityProvider provider, Parameters answer) {
        try {
            return provider.party().isIssuer(answer.get("iss")) ? null : Problem.OTHER_PROVIDER;
        } catch (ProviderException e) {
            log(provider, e);
            return Problem.PROVIDER_AWAY;
        }
    }

    /** Why the provider signed nobody in, in a word of OAuth; null if it did. */
    private static @Nullable String refusal(IdentityProvider provider, Parameters answer) {
        String error = answer.get("error");
        if (error == null && CODE.matcher(answer.text("code")).matches()) {
            return null;
        }
        if (error != null && DENIALS.contains(error)) {
            return DENIED;
        }
        String said = error != null && ERROR.matcher(error).matches() ? error : "nothing that is known";
        LOGGER.log(
                Level.WARNING,
                "{0} did not sign a user in: it said {1}",
                provider.party().name(),
                said);
        return "server_error";
    }

    private Consent identified(Journey journey, String page, Parameters answer) {
        IdentityProvider provider = providers.at(journey.profile());
        Problem problem = provider == null ? Problem.NOT_BEGUN_HERE : problem(provider, answer);
        if (provider == null || problem != null) {
            return new Consent.AtPage.Unidentified(page, problem == null ? Problem.NOT_BEGUN_HERE : problem);
        }
        String refusal = refusal(provider, answer);
        if (refusal != null) {
            return new Consent.AtPage.Unidentified(
                    page, refusal.equals(DENIED) ? Problem.DENIED : Problem.PROVIDER_AWAY);
        }
        try {
            ProviderTokens tokens = provider.party().redeem(answer.text("code"), journey.verifier(), journey.nonce());
            String address = tokens.address();
            if (address == null || isAnother(provider, address, journey.user())) {
                return new Consent.AtPage.Unidentified(page, Problem.OTHER_USER);
            }
            Login login = provider.delegate() == null ? new Login.AccessToken(tokens.access(), null) : null;
            return new Consent.AtPage.Identified(page, address, login);
        } catch (ProviderException e) {
            log(provider, e);
            return new Consent.AtPage.Unidentified(
                    page,
                    switch (e.reason()) {
                        case REFUSED -> Problem.DENIED;
                        case NOT_PROVEN -> Problem.NOT_PROVEN;
                        case AWAY -> Problem.PROVIDER_AWAY;
                    });
        } catch (IllegalArgumentException e) { // what can be no access token
            return new Consent.AtPage.Unidentified(page, Problem.NOT_PROVEN);
        }
    }

    private static boolean isAnother(IdentityProvider provider, String address, String named) {
        if (Credentials.isSameName(address, named)) {
            return false;
        }
        LOGGER.log(
                Level.INFO,
                "{0} signed in another user than the one who was named",
                provider.party().name());
        return true;
    }

    private Consent consent(
            Journey journey, AuthorizationRequest request, Grant grant, Parameters answer, String address) {
        IdentityProvider provider = providers.at(journey.profile());
        if (provider == null) { // the operator took it out in the meantime
            return new Consent.Refused(Problem.NOT_BEGUN_HERE);
        }
        Problem problem = problem(provider, answer);
        if (problem != null) {
            if (problem == Problem.OTHER_PROVIDER) {
                tell(request, "other_provider", null, journey.user(), address);
            }
            return new Consent.Refused(problem);
        }
        String refusal = refusal(provider, answer);
        if (refusal != null) {
            tell(request, refusal, null, journey.user(), address);
            return request.answer(settings.issuer(), "error", refusal);
        }
        Instant now = grants.now();
        Consented consented = new Consented(
                UUID.randomUUID(),
                now,
                now.plus(Grants.CODE_LIFETIME),
                journey.user(),
                journey.profile(),
                grant,
                request.asked(),
                new Proof.ProviderCode(new Secret(answer.text("code")), journey.verifier(), journey.nonce()),
                request.client().signs());
        try {
            String sealed = grants.code(request, consented);
            tell(request, "ok", consented.id(), journey.user(), address);
            return request.answer(settings.issuer(), "code", sealed);
        } catch (IllegalArgumentException e) {
            LOGGER.log(
                    Level.WARNING,
                    "the code of {0} is too long",
                    provider.party().name());
            return request.answer(settings.issuer(), "error", "server_error");
        }
    }

    private static AuthorizationServer.Return refused(Problem problem, @Nullable String cookie) {
        return new AuthorizationServer.Return(new Consent.Refused(problem), cookie);
    }

    private Journey open(String state, byte[] cookie) throws BadTokenException {
        try {
            return SealedRecord.read(sealer.open(FOR_CLIENT, cookie, state), in -> {
                checkTime(in);
                AuthorizationRequest request = AuthorizationRequest.read(in);
                String user = in.readUTF();
                String profile = profile(in);
                return new Journey(
                        new Errand.LetIn(request, Consented.grant(in)), user, profile, in.readUTF(), in.readUTF());
            });
        } catch (BadTokenException e) {
            return SealedRecord.read(sealer.open(FOR_PAGE, cookie, state), in -> {
                checkTime(in);
                Errand errand = new Errand.Identify(in.readUTF());
                return new Journey(errand, in.readUTF(), profile(in), in.readUTF(), in.readUTF());
            });
        }
    }

    private void checkTime(DataInputStream in) throws IOException, BadTokenException {
        if (!clock.instant().isBefore(Instant.ofEpochSecond(in.readLong()))) {
            throw new BadTokenException();
        }
    }

    private static @Nullable String profile(DataInputStream in) throws IOException {
        String profile = in.readUTF();
        return profile.isEmpty() ? null : profile;
    }

    /**
     * A grant that opens the mailbox, and one that renews it.
     *
     * @param access holds what opens the mailbox
     * @param renewal null where the provider gave nothing to ask it again with
     * @param lifetime of what opens the mailbox; null where it has none of its own
     */
    record Exchanged(
            Consented access,
            @Nullable Consented renewal,
            @Nullable Duration lifetime) {}

    /**
     * Asks the provider for tokens, with its code or its refresh token. Blocks.
     *
     * @throws OAuthException if it gives none, or vouches for another user
     */
    Exchanged exchange(Consented consented) throws OAuthException {
        IdentityProvider provider = providers.at(consented.profile());
        if (provider == null) {
            throw new OAuthException(OAuthError.invalidGrant(
                    "Users of that mailbox sign in otherwise now. Ask for authorization again."));
        }
        try {
            return exchange(provider, consented);
        } catch (ProviderException e) {
            log(provider, e);
            throw new OAuthException(
                    switch (e.reason()) {
                        case REFUSED ->
                            OAuthError.invalidGrant(
                                    "The identity provider signs the user in no more. Ask for authorization again.");
                        case NOT_PROVEN ->
                            OAuthError.invalidGrant("The identity provider did not prove who the user is. Ask the"
                                    + " operator of this server to look into its log.");
                        case AWAY ->
                            new OAuthError(
                                    503,
                                    "temporarily_unavailable",
                                    "The identity provider cannot be asked now. Try again in a minute.");
                    });
        }
    }

    private Exchanged exchange(IdentityProvider provider, Consented consented)
            throws ProviderException, OAuthException {
        ProviderTokens tokens;
        Secret renewal;
        switch (consented.proof()) {
            case Proof.ProviderCode code -> {
                tokens = provider.party().redeem(code.code().reveal(), code.verifier(), code.nonce());
                renewal = tokens.refresh();
            }
            case Proof.ProviderRefresh(var secret) -> {
                tokens = provider.party().refresh(secret);
                renewal = tokens.refresh() == null ? secret : tokens.refresh();
            }
            case Proof.Password password -> throw new IllegalArgumentException("no provider's");
            case Proof.ProviderAccess access -> throw new IllegalArgumentException("no more than access");
            case Proof.Identity identity -> throw new IllegalArgumentException("no more than access");
        }
        String address = tokens.address();
        if (address != null && isAnother(provider, address, consented.user())) {
            throw new OAuthException(OAuthError.invalidGrant("The identity provider signed in another user than the one"
                    + " whose mailbox was named. Ask for authorization again, and name that address."));
        }
        Consented named = address == null ? consented : consented.of(address);
        Consented refreshed = renewal == null ? null : named.with(new Proof.ProviderRefresh(renewal));
        return provider.delegate() == null
                ? new Exchanged(named.with(new Proof.ProviderAccess(tokens.access())), refreshed, tokens.lifetime())
                : new Exchanged(named.with(new Proof.Identity()), refreshed, null);
    }

    static void log(IdentityProvider provider, ProviderException e) {
        Level level = e.reason() == ProviderException.Reason.REFUSED ? Level.INFO : Level.WARNING;
        LOGGER.log(level, "{0} signs nobody in: {1}", provider.party().name(), e.getMessage());
    }

    private void tell(
            AuthorizationRequest request, String outcome, @Nullable UUID grant, @Nullable String user, String address) {
        observer.happened(new OAuthEvent(
                OAuthEvent.Kind.CONSENT, outcome, request.client().logName(), grant, user, address));
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_LENGTH];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String suffix, String secret) {
        return Sha256.of(suffix + "=" + secret);
    }
}
