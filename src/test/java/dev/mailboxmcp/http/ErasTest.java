// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.protocol.legacy.LegacyEra;
import dev.mailboxmcp.protocol.stateless.StatelessEra;
import dev.mailboxmcp.rpc.JsonRpcReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErasTest {
    private final StatelessEra stateless = new StatelessEra(
            SampleTools.FEATURES,
            SampleTools.SERVER,
            SampleTools.SEALER,
            TestLogins.usualBudget(),
            InstantSource.system());
    private final LegacyEra legacy = new LegacyEra(
            SampleTools.FEATURES,
            SampleTools.SERVER,
            SampleTools.SEALER,
            TestLogins.usualBudget(),
            InstantSource.system());
    private final Eras eras = new Eras(stateless, legacy);

    /** {@code claim} is the protocol version in {@code _meta}, as JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // kind     | method       | claim            | header     | stateless
                "request      | tools/list   | -                | -          | false",
                "request      | tools/list   | -                | 2025-11-25 | false",
                "request      | tools/list   | -                | 2024-11-05 | false",
                "request      | tools/list   | -                | 2026-07-28 | true",
                "request      | tools/list   | -                | v999       | true",
                "request      | tools/list   | \"2026-07-28\"   | 2026-07-28 | true",
                "request      | tools/list   | \"2026-07-28\"   | -          | true",
                "request      | tools/list   | \"2026-07-28\"   | 2025-11-25 | true",
                "request      | tools/list   | \"2025-11-25\"   | 2025-11-25 | true",
                "request      | tools/list   | 7                | -          | true",
                "request      | tools/list   | null             | -          | true",
                "request      | initialize   | -                | -          | false",
                "request      | initialize   | -                | 2025-11-25 | false",
                "request      | initialize   | -                | 2026-07-28 | true",
                "request      | initialize   | \"2025-11-25\"   | -          | false",
                "request      | initialize   | 7                | -          | false",
                "request      | initialize   | \"2026-07-28\"   | -          | true",
                "notification | x            | -                | -          | false",
                "notification | x            | -                | 2026-07-28 | true",
                "notification | x            | \"2026-07-28\"   | -          | true",
                "response     | -            | -                | 2026-07-28 | false",
                "batch        | tools/list   | -                | -          | false",
                "batch        | tools/list   | \"2026-07-28\"   | -          | true",
            })
    void theEraFollowsFromEnvelopeAndHeaderAlone(
            String kind, @Nullable String method, @Nullable String claim, @Nullable String header, boolean modern)
            throws Exception {
        var message = JsonRpcReader.read(body(kind, method, claim).getBytes(StandardCharsets.UTF_8));

        assertThat(eras.pick(version(header), message)).isSameAs(modern ? stateless : legacy);
    }

    @Test
    void theHeadersThatRepeatTheBodySayNothing() throws Exception {
        var headers = McpHeaders.of(Map.of("Mcp-Method", List.of("tools/call"), "Mcp-Name", List.of("echo")));
        var message = JsonRpcReader.read(body("request", "tools/call", null).getBytes(StandardCharsets.UTF_8));

        assertThat(eras.pick(headers, message)).isSameAs(legacy);
    }

    private static McpHeaders version(@Nullable String header) {
        return header == null ? McpHeaders.NONE : McpHeaders.of(Map.of("MCP-Protocol-Version", List.of(header)));
    }

    private static String body(String kind, @Nullable String method, @Nullable String claim) {
        String params =
                claim == null ? "{}" : "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":" + claim + "}}";
        String call = "\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
        return switch (kind) {
            case "request" -> "{\"id\":1," + call;
            case "notification" -> "{" + call;
            case "response" -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
            case "batch" -> "[{\"jsonrpc\":\"2.0\",\"method\":\"x\"},{\"id\":1," + call + "]";
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
