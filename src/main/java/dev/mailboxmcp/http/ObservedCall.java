// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.EndedCall;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import dev.mailboxmcp.observe.TraceParent;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An exchange from its begin to what observers are told of it: each of its requests, and nothing but what is known here. */
final class ObservedCall {
    private static final int MAX_CLIENT = 64;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

    private final Exchange exchange;
    private final Predicate<String> tools;
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();

    /** @param tools whether there is one of that name */
    ObservedCall(Exchange exchange, Predicate<String> tools) {
        this.exchange = exchange;
        this.tools = tools;
    }

    /** The caller's trace as the log has it of an error. */
    String trace() {
        TraceParent parent = switch (exchange.message()) {
            case Request request -> trace(request.params());
            case Notification notification -> trace(notification.params());
            case Response response -> null;
            case Batch batch -> null;
        };
        return parent == null ? "" : " " + parent;
    }

    void end(Answer answer, CallObserver observer) {
        switch (exchange.message()) {
            case Request request -> observer.ended(ended(request, exchange.trail(), outcome(answer, exchange.trail())));
            case Batch batch -> {
                for (JsonRpcMessage message : batch.messages()) {
                    if (message instanceof Request request) {
                        CallTrail trail = exchange.trail().part(request);
                        observer.ended(ended(request, trail, outcome(answer, trail)));
                    }
                }
            }
            case Notification notification -> {}
            case Response response -> {}
        }
    }

    private EndedCall ended(Request request, CallTrail trail, Outcome outcome) {
        Caller caller = exchange.caller();
        return EndedCall.of(McpMethod.of(request.method()), caller.remoteAddress())
                .tool(tool(request))
                .version(version(request))
                .client(client(request))
                .user(trail.user() == null ? caller.user() : trail.user())
                .profile(trail.profile())
                .sent(trail.sent())
                .changed(trail.changed())
                .refusedDomains(trail.refusedDomains())
                .parent(trace(request.params()))
                .ended(began, Duration.ofNanos(System.nanoTime() - beganNanos), outcome);
    }

    private static Outcome outcome(Answer answer, CallTrail trail) {
        if (trail.toolError() != null) {
            return new Outcome.ToolFailed(trail.toolError());
        }
        if (trail.rpcError() != null) {
            return new Outcome.RpcFailed(trail.rpcError());
        }
        return answer instanceof Answer.Reply reply
                        && reply.body() instanceof JsonObject body
                        && body.get("error") instanceof JsonObject error
                        && error.get("code") instanceof JsonNumber code
                ? new Outcome.RpcFailed(code.intValue())
                : new Outcome.Succeeded();
    }

    private @Nullable String tool(Request request) {
        return McpMethod.of(request.method()) == McpMethod.CALL_TOOL
                        && request.params().get("name") instanceof JsonString name
                        && tools.test(name.getString())
                ? name.getString()
                : null;
    }

    private @Nullable String version(Request request) {
        String claimed = RequestMeta.claimedVersion(request.params());
        String named = claimed == null ? exchange.headers().protocolVersion() : claimed;
        return named != null && Eras.speak(named) ? named : null;
    }

    private static @Nullable String client(Request request) {
        JsonObject said = request.params().get("clientInfo") instanceof JsonObject handshake
                ? handshake
                : RequestMeta.meta(request.params()).get(RequestMeta.CLIENT_INFO) instanceof JsonObject own
                        ? own
                        : null;
        if (said == null || !(said.get("name") instanceof JsonString name)) {
            return null;
        }
        String version = said.get("version") instanceof JsonString number ? "/" + number.getString() : "";
        String text = UNPRINTABLE.matcher(name.getString() + version).replaceAll("?");
        return text.length() > MAX_CLIENT ? text.substring(0, MAX_CLIENT) : text;
    }

    private static @Nullable TraceParent trace(JsonObject params) {
        return RequestMeta.meta(params).get("traceparent") instanceof JsonString text
                ? TraceParent.of(text.getString())
                : null;
    }
}
