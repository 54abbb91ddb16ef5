// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small MCP client for tests, in both eras, that hides nothing: whatever is not an MCP result is there in the HTTP
 * response. Immutable but for the counter of ids; thread-safe.
 */
public final class McpClient {
    /** The era without a handshake. */
    public static final String MODERN_VERSION = "2026-07-28";

    /** The newest version of the handshake era. */
    public static final String LEGACY_VERSION = "2025-11-25";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** A client like nearly all; Java's own choice would be to ask for HTTP/2, which ClientsIT does. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private static final AtomicInteger LAST_ID = new AtomicInteger();

    private final URI url;
    private final Map<String, String> headers;

    /** @param url of the server, without the path */
    public McpClient(URI url) {
        this(url, Map.of());
    }

    private McpClient(URI url, Map<String, String> headers) {
        this.url = url;
        this.headers = Map.copyOf(headers);
    }

    /** The same client, with credentials in its headers. */
    public McpClient as(MailUser user) {
        return with("x-imap-user", user.address()).with("x-imap-pass", user.password());
    }

    /** The same client, with one header more, or another value for it. */
    public McpClient with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new McpClient(url, more);
    }

    /** GET, for whatever path. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** HEAD, for whatever path. */
    HttpResponse<Void> head(String path) throws IOException, InterruptedException {
        return HTTP.send(
                request(path)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /**
     * A call of a tool in the era without a handshake.
     *
     * @param capabilities of the client
     * @param more parameters, such as the answers to questions
     * @return the whole answer
     */
    JsonObject call(String tool, JsonObject arguments, JsonObject capabilities, JsonObjectBuilder more)
            throws IOException, InterruptedException {
        JsonObject meta = Json.createObjectBuilder()
                .add("io.modelcontextprotocol/protocolVersion", MODERN_VERSION)
                .add("io.modelcontextprotocol/clientCapabilities", capabilities)
                .add(
                        "io.modelcontextprotocol/clientInfo",
                        Json.createObjectBuilder().add("name", "tests").add("version", "1"))
                .build();
        JsonObjectBuilder params = Json.createObjectBuilder()
                .add("name", tool)
                .add("arguments", arguments)
                .add("_meta", meta)
                .addAll(more);
        return body(with("MCP-Protocol-Version", MODERN_VERSION)
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", tool)
                .post(message(7, "tools/call", params)));
    }

    /** A request of JSON-RPC. */
    static String message(int id, String method, JsonObjectBuilder params) {
        return Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", id)
                .add("method", method)
                .add("params", params)
                .build()
                .toString();
    }

    /** POST to {@code /mcp} with nothing added but content type and what is accepted. */
    public HttpResponse<String> post(String body) throws IOException, InterruptedException {
        HttpRequest request = request("/mcp")
                .setHeader("Content-Type", headers.getOrDefault("Content-Type", "application/json"))
                .setHeader("Accept", headers.getOrDefault("Accept", "application/json, text/event-stream"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A request of the modern era, with its headers and its {@code _meta}. */
    public HttpResponse<String> postModern(String method, JsonObject params) throws IOException, InterruptedException {
        JsonObject meta = Json.createObjectBuilder()
                .add("io.modelcontextprotocol/protocolVersion", MODERN_VERSION)
                .add("io.modelcontextprotocol/clientCapabilities", Json.createObjectBuilder())
                .add(
                        "io.modelcontextprotocol/clientInfo",
                        Json.createObjectBuilder().add("name", "tests").add("version", "1"))
                .build();
        McpClient client = with("MCP-Protocol-Version", MODERN_VERSION).with("Mcp-Method", method);
        if (params.containsKey("name")) {
            client = client.with("Mcp-Name", params.getString("name"));
        }
        return client.post(message(
                method, Json.createObjectBuilder(params).add("_meta", meta).build()));
    }

    /** A request of the handshake era, as sent after the handshake. */
    public HttpResponse<String> postLegacy(String method, JsonObject params) throws IOException, InterruptedException {
        McpClient client = method.equals("initialize") ? this : with("MCP-Protocol-Version", LEGACY_VERSION);
        return client.post(message(method, params));
    }

    /** The parameters of {@code initialize}. */
    public static JsonObject initializeParams() {
        return Json.createObjectBuilder()
                .add("protocolVersion", LEGACY_VERSION)
                .add("capabilities", Json.createObjectBuilder())
                .add(
                        "clientInfo",
                        Json.createObjectBuilder().add("name", "tests").add("version", "1"))
                .build();
    }

    /** Calls a tool the modern way and gives its result, failed or not. */
    public JsonObject call(String tool, JsonObjectBuilder arguments) throws IOException, InterruptedException {
        return result(postModern("tools/call", callParams(tool, arguments.build())));
    }

    /** Calls a tool the legacy way and gives its result, failed or not. */
    public JsonObject callLegacy(String tool, JsonObjectBuilder arguments) throws IOException, InterruptedException {
        return result(postLegacy("tools/call", callParams(tool, arguments.build())));
    }

    /** A token for all that its mailbox allows, made by the tool for tokens. */
    public String token(MailUser user) throws IOException, InterruptedException {
        return call(
                        "imap_encrypt_credentials",
                        Json.createObjectBuilder().add("user", user.address()).add("password", user.password()))
                .getJsonObject("structuredContent")
                .getString("credentials");
    }

    /** The result in a response; throws if it is an error, or no JSON-RPC response at all. */
    public static JsonObject result(HttpResponse<String> response) {
        JsonObject body = body(response);
        if (!body.containsKey("result")) {
            throw new AssertionError("HTTP " + response.statusCode() + ": " + response.body());
        }
        return body.getJsonObject("result");
    }

    /** The JSON-RPC response, from a plain answer or from the last event of a stream. */
    public static JsonObject body(HttpResponse<String> response) {
        String text = response.body();
        if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            text = text.lines()
                    .filter(line -> line.startsWith("data:"))
                    .reduce((earlier, later) -> later)
                    .map(line -> line.substring("data:".length()))
                    .orElse("");
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static JsonObject callParams(String tool, JsonObject arguments) {
        return Json.createObjectBuilder()
                .add("name", tool)
                .add("arguments", arguments)
                .build();
    }

    private static String message(String method, JsonObject params) {
        return Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", LAST_ID.incrementAndGet())
                .add("method", method)
                .add("params", params)
                .build()
                .toString();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        headers.forEach(request::setHeader);
        return request;
    }
}
