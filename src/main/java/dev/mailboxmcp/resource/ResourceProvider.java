// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resource;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonArray;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves the resources of a deployment. Implementations are stateless and thread-safe and may block. */
public interface ResourceProvider {
    /**
     * A page of resources.
     *
     * @param resources entries of {@code resources/list}
     * @param nextCursor null on the last page
     */
    record Page(JsonArray resources, @Nullable String nextCursor) {}

    /**
     * What a URI holds.
     *
     * @param contents entries of {@code contents}
     * @param ttlMillis how long a client may keep it
     */
    record Contents(JsonArray contents, long ttlMillis) {}

    /**
     * The caller's resources.
     *
     * @param cursor null for the first page
     * @throws RpcException for a cursor that is none
     */
    Page list(@Nullable String cursor, CallContext context) throws RpcException;

    /** Entries of {@code resources/templates/list}; the same for everybody. */
    JsonArray templates();

    /** What the URI holds, or null if there is no such resource. */
    @Nullable
    Contents read(String uri, CallContext context) throws RpcException;

    /**
     * Values that begin with what was typed.
     *
     * @param template the URI template of the argument
     * @param others arguments that are already chosen
     * @return best first; null if there is no such template
     */
    @Nullable
    List<String> complete(
            String template, String argument, String typed, Map<String, String> others, CallContext context);

    /** Fails as a read would where it is known that this caller can read nothing, and so would wait for changes in vain. */
    default void checkWatcher(CallContext context) {}

    /**
     * Watches a resource until the watch is closed. A URI of no resource is accepted and never changes.
     *
     * @param context whose credentials serve the watch as long as it lasts
     * @param changed called on any thread each time the resource may have changed; must not block for long
     */
    Watch watch(String uri, CallContext context, Runnable changed);

    /** An observation that goes on until it is closed. */
    interface Watch extends AutoCloseable {
        /** Ends it; nothing is reported afterwards, except what is on its way. May be called twice. */
        @Override
        void close();
    }
}
