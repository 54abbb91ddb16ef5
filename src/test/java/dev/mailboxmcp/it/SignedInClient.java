// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.oidc.ScriptedProvider;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that speaks OAuth, and the browser of its user; both hide nothing. Follows no redirects. */
public final class SignedInClient {
    public static final String CALLBACK = "http://127.0.0.1:3999/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636 appendix B
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern SEAL = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final Pattern TICKED = Pattern.compile("type=\"checkbox\" name=\"([^\"]+)\" checked");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final String server;
    final String id;

    /** Registers at the server of that URL. */
    public SignedInClient(String server) throws IOException, InterruptedException {
        this.server = server;
        this.id = json(register("{\"client_name\":\"<script>alert(1)</script> tests\",\"redirect_uris\":[\"" + CALLBACK
                        + "\"]}"))
                .getString("client_id");
    }

    /** The URL that the client connects to. */
    String endpoint() {
        return server + "/oauth/mcp";
    }

    HttpResponse<String> register(String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server + "/oauth/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The page that the user gets to. */
    public HttpResponse<String> page(String scope, String... headers) throws IOException, InterruptedException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", id);
        query.put("redirect_uri", CALLBACK);
        query.put("code_challenge", CHALLENGE);
        query.put("code_challenge_method", "S256");
        query.put("state", "canary-state");
        query.put("resource", endpoint());
        query.put("scope", scope);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/oauth/authorize?" + encoded(query)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** What becomes of the form of that page when the user leaves it as it is. */
    public HttpResponse<String> decide(String page, String user, String password, String... headers)
            throws IOException, InterruptedException {
        Matcher seal = SEAL.matcher(page);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form", seal.find() ? seal.group(1) : "");
        form.put("user", user);
        form.put("password", password);
        if (page.contains("name=\"first\"")) { // who is asked for the address first finds the boxes on the next page
            form.put("may-read", "on");
        }
        for (Matcher ticked = TICKED.matcher(page); ticked.find(); ) {
            form.put(ticked.group(1), "on");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/oauth/authorize"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** What becomes of the page when the user was asked for an address alone. */
    HttpResponse<String> first(String page, String user) throws IOException, InterruptedException {
        Matcher seal = SEAL.matcher(page);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form", seal.find() ? seal.group(1) : "");
        form.put("user", user);
        form.put("first", "1");
        return send(HttpRequest.newBuilder(URI.create(server + "/oauth/authorize"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
    }

    /** A code, as the user's browser brings it back. */
    String code(String scope, MailUser user) throws IOException, InterruptedException {
        HttpResponse<String> back = decide(page(scope).body(), user.address(), user.password());
        String location = back.headers().firstValue("location").orElse(back.body());
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
        if (!code.find()) {
            throw new AssertionError(back.statusCode() + " " + location);
        }
        return URLDecoder.decode(code.group(1), StandardCharsets.UTF_8);
    }

    /** The tokens of a code. */
    public HttpResponse<String> redeem(String code) throws IOException, InterruptedException {
        return token(
                Map.of("grant_type", "authorization_code", "client_id", id, "code", code, "code_verifier", VERIFIER));
    }

    public HttpResponse<String> refresh(String token) throws IOException, InterruptedException {
        return token(Map.of("grant_type", "refresh_token", "client_id", id, "refresh_token", token));
    }

    private HttpResponse<String> token(Map<String, String> form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
    }

    /** The whole way from nothing to tokens. */
    JsonObject signIn(String scope, MailUser user) throws IOException, InterruptedException {
        return json(redeem(code(scope, user)));
    }

    /** The same for a user who signs in at an identity provider. */
    JsonObject signInAtCompany(String scope, ScriptedProvider provider) throws IOException, InterruptedException {
        return signInAtCompany(scope, ScriptedProvider.USER, provider);
    }

    /** The same for another user, whom the provider has to vouch for. */
    JsonObject signInAtCompany(String scope, String user, ScriptedProvider provider)
            throws IOException, InterruptedException {
        HttpResponse<String> onwards = decide(page(scope).body(), user, "");
        HttpResponse<String> back = comeBack(provider.signIn(location(onwards)), cookie(onwards));
        return json(redeem(ScriptedProvider.parameter(location(back), "code")));
    }

    /** What a browser gets that comes back from the identity provider of the profile {@code company}. */
    public HttpResponse<String> comeBack(String query, String cookie, String... headers)
            throws IOException, InterruptedException {
        return comeBackTo("company", query, cookie, headers);
    }

    /** The same at the path of another profile. */
    public HttpResponse<String> comeBackTo(String profile, String query, String cookie, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + "/oauth/callback/" + profile + "?" + query));
        if (!cookie.isEmpty()) {
            request.header("Cookie", "other=1; " + cookie);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** The cookie that a browser was given. */
    public static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    }

    public static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("location")
                .orElseThrow(() -> new AssertionError(response.statusCode() + " " + response.body()));
    }

    public static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
