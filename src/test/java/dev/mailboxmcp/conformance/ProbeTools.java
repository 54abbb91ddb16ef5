// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static dev.mailboxmcp.conformance.FixtureContent.result;
import static dev.mailboxmcp.conformance.FixtureContent.text;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.tool.ToolHandler;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tools that show what goes on in the server, for our own tests of streams. */
final class ProbeTools {
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final AtomicInteger STOPPED = new AtomicInteger();

    private ProbeTools() {}

    static List<ToolHandler> all() {
        return List.of(
                FixtureTool.of("probe_wait", "Works until it is stopped.", (arguments, context) -> waiting()),
                FixtureTool.of("probe_report", "The same, and reports.", (arguments, context) -> {
                    context.signals().progress(1, null, null);
                    return waiting();
                }),
                FixtureTool.of(
                        "probe_waits",
                        "How many of these were started and stopped.",
                        (arguments, context) -> result(text(STARTED + " " + STOPPED))),
                FixtureTool.of("probe_times", "Sends 100 moments, 20 ms apart.", ProbeTools::times),
                FixtureTool.of(
                        "probe_server",
                        "Platform threads, and bytes of heap in use after a collection.",
                        (arguments, context) -> result(text(server()))));
    }

    private static JsonObject waiting() {
        STARTED.incrementAndGet();
        try {
            TimeUnit.MINUTES.sleep(1);
        } catch (InterruptedException e) {
            STOPPED.incrementAndGet();
            throw new IllegalStateException(e);
        }
        return result(text("nobody stopped it"));
    }

    private static JsonObject times(JsonObject arguments, CallContext context) {
        for (int i = 1; i <= 100; i++) {
            context.signals().progress(i, 100.0, Instant.now().toString());
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return result(text("done"));
    }

    private static String server() {
        System.gc();
        return ManagementFactory.getThreadMXBean().getThreadCount() + " "
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
