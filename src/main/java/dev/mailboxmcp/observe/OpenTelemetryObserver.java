// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Traces and metrics by OpenTelemetry, with the names of its semantic conventions for MCP: a span {@code tools/call
 * imap_read_email} and the histogram {@value #DURATION} for each call. Thread-safe.
 */
final class OpenTelemetryObserver implements CallObserver {
    static final String DURATION = "mcp.server.operation.duration";
    static final String DEFECTS = "mailbox.defects";

    private static final String SCOPE = "dev.mailboxmcp";
    private static final List<Double> BUCKETS =
            List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

    private final Tracer tracer;
    private final DoubleHistogram duration;
    private final LongCounter sends;
    private final LongCounter changes;
    private final LongCounter defects;

    OpenTelemetryObserver(OpenTelemetry telemetry, List<Figure> figures) {
        Meter meter = telemetry.getMeter(SCOPE);
        tracer = telemetry.getTracer(SCOPE);
        duration = withBuckets(meter.histogramBuilder(DURATION).setUnit("s").setDescription("Time to answer a request"))
                .build();
        sends = meter.counterBuilder("mailbox.sends")
                .setUnit("{mail}")
                .setDescription("Mails handed to the submission server")
                .build();
        changes = meter.counterBuilder("mailbox.changes")
                .setUnit("{call}")
                .setDescription("Calls that change mails, or show what they would change")
                .build();
        defects = meter.counterBuilder(DEFECTS)
                .setUnit("{call}")
                .setDescription("Calls that ended in an internal error")
                .build();
        // from the start, or the first would be no increase
        EndedCall.SEND_STATUSES.forEach(status ->
                sends.add(0, Attributes.builder().put("status", status).build()));
        defects.add(0);
        figures.stream()
                .collect(Collectors.groupingBy(Figure::name))
                .values()
                .forEach(ofOneName -> register(meter, ofOneName));
    }

    /** The one of this application, which MicroProfile Telemetry has as a bean. */
    static CallObserver ofServer(Instance<Object> server, List<Figure> figures) {
        return new OpenTelemetryObserver(server.select(OpenTelemetry.class).get(), figures);
    }

    @Override
    public void ended(EndedCall call) {
        Attributes attributes = attributes(call);
        duration.record(call.took().toNanos() / (double) TimeUnit.SECONDS.toNanos(1), attributes);
        SentMail sent = call.sent();
        if (sent != null && !sent.repeated()) {
            sends.add(1, Attributes.builder().put("status", sent.status()).build());
        }
        if (call.isDefect()) {
            defects.add(1);
        }
        ChangedMails changed = call.changed();
        if (changed != null) {
            changes.add(
                    1,
                    Attributes.builder()
                            .put("action", changed.action())
                            .put("status", changed.status())
                            .build());
        }
        Span span = tracer.spanBuilder(call.tool() == null ? call.methodName() : call.methodName() + " " + call.tool())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(call))
                .setStartTimestamp(call.began())
                .setAllAttributes(attributes)
                .startSpan();
        if (!(call.outcome() instanceof Outcome.Succeeded)) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(call.began().plus(call.took()));
    }

    private static Attributes attributes(EndedCall call) {
        AttributesBuilder attributes =
                Attributes.builder().put("mcp.method.name", call.methodName()).put("network.transport", "tcp");
        if (call.tool() != null) {
            attributes.put("gen_ai.operation.name", "execute_tool").put("gen_ai.tool.name", call.tool());
        }
        if (call.version() != null) {
            attributes.put("mcp.protocol.version", call.version());
        }
        switch (call.outcome()) {
            case Outcome.Succeeded succeeded -> {}
            case Outcome.ToolFailed failed ->
                attributes.put("error.type", "tool_error").put("mailbox.error.code", failed.code());
            case Outcome.RpcFailed failed -> {
                String code = Integer.toString(failed.code());
                attributes.put("error.type", code).put("rpc.response.status_code", code);
            }
        }
        return attributes.build();
    }

    private static Context parent(EndedCall call) {
        TraceParent parent = call.parent();
        return parent == null
                ? Context.root()
                : Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                parent.traceId(),
                                parent.spanId(),
                                TraceFlags.fromHex(parent.flags(), 0),
                                TraceState.getDefault())));
    }

    /** The default buckets are made for milliseconds; an API before 1.32, as Payara 6 has it, knows no others. */
    private static DoubleHistogramBuilder withBuckets(DoubleHistogramBuilder builder) {
        try {
            return builder.setExplicitBucketBoundariesAdvice(BUCKETS);
        } catch (LinkageError e) {
            return builder;
        }
    }

    private static void register(Meter meter, List<Figure> figures) {
        Figure first = figures.getFirst();
        Consumer<ObservableLongMeasurement> observe = measurement ->
                figures.forEach(figure -> measurement.record(figure.value().getAsLong(), attributes(figure)));
        switch (first.kind()) {
            case COUNTER ->
                meter.counterBuilder(first.name())
                        .setUnit(first.unit())
                        .setDescription(first.description())
                        .buildWithCallback(observe);
            case GAUGE ->
                meter.gaugeBuilder(first.name())
                        .ofLongs()
                        .setUnit(first.unit())
                        .setDescription(first.description())
                        .buildWithCallback(observe);
        }
    }

    private static Attributes attributes(Figure figure) {
        AttributesBuilder attributes = Attributes.builder();
        for (Map.Entry<String, String> attribute : figure.attributes().entrySet()) {
            attributes.put(attribute.getKey(), attribute.getValue());
        }
        return attributes.build();
    }
}
