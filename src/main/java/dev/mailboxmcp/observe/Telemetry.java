// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import jakarta.enterprise.inject.Instance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Traces and metrics where the server the application runs in has them: MicroProfile Telemetry, MicroProfile Metrics, both
 * or none. The WAR brings neither, so the classes that speak with them are loaded only where theirs are there.
 */
public final class Telemetry {
    private static final Logger LOGGER = System.getLogger(Telemetry.class.getName());

    private Telemetry() {}

    /**
     * Registers the figures, and gives what is to be told of calls.
     *
     * @param server all beans, those of the server among them
     */
    public static CallObserver ofServer(Instance<Object> server, List<Figure> figures) {
        List<CallObserver> found = new ArrayList<>();
        add(found, "io.opentelemetry.api.OpenTelemetry", () -> OpenTelemetryObserver.ofServer(server, figures));
        add(found, "org.eclipse.microprofile.metrics.MetricRegistry", () -> MetricsObserver.ofServer(server, figures));
        return CallObserver.all(found);
    }

    private static void add(List<CallObserver> found, String needed, Supplier<CallObserver> observer) {
        try {
            Class.forName(needed, false, Telemetry.class.getClassLoader());
            found.add(observer.get());
            LOGGER.log(Level.DEBUG, "calls are reported by {0}", needed);
        } catch (ClassNotFoundException e) {
            LOGGER.log(Level.DEBUG, "this application server has no {0}", needed);
        } catch (LinkageError | RuntimeException e) {
            LOGGER.log(Level.WARNING, "telemetry cannot be set up with " + needed + ": " + e);
        }
    }
}
