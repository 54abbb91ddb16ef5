// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.oidc.SignedToken;
import dev.mailboxmcp.settings.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Two servers with the same keys, which take turns: whatever the one gives out, the other is shown. */
final class TwoInstances {
    static final String URL = "https://mail.example.org/oauth/mcp";
    static final String ISSUER = "https://mail.example.org/oauth";
    static final String LOOPBACK = "http://127.0.0.1:3999/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636 appendix B
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final IdentityProviders NO_PROVIDERS = new IdentityProviders(Profiles.SINGLE, Map.of());

    /** Nobody has a document. */
    private static final ClientDocuments NONE = new ClientDocuments() {
        @Override
        public Client find(String url, String address) throws OAuthException {
            throw new OAuthException(OAuthError.invalidClient());
        }

        @Override
        public SignedToken.Keys keys(String url, String address) throws OAuthException {
            throw new OAuthException(OAuthError.invalidClient());
        }
    };

    Instant now = Instant.parse("2026-11-29T10:00:00Z");
    LoginCheck.Outcome outcome = new LoginCheck.Outcome.Accepted();
    final List<Credentials> logins = new ArrayList<>();
    final List<OAuthEvent> events = new ArrayList<>();
    private final List<CredentialTokens> tokens = new ArrayList<>();
    private final List<AuthorizationServer> instances;
    private int turn;
    private String audience = "mailbox-mcp";
    private Duration longestToken = Duration.ofDays(90);

    /** Where users sign in at identity providers, which each instance asks for itself. */
    TwoInstances(Function<InstantSource, IdentityProviders> providers, String... environment) {
        OAuthSettings settings = settings(environment);
        EnumSet<Permission> allowed = EnumSet.complementOf(EnumSet.of(Permission.DELETE));
        instances = List.of(
                instance(settings, allowed, null, null, NONE, providers.apply(() -> now)),
                instance(settings, allowed, null, null, NONE, providers.apply(() -> now)));
    }

    TwoInstances(String... environment) {
        this(null, null, null, environment);
    }

    TwoInstances(
            @Nullable Instant notBefore,
            @Nullable Path revokedFile,
            @Nullable ClientDocuments documents,
            String... environment) {
        this(EnumSet.complementOf(EnumSet.of(Permission.DELETE)), notBefore, revokedFile, documents, environment);
    }

    TwoInstances(
            EnumSet<Permission> allowed,
            @Nullable Instant notBefore,
            @Nullable Path revokedFile,
            @Nullable ClientDocuments documents,
            String... environment) {
        OAuthSettings settings = settings(environment);
        audience = value("TOKEN_AUDIENCE", environment).orElse(audience);
        longestToken = value("TOKEN_MAX_DAYS", environment)
                .map(days -> Duration.ofDays(Long.parseLong(days)))
                .orElse(longestToken);
        instances = List.of(
                instance(settings, allowed, notBefore, revokedFile, documents == null ? NONE : documents, NO_PROVIDERS),
                instance(
                        settings, allowed, notBefore, revokedFile, documents == null ? NONE : documents, NO_PROVIDERS));
    }

    private static Optional<String> value(String name, String... environment) {
        return Arrays.stream(environment)
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst();
    }

    static OAuthSettings settings(String... environment) {
        Map<String, String> values = new LinkedHashMap<>(Map.of("OAUTH_URL", URL));
        for (String line : environment) {
            values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        Settings settings = new Settings(name -> Optional.ofNullable(values.get(name)));
        OAuthSettings read = Objects.requireNonNull(OAuthSettings.read(settings));
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(settings.problems().toString());
        }
        return read;
    }

    private AuthorizationServer instance(
            OAuthSettings settings,
            EnumSet<Permission> allowed,
            @Nullable Instant notBefore,
            @Nullable Path revokedFile,
            ClientDocuments documents,
            IdentityProviders providers) {
        TokenSettings tokenSettings = new TokenSettings(audience, longestToken, notBefore);
        RevokedTokens revoked = new RevokedTokens(revokedFile, () -> now);
        CredentialTokens made =
                new CredentialTokens(TestKeys.single(TestKeys.FIRST), tokenSettings, revoked, () -> now);
        tokens.add(made);
        return new AuthorizationServer(
                new AuthorizationServer.Parts(
                        settings,
                        new PermissionSettings(allowed, DeleteMode.OFF),
                        new Sealer("mbs1", TestKeys.single(TestKeys.FIRST), audience),
                        new Sealer("mbx1", TestKeys.single(TestKeys.FIRST), audience),
                        providers,
                        made,
                        revoked,
                        tokenSettings.lifetime(),
                        credentials -> {
                            logins.add(credentials);
                            return outcome;
                        },
                        () -> now,
                        events::add),
                documents);
    }

