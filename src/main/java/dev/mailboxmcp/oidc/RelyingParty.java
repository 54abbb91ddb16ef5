// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import static dev.mailboxmcp.oidc.ProviderMetadata.text;

import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.net.BoundedHttp;
import dev.mailboxmcp.oidc.ProviderException.Reason;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This server as the client of one identity provider: the authorization code flow with PKCE and a nonce. OpenID Connect
 * Core 1.0 section 3.1, RFC 7636, RFC 9207. Thread-safe; blocks where it asks the provider.
 */
public final class RelyingParty {
    private static final int MAX_IN_FLIGHT = 32;
    private static final int OK = 200;
    private static final String OFFLINE_ACCESS = "offline_access";
    private static final String CONSENT = "consent";
    private static final Duration WAIT_FOR_A_TURN = Duration.ofSeconds(5);
    private static final Duration LIFETIME_UNLESS_SAID = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

    private final ProviderSettings settings;
    private final String redirectUri;
    private final ProviderDocuments documents;
    private final BoundedHttp http;
    private final InstantSource clock;
    private final Semaphore turns = new Semaphore(MAX_IN_FLIGHT);

    /** @param redirectUri where users come back to, as it is registered at the provider */
    public RelyingParty(ProviderSettings settings, String redirectUri, InstantSource clock) {
        this.settings = settings;
        this.redirectUri = redirectUri;
        this.http = ProviderDocuments.http(settings);
        this.documents = new ProviderDocuments(settings, clock);
        this.clock = clock;
    }

    /** What users call the provider. */
    public String name() {
        return settings.name();
    }

    /**
     * The URL that a user's browser is sent to. Asks the provider for its metadata, if they are not known.
     *
     * @param state comes back with the user
     * @param nonce comes back in the ID token
     * @param verifier of PKCE, with which the code will be exchanged
     * @param user whom the provider shall ask for
     * @param lasting whether a refresh token is wanted; one that is dropped may count against the user's others
     * @throws ProviderException {@code AWAY} if the provider cannot be asked
     */
    public String authorizationUrl(String state, String nonce, String verifier, String user, boolean lasting)
            throws ProviderException {
        String page = documents.metadata().authorizationEndpoint();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("scope", lasting ? settings.scopes() : withoutOfflineAccess(settings.scopes()));
        query.put("code_challenge", Sha256.base64Url(verifier));
        query.put("code_challenge_method", "S256");
        query.put("nonce", nonce);
        query.put("login_hint", user);
        if (lasting && page.startsWith("https://accounts.google.com/")) { // QUIRK: offline_access is no scope there
            query.put("access_type", "offline");
        }
        String prompt = settings.prompt();
        if (prompt != null
                && (lasting || !prompt.equals(CONSENT))) { // who consents again is given a refresh token again
            query.put("prompt", prompt);
        }
        query.put("state", state);
        return page + (page.contains("?") ? '&' : '?') + encoded(query);
    }

    /** OpenID Connect Core 1.0 section 11 */
    private static String withoutOfflineAccess(String scopes) {
        return Arrays.stream(scopes.split(" ", -1))
                .filter(scope -> !scope.equals(OFFLINE_ACCESS))
                .collect(Collectors.joining(" "));
    }

    /**
     * Whether an answer came from this provider, as far as it says so. RFC 9207 2.4
     *
     * @param issuer that the answer names; null where it names none
     * @throws ProviderException {@code AWAY} if the provider cannot be asked whether it does
     */
    public boolean isIssuer(@Nullable String issuer) throws ProviderException {
        return issuer == null ? !documents.metadata().namesItself() : issuer.equals(settings.issuer());
    }

    /**
     * Tokens for a code.
     *
     * @throws ProviderException if the provider gives none, or does not vouch for the user as it has to
     */
    public ProviderTokens redeem(String code, String verifier, String nonce) throws ProviderException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        JsonObject answer = asked(form);
        String address = new IdTokenCheck(settings, documents.keys(), clock).address(text(answer, "id_token"), nonce);
        return tokens(answer, address);
    }

    /**
     * Tokens for a refresh token.
     *
     * @throws ProviderException if the provider gives none, or vouches for the user otherwise than it has to
     */
    public ProviderTokens refresh(Secret refreshToken) throws ProviderException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken.reveal());
        JsonObject answer = asked(form);
        String idToken = text(answer, "id_token");
        String address = idToken.isEmpty()
                ? null // it need not say it again. OpenID Connect Core 12.2
                : new IdTokenCheck(settings, documents.keys(), clock).address(idToken, null);
        return tokens(answer, address);
    }

    private static ProviderTokens tokens(JsonObject answer, @Nullable String address) throws ProviderException {
        String access = text(answer, "access_token");
        if (access.isEmpty() || !text(answer, "token_type").equalsIgnoreCase("bearer")) {
            throw ProviderException.away("it gave no bearer token");
        }
        String refresh = text(answer, "refresh_token");
        return new ProviderTokens(
                new Secret(access), lifetime(answer), refresh.isEmpty() ? null : new Secret(refresh), address);
    }

    private static Duration lifetime(JsonObject answer) {
        long seconds = answer.get("expires_in") instanceof JsonNumber number
                ? number.longValue()
                : answer.get("expires_in") instanceof JsonString text
                                && SECONDS.matcher(text.getString()).matches()
                        ? Long.parseLong(text.getString())
                        : LIFETIME_UNLESS_SAID.toSeconds();
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_LIFETIME.toSeconds())));
    }

    private JsonObject asked(Map<String, String> form) throws ProviderException {
        ProviderMetadata metadata = documents.metadata();
        Map<String, String> headers = new LinkedHashMap<>();
        String secret = settings.clientSecret().reveal();
        if (metadata.takesBasic()) { // RFC 6749 2.3.1
            String both = encoded(settings.clientId()) + ":" + encoded(secret);
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII)));
        } else {
            form.put("client_id", settings.clientId());
            form.put("client_secret", secret);
        }
        BoundedHttp.Fetched answer = posted(metadata, headers, encoded(form));
        JsonObject body = ProviderDocuments.object(answer);
        if (answer.status() == OK) {
            return body;
        }
        String error = text(body, "error");
        String said = ERROR.matcher(error).matches() ? error : "nothing that is known";
        throw new ProviderException(
                error.equals("invalid_grant") ? Reason.REFUSED : Reason.AWAY,
                "it answered " + answer.status() + " and said " + said);
    }

    private BoundedHttp.Fetched posted(ProviderMetadata metadata, Map<String, String> headers, String form)
            throws ProviderException {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(WAIT_FOR_A_TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw ProviderException.away("too many users sign in at once");
            }
            return http.post(metadata.tokenEndpoint().target(), headers, form);
        } catch (IOException e) {
            throw ProviderException.away("it cannot be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.away("this server stops");
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private static String encoded(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(encoded(value)));
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
