// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Envelope;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line in the log for each request, at debug level: method, outcome, time and the caller's trace, nothing that a
 * client could fill with content.
 *
 * @param trace the caller's, as it stands in a log line; empty where there is none that is well-formed
 */
record RequestLog(String method, String trace, long startNanos) {
    private static final Logger LOGGER = System.getLogger(RequestLog.class.getName());

    /** W3C Trace Context, level 1: version, trace id, parent id, flags. */
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

    private static final Set<String> METHODS = Set.of(
            "initialize",
            "ping",
            "server/discover",
            "tools/list",
            "tools/call",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "resources/subscribe",
            "resources/unsubscribe",
            "prompts/list",
            "prompts/get",
            "completion/complete",
            "logging/setLevel",
            "subscriptions/listen");

    static RequestLog start(JsonRpcMessage message) {
        return switch (message) {
            case JsonRpcMessage.Request request ->
                new RequestLog(
                        METHODS.contains(request.method()) ? request.method() : "unknown method",
                        trace(request.params()),
                        System.nanoTime());
            case JsonRpcMessage.Notification notification ->
                new RequestLog("notification", trace(notification.params()), System.nanoTime());
            case JsonRpcMessage.Response response -> new RequestLog("response", "", System.nanoTime());
            case JsonRpcMessage.Batch batch ->
                new RequestLog("batch of " + batch.messages().size(), "", System.nanoTime());
        };
    }

    void end(Answer answer) {
        if (LOGGER.isLoggable(Level.DEBUG)) {
            LOGGER.log(
                    Level.DEBUG,
                    method + " " + outcome(answer) + " in " + (System.nanoTime() - startNanos) / 1_000_000 + " ms"
                            + trace);
        }
    }

    private static String trace(JsonObject params) {
        if (Envelope.meta(params).get("traceparent") instanceof JsonString text) {
            var matcher = TRACE_PARENT.matcher(text.getString());
            if (matcher.matches()) {
                return " trace=" + matcher.group(1) + " span=" + matcher.group(2);
            }
        }
        return "";
    }

    private static String outcome(Answer answer) {
        return switch (answer) {
            case Answer.Reply reply ->
                reply.status()
                        + (reply.body() instanceof JsonObject body && body.get("error") instanceof JsonObject error
                                ? " error " + error.get("code")
                                : "");
            case Answer.Accepted accepted -> "accepted";
            case Answer.Streamed streamed -> "streamed";
        };
    }
}