    /** How many tokens both have opened with the one key. */
    long opened() {
        return tokens.stream()
                .flatMap(one -> one.openedByKeyId().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The one whose turn it is. */
    AuthorizationServer next() {
        return instances.get(turn++ % instances.size());
    }

    AuthorizationServer instance(int number) {
        return instances.get(number);
    }

    /** The id of a client that registered with these redirect URIs. */
    String register(String... uris) {
        return register(next(), uris).body().getString("client_id");
    }

    static JsonAnswer register(AuthorizationServer server, String... uris) {
        String list = String.join("\",\"", uris);
        return server.register(
                ("{\"client_name\":\"A client\",\"redirect_uris\":[\"" + list + "\"]}")
                        .getBytes(StandardCharsets.UTF_8),
                "192.0.2.1");
    }

    /** A good request, changed by these; a null value takes one out. */
    static Map<String, @Nullable String> request(String client, String redirectUri, @Nullable String... changes) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("code_challenge", CHALLENGE);
        parameters.put("code_challenge_method", "S256");
        parameters.put("scope", "mail:read mail:send");
        parameters.put("state", "a state");
        parameters.put("resource", URL);
        change(parameters, changes);
        return parameters;
    }

    Consent ask(String client, String redirectUri, @Nullable String... changes) {
        return next().ask(encoded(request(client, redirectUri, changes)), "192.0.2.1");
    }

    /** The form filled in by a user who leaves these boxes ticked. */
    Consent allow(Consent asked, String... boxes) {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("form", ((Consent.Ask) asked).seal());
        form.put("user", "alice@example.org");
        form.put("password", "s3cret");
        for (String box : boxes) {
            form.put("may-" + box, "on");
        }
        return decide(form);
    }

    Consent decide(Map<String, @Nullable String> form) {
        return next().decide(encoded(form).getBytes(StandardCharsets.US_ASCII), "192.0.2.1");
    }

    /** A code for reading and sending. */
    String code(String client) {
        return parameter(allow(ask(client, LOOPBACK), "read", "send"), "code");
    }

    /** What a redirect carries. */
    static String parameter(Consent consent, String name) {
        return Parameters.parse(URI.create(location(consent)).getRawQuery()).text(name);
    }

    static String location(Consent consent) {
        return ((Consent.Redirect) consent).location();
    }

    /** A good token request for a code, changed by these. */
    JsonAnswer redeem(String client, String code, @Nullable String... changes) {
        return redeem(next(), client, code, changes);
    }

    JsonAnswer redeem(AuthorizationServer server, String client, String code, @Nullable String... changes) {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", client);
        form.put("code", code);
        form.put("redirect_uri", LOOPBACK);
        form.put("code_verifier", VERIFIER);
        form.put("resource", URL);
        change(form, changes);
        return server.token(encoded(form).getBytes(StandardCharsets.US_ASCII), "192.0.2.1");
    }

    JsonAnswer refresh(String client, String refreshToken, @Nullable String... changes) {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", client);
        form.put("refresh_token", refreshToken);
        change(form, changes);
        return next().token(encoded(form).getBytes(StandardCharsets.US_ASCII), "192.0.2.1");
    }

    Caller use(String accessToken) throws BadTokenException {
        return next().caller(accessToken, "192.0.2.1");
    }

    static String error(JsonAnswer answer) {
        return answer.status() + " " + answer.body().getString("error", "none");
    }

    private static void change(Map<String, @Nullable String> parameters, @Nullable String... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            parameters.put(Objects.requireNonNull(changes[i]), changes[i + 1]);
        }
    }

    static String encoded(Map<String, @Nullable String> parameters) {
        List<String> fields = new ArrayList<>();
        parameters.forEach((name, value) -> {
            if (value != null) {
                fields.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return String.join("&", fields);
    }
}
