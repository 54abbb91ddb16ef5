// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients of this era send, and what comes back. */
final class LegacyCalls {
    private LegacyCalls() {}

    static Exchange exchange(Caller caller, McpHeaders headers, String body, ReplyStream replies)
            throws MalformedMessageException {
        return new Exchange(
                caller,
                headers,
                JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8)),
                replies,
                CallMemory.endless());
    }

    static int status(Answer answer) {
        return ((Answer.Reply) answer).status();
    }

    static JsonObject body(Answer answer) {
        return ((Answer.Reply) answer).body().asJsonObject();
    }

    static JsonObject result(Answer answer) {
        return body(answer).getJsonObject("result");
    }

    static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    static String call(String tool, String params) {
        return request("tools/call", "\"name\":\"" + tool + "\"" + params);
    }

    static String cancel(String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
    }

    static String response(JsonObject question, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":" + result + "}";
    }

    static McpHeaders headers(@Nullable String session, @Nullable String version, @Nullable String lastEventId) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (session != null) {
            headers.put("Mcp-Session-Id", List.of(session));
        }
        if (version != null) {
            headers.put("MCP-Protocol-Version", List.of(version));
        }
        if (lastEventId != null) {
            headers.put("Last-Event-ID", List.of(lastEventId));
        }
        return McpHeaders.of(headers);
    }

    static Caller caller(String user, String password) {
        return new Caller(new Credentials(user, new Secret(password)), "127.0.0.1");
    }
}
