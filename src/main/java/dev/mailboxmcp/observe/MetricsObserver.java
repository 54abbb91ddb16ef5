// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.AnnotationLiteral;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * The page {@code /metrics} of servers that have MicroProfile Metrics: the same names as those of OpenTelemetry, with
 * underscores for dots, which names of tags must not have. Thread-safe.
 */
final class MetricsObserver implements CallObserver {
    private static final String SENDS = "mailbox.sends";

    private final MetricRegistry registry;

    MetricsObserver(MetricRegistry registry, List<Figure> figures) {
        this.registry = registry;
        // from the start, or the first would be no increase
        EndedCall.SEND_STATUSES.forEach(status -> registry.counter(SENDS, new Tag("status", status)));
        registry.counter(OpenTelemetryObserver.DEFECTS);
        for (Figure figure : figures) {
            registry.gauge(
                    Metadata.builder()
                            .withName(figure.name())
                            .withDescription(figure.description())
                            .build(),
                    figure,
                    one -> one.value().getAsLong(),
                    figure.attributes().entrySet().stream()
                            .map(attribute -> new Tag(attribute.getKey(), attribute.getValue()))
                            .toArray(Tag[]::new));
        }
    }

    static CallObserver ofServer(Instance<Object> server, List<Figure> figures) {
        return new MetricsObserver(
                server.select(MetricRegistry.class, new OfApplication()).get(), figures);
    }

    /** Open Liberty gives none without a qualifier. */
    private static final class OfApplication extends AnnotationLiteral<RegistryScope> implements RegistryScope {
        private static final long serialVersionUID = 1L;

        @Override
        public String scope() {
            return MetricRegistry.APPLICATION_SCOPE;
        }
    }

    @Override
    public void ended(EndedCall call) {
        List<Tag> tags = new ArrayList<>();
        tags.add(new Tag("mcp_method_name", call.methodName()));
        tags.add(
                new Tag("gen_ai_tool_name", call.tool() == null ? "" : call.tool())); // all with the same names of tags
        tags.add(new Tag(
                "error_type",
                switch (call.outcome()) {
                    case Outcome.Succeeded succeeded -> "";
                    case Outcome.ToolFailed failed -> failed.code();
                    case Outcome.RpcFailed failed -> Integer.toString(failed.code());
                }));
        registry.timer(OpenTelemetryObserver.DURATION, tags.toArray(Tag[]::new)).update(call.took());
        SentMail sent = call.sent();
        if (sent != null && !sent.repeated()) {
            registry.counter(SENDS, new Tag("status", sent.status())).inc();
        }
        if (call.isDefect()) {
            registry.counter(OpenTelemetryObserver.DEFECTS).inc();
        }
        ChangedMails changed = call.changed();
        if (changed != null) {
            registry.counter(
                            "mailbox.changes", new Tag("action", changed.action()), new Tag("status", changed.status()))
                    .inc();
        }
    }
}
