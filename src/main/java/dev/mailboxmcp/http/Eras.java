// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.protocol.legacy.LegacyEra;
import dev.mailboxmcp.protocol.stateless.StatelessEra;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import jakarta.json.JsonObject;

/**
 * Picks the era of what was posted, once; nothing below asks again. A message belongs to the stateless era if its
 * {@code _meta} names a protocol version, or the header names one of that era; what is inconsistent goes to the era
 * whose checks name it. {@code Mcp-Method} and {@code Mcp-Name} say nothing: clients of both eras send them.
 * Thread-safe. MCP 2026-07-28 basic/versioning
 */
public final class Eras {
    private final StatelessEra stateless;
    private final LegacyEra legacy;

    public Eras(StatelessEra stateless, LegacyEra legacy) {
        this.stateless = stateless;
        this.legacy = legacy;
    }

    Era pick(McpHeaders headers, JsonRpcMessage message) {
        return isStateless(headers, message) ? stateless : legacy;
    }

    /** Whether one of them speaks this version of MCP. */
    static boolean speak(String version) {
        return StatelessEra.speaks(version) || LegacyEra.speaks(version);
    }

    /** The era with sessions, for methods of HTTP that only it has. */
    LegacyEra legacy() {
        return legacy;
    }

    /**
     * Tells the client that was asked to open a page that this has done its work, where that client is known to this instance. Those
     * of the stateless era ask again by themselves.
     *
     * @param path of the page
     */
    public void pageDone(String path) {
        legacy.pageDone(path);
    }

    /** Ends what waits in either era, gracefully. */
    void close() {
        stateless.close();
        legacy.close();
    }

    private static boolean isStateless(McpHeaders headers, JsonRpcMessage message) {
        boolean header = RequestMeta.isStateless(headers.protocolVersion());
        return switch (message) {
            case Request request
            when McpMethod.of(request.method()) == McpMethod.INITIALIZE ->
                header || RequestMeta.isStateless(RequestMeta.claimedVersion(request.params()));
            case Request request -> header || RequestMeta.isClaimedBy(request.params());
            case Notification notification -> header || RequestMeta.isClaimedBy(notification.params());
            case Response response -> false;
            case Batch batch -> batch.messages().stream().anyMatch(Eras::isClaimed);
        };
    }

    private static boolean isClaimed(JsonRpcMessage message) {
        JsonObject params = switch (message) {
            case Request request -> request.params();
            case Notification notification -> notification.params();
            case Response response -> JsonObject.EMPTY_JSON_OBJECT;
            case Batch batch -> JsonObject.EMPTY_JSON_OBJECT;
        };
        return RequestMeta.isClaimedBy(params);
    }
}
