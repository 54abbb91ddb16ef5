// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a mail server asks an authorization server about an access token (RFC 7662), by POST. A token is active that was issued for
 * this mail server, until its time is over or it is revoked. Thread-safe.
 */
public final class IntrospectionEndpoint implements AutoCloseable {
    /** The audience of tokens that are for the mail server. */
    public static final String MAIL_SERVER = "https://mail.example.test/";

    private static final String PATH = "/introspect";
    private static final String PARAMETER = "token=";
    private static final String INACTIVE = "{\"active\":false}";

    /**
     * What a token is for.
     *
     * @param email whose mailbox it opens
     * @param scope mail, among others, where it shall be good there
     */
    public record Grant(String email, String scope, String audience, Instant expires) {}

    private final Map<String, Grant> issued = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;

    public IntrospectionEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::answer);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    public void issue(String token, Grant grant) {
        issued.put(token, grant);
    }

    /** The token is not active from now on. */
    public void revoke(String token) {
        issued.remove(token);
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.incrementAndGet();
        String token = form.startsWith(PARAMETER)
                ? URLDecoder.decode(form.substring(PARAMETER.length()).replaceFirst("&.*", ""), StandardCharsets.UTF_8)
                : "";
        byte[] body = said(issued.get(token)).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Who is not in the audience of a token learns nothing of it (RFC 7662 4). */
    private static String said(@Nullable Grant grant) {
        return grant == null
                        || !grant.audience().equals(MAIL_SERVER)
                        || !Instant.now().isBefore(grant.expires())
                ? INACTIVE
                : "{\"active\":true,\"email\":\"" + grant.email() + "\",\"scope\":\"" + grant.scope() + "\",\"aud\":\""
                        + grant.audience() + "\",\"exp\":" + grant.expires().getEpochSecond() + "}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
