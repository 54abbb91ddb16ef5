// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import jakarta.json.JsonString;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client that signed in has to ask its user for more before this message can be served. Decided before there is a
 * stream, since only the status of HTTP makes a client ask. Thread-safe.
 */
public final class ScopeCheck {
    /** Nobody signs in here. */
    static final ScopeCheck NONE = new ScopeCheck(new OAuthGate(null), tool -> null);

    private final OAuthGate gate;
    private final Function<String, @Nullable Permission> permissions;

    /** @param permissions of a tool by its name; null where it needs none, or does not exist */
    public ScopeCheck(OAuthGate gate, Function<String, @Nullable Permission> permissions) {
        this.gate = gate;
        this.permissions = permissions;
    }

    /** The value of {@code WWW-Authenticate} for a 403; null where the message may be served. */
    @Nullable
    String challenge(Caller caller, JsonRpcMessage message) {
        AuthorizationServer server = gate.server();
        if (server == null || caller.authorization() == null) {
            return null;
        }
        return switch (message) {
            case Request request -> challenge(server, caller, request);
            case Batch batch -> {
                for (JsonRpcMessage part : batch.messages()) {
                    String challenge = challenge(caller, part);
                    if (challenge != null) {
                        yield challenge;
                    }
                }
                yield null;
            }
            case Notification notification -> null;
            case Response response -> null;
        };
    }

    private @Nullable String challenge(AuthorizationServer server, Caller caller, Request request) {
        McpMethod method = McpMethod.of(request.method());
        Permission needed = null;
        if (method == McpMethod.CALL_TOOL) {
            needed = request.params().get("name") instanceof JsonString name
                    ? permissions.apply(name.getString())
                    : null;
        } else if (method != null && method.reachesMail()) {
            needed = Permission.READ;
        }
        return needed == null ? null : server.challenge(caller, needed);
    }
}
