// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.net.TlsTrust;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider on loopback that says what a test wants it to say. Its users sign in without being asked: a test takes
 * the URL that they are sent to, and gets the answer that they would come back with.
 */
public final class ScriptedProvider implements AutoCloseable {
    /** The name of this server there; what follows is of its users. */
    public static final String CLIENT_ID = "mailbox-mcp";

    public static final String SECRET = "canary-client-secret";
    public static final String USER = "alice@example.org";

    /** One key for all, since making one takes a second. */
    private static final KeyPair KEYS = rsa();

    private final HttpServer server;
    private final Map<String, JsonObject> codes = new ConcurrentHashMap<>();

    /** The forms that the token endpoint was posted. */
    public final List<String> forms = new CopyOnWriteArrayList<>();

    /** Changes what the next documents and answers say; a test sets them before it asks. */
    public volatile UnaryOperator<JsonObjectBuilder> metadata = UnaryOperator.identity();

    public volatile UnaryOperator<JsonObjectBuilder> claims = UnaryOperator.identity();
    public volatile UnaryOperator<JsonObjectBuilder> tokens = UnaryOperator.identity();
    public volatile UnaryOperator<String> idToken = UnaryOperator.identity();

    /** How relying parties are set up for it that are made from now on. */
    public volatile String scopes = "openid email";

    public volatile @Nullable String prompt;

    /** The ID token that it gave last. */
    public volatile String lastIdToken = "";

    /** An error of the token endpoint; empty for none. */
    public volatile String error = "";

    /** What it publishes. */
    public volatile JsonObject keySet = keys();

    public volatile InstantSource clock = InstantSource.system();

    public ScriptedProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, metadata()));
        server.createContext("/keys", exchange -> answer(exchange, 200, keySet));
        server.createContext("/token", this::token);
        server.createContext("/authorize", this::sendBack);
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How a relying party is set up for it. */
    public ProviderSettings settings() {
        try {
            return new ProviderSettings(
                    issuer(),
                    CLIENT_ID,
                    new Secret(SECRET),
                    scopes,
                    "email",
                    prompt,
                    "Example Login",
                    TlsTrust.trusting(null));
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkageError("no TLS", e);
        }
    }

    /** The query that a user comes back with who was sent to that URL. */
    public String signIn(String authorizationUrl) {
        String code = "canary-upstream-code-" + codes.size();
        codes.put(
                code,
                Json.createObjectBuilder()
                        .add("nonce", parameter(authorizationUrl, "nonce"))
                        .add("challenge", parameter(authorizationUrl, "code_challenge"))
                        .build());
        return "code=" + code + "&state=" + parameter(authorizationUrl, "state");
    }

    /** A parameter of a URL, as it stands there. */
    public static String parameter(String url, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + url);
        }
        return matcher.group(1);
    }

    private JsonObject metadata() {
        return metadata.apply(Json.createObjectBuilder()
                        .add("issuer", issuer())
                        .add("authorization_endpoint", issuer() + "/authorize")
                        .add("token_endpoint", issuer() + "/token")
                        .add("jwks_uri", issuer() + "/keys"))
                .build();
    }

    /** Its public key, and one that is not its own. */
    public static JsonObject keys() {
        return keys("one", KEYS);
    }

    /** A set with the public key of such a pair, and one that is none. */
    public static JsonObject keys(String id, KeyPair pair) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return Json.createObjectBuilder()
                .add(
                        "keys",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("kty", "RSA")
                                        .add("kid", id)
                                        .add("use", "sig")
                                        .add("n", base64(unsigned(key.getModulus())))
                                        .add("e", base64(unsigned(key.getPublicExponent()))))
                                .add(Json.createObjectBuilder()
                                        .add("kty", "oct")
                                        .add("k", "AAAA")))
                .build();
    }

    /** A browser comes here whose user is signed in already. */
    private void sendBack(HttpExchange exchange) throws IOException {
        String query = "?" + exchange.getRequestURI().getRawQuery();
        String back = URLDecoder.decode(parameter(query, "redirect_uri"), StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Location", back + "?" + signIn(query));
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        forms.add(form);
        String basic =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, error("invalid_client"));
            return;
        }
        if (!error.isEmpty()) {
            answer(exchange, error.equals("html") ? 502 : 400, error(error));
            return;
        }
        JsonObjectBuilder claims = Json.createObjectBuilder();
        if (form.startsWith("grant_type=authorization_code")) {
            JsonObject code = codes.remove(parameter("?" + form, "code"));
            String challenge = Tokens.sha256(parameter("?" + form, "code_verifier"));
            if (code == null || !code.getString("challenge").equals(challenge)) {
                answer(exchange, 400, error("invalid_grant"));
                return;
            }
            claims.add("nonce", code.getString("nonce"));
        }
        answer(exchange, 200, tokens(claims));
    }

    private JsonObject tokens(JsonObjectBuilder about) {
        long now = clock.instant().getEpochSecond();
        JsonObject said = claims.apply(about.add("iss", issuer())
                        .add("sub", "1")
                        .add("aud", CLIENT_ID)
                        .add("iat", now)
                        .add("exp", now + 300)
                        .add("email", USER)
                        .add("email_verified", true))
                .build();
        String token = Tokens.signed("{\"alg\":\"RS256\",\"kid\":\"one\"}", said.toString(), KEYS.getPrivate());
        lastIdToken = token;
        return tokens.apply(Json.createObjectBuilder()
                        .add("access_token", "canary-upstream-access-" + forms.size())
                        .add("token_type", "Bearer")
                        .add("expires_in", 3600)
                        .add("refresh_token", "canary-upstream-refresh-" + forms.size())
                        .add("id_token", idToken.apply(token)))
                .build();
    }

    private static JsonObject error(String code) {
        return Json.createObjectBuilder().add("error", code).build();
    }

    private static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", status == 502 ? "text/html" : "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Tokens of any kind, good ones and others. */
    public static final class Tokens {
        private Tokens() {}

        /** A JWT with that header. */
        public static String signed(String header, String claims, PrivateKey key) {
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(key);
                String content = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                        + base64(claims.getBytes(StandardCharsets.UTF_8));
                signature.update(content.getBytes(StandardCharsets.US_ASCII));
                return content + "." + base64(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new LinkageError("no RSA", e);
            }
        }

        /** The claims of a JWT as text. */
        public static String claimsOf(String token) {
            return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        }

        static String sha256(String text) {
            try {
                return base64(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (GeneralSecurityException e) {
                throw new LinkageError("no SHA-256", e);
            }
        }
    }

    /** Its own key. */
    public static PrivateKey privateKey() {
        return KEYS.getPrivate();
    }

    /** Somebody else's pair. */
    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new LinkageError("no RSA", e);
        }
    }

    static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
