// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthIT extends DeployedWar {
    @Test
    void clientsSeeThatTheServiceIsThere() throws IOException, InterruptedException {
        HttpResponse<String> response = client().get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\",\"service\":\"mailbox-mcp\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/started", "/health/live", "/health/ready"})
    void operatorsSeeMoreOnTheirPort(String path) throws IOException, InterruptedException {
        client().get("/health"); // ready is who was reached once

        HttpResponse<String> response = new McpClient(operationsUrl()).get(path);

        assertThat(response.body()).contains("\"status\":\"UP\"").doesNotContain("DOWN");
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.org", "mail.example.org:8443", "127.0.0.1:49152", "[::1]:1"})
    void anyNameAndPortReachTheApplication(String host) throws IOException {
        assertThat(ask(url(), "/health", host)).startsWith("HTTP/1.1 200").contains("\"service\":\"mailbox-mcp\"}");
    }

    @Test
    void whatOperatorsSeeIsNotOnThePublicPath() throws IOException, InterruptedException {
        assertThat(client().get("/health/live").statusCode()).isEqualTo(404);
        assertThat(ask(url(), "/health/live", operationsUrl().getAuthority())).startsWith("HTTP/1.1 404");
    }

    @Test
    void theApplicationIsNotOnThePortOfOperators() throws IOException, InterruptedException {
        assumeThat(operationsUrl().getPort())
                .as("Payara Micro has one port for both")
                .isNotEqualTo(url().getPort());

        assertThat(new McpClient(operationsUrl()).get("/mcp").statusCode()).isEqualTo(404);
        assertThat(ask(operationsUrl(), "/health", url().getAuthority())).doesNotContain("mailbox-mcp\"}");
    }

    /** Java's HTTP client does not let a test choose the Host header. */
    private static String ask(URI server, String path, String host) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
