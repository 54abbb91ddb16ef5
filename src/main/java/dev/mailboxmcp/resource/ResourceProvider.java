// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resource;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonArray;
import java.time.Duration;
import java.util.Collection;
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

    /** Whether the URI names something that may change for this caller, as far as that is known without looking. */
    boolean canChange(String uri, CallContext context);

    /**
     * Watches a resource that {@link #canChange} until the watch is closed. Does not wait for the first look at it.
     *
     * @param context whose credentials serve the watch as long as it lasts
     */
    Watch watch(String uri, CallContext context, Watcher watcher);

    /** Who watches a resource. Called on any thread; must not block for long. */
    @FunctionalInterface
    interface Watcher {
        /** The resource may have changed. */
        void changed();

        /**
         * The resource cannot be watched any more; nothing is told after this. Who is not told why must look again to learn
         * it, so for them it is a change.
         *
         * @param reason as a read would throw it
         */
        default void failed(RuntimeException reason) {
            changed();
        }
    }

    /** An observation that goes on until it is closed. */
    interface Watch extends AutoCloseable {
        /** How long a client waits before it is told that it misses nothing any more. */
        Duration FIRST_LOOKS = Duration.ofMillis(200);

        /** Ends it; nothing is reported afterwards, except what is on its way. May be called twice. */
        @Override
        void close();

        /**
         * Waits until it is known what a change would be a change of. Whoever begins many watches waits once they all have
         * begun.
         *
         * @param patience after which it returns all the same
         */
        default void awaitFirstLook(Duration patience) throws InterruptedException {}

        /** Waits for the first looks of all, together, but not for a slow mail server. */
        static void awaitFirstLooks(Collection<? extends Watch> begun) {
            long end = System.nanoTime() + FIRST_LOOKS.toNanos();
            try {
                for (Watch watch : begun) {
                    watch.awaitFirstLook(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
