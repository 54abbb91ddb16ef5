// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.observe.EndedCall.Outcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTelemetryObserverTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    private final OpenTelemetryObserver observer = new OpenTelemetryObserver(
            sdk,
            List.of(
                    figure("mailbox.imap.connections", Figure.Kind.GAUGE, Map.of("state", "idle"), 3),
                    figure("mailbox.imap.connections", Figure.Kind.GAUGE, Map.of("state", "used"), 4),
                    figure("mailbox.calls.throttled", Figure.Kind.COUNTER, Map.of(), 5)));

    @AfterEach
    void close() {
        sdk.close();
    }

    /** The first would be no increase otherwise, and alert nobody. */
    @Test
    void whatAlertsIsThereAtZeroFromTheStart() {
        assertThat(counts("mailbox.sends")).containsOnly(Map.entry("SENT", 0L), Map.entry("UNKNOWN", 0L));
        assertThat(counts("mailbox.defects")).containsOnly(Map.entry("", 0L));

        observer.ended(SampleCalls.read(new Outcome.RpcFailed(-32603)));

        assertThat(counts("mailbox.defects")).containsOnly(Map.entry("", 1L));
    }

    @Test
    void aCallIsASpanBelowTheCallers() {
        observer.ended(SampleCalls.read(new Outcome.Succeeded()));

        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertThat(span)
                .hasName("tools/call imap_read_email")
                .hasKind(SpanKind.SERVER)
                .hasTraceId(SampleCalls.TRACE)
                .hasParentSpanId(SampleCalls.SPAN)
                .startsAt(SampleCalls.BEGAN)
                .hasAttributes(Attributes.builder()
                        .put("mcp.method.name", "tools/call")
                        .put("mcp.protocol.version", "2026-07-28")
                        .put("gen_ai.operation.name", "execute_tool")
                        .put("gen_ai.tool.name", "imap_read_email")
                        .put("network.transport", "tcp")
                        .build());
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(42_000_000);
    }

    @Test
    void nobodyIsNamed() {
        observer.ended(SampleCalls.sent(false));
        observer.ended(SampleCalls.read(new Outcome.Succeeded()));

        assertThat(spans.getFinishedSpanItems() + " " + metrics.collectAllMetrics())
                .doesNotContain("alice", "two.example", "192.0.2.7", "a-client");
    }

    @Test
    void aToolsFailureIsAnErrorAlthoughHttpSaysTwoHundred() {
        observer.ended(SampleCalls.read(new Outcome.ToolFailed("LOGIN_FAILED")));
        observer.ended(SampleCalls.read(new Outcome.RpcFailed(-32602)));

        assertThat(spans.getFinishedSpanItems())
                .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .containsExactly("tool_error", "-32602");
        assertThat(spans.getFinishedSpanItems().getFirst().getAttributes())
                .containsEntry("mailbox.error.code", "LOGIN_FAILED");
        assertThat(spans.getFinishedSpanItems().get(1).getAttributes())
                .containsEntry("rpc.response.status_code", "-32602");
    }

    @Test
    void theDurationIsAHistogramOfSeconds() {
        observer.ended(SampleCalls.read(new Outcome.Succeeded()));
        observer.ended(SampleCalls.sent(false));

        MetricData duration = metric("mcp.server.operation.duration");
        assertThat(duration.getUnit()).isEqualTo("s");
        assertThat(duration.getHistogramData().getPoints())
                .extracting(HistogramPointData::getSum)
                .containsExactlyInAnyOrder(0.042, 1.5);
        assertThat(duration.getHistogramData().getPoints().iterator().next().getBoundaries())
                .hasSize(14)
                .startsWith(0.01)
                .endsWith(300.0);
    }

    @Test
    void aMailCountsOnce() {
        observer.ended(SampleCalls.sent(false));
        observer.ended(SampleCalls.sent(true));

        assertThat(counts("mailbox.sends")).containsEntry("SENT", 1L);
    }

    @Test
    void figuresAreAskedWhenMetricsAreCollected() {
        assertThat(metric("mailbox.imap.connections").getLongGaugeData().getPoints())
                .extracting(LongPointData::getValue)
                .containsExactlyInAnyOrder(3L, 4L);
        assertThat(metric("mailbox.calls.throttled").getLongSumData().getPoints())
                .extracting(LongPointData::getValue)
                .containsExactly(5L);
    }

    /** The values of a counter by the attribute {@code status}. */
    private Map<String, Long> counts(String name) {
        return metric(name).getLongSumData().getPoints().stream()
                .collect(Collectors.toMap(
                        point -> Objects.requireNonNullElse(
                                point.getAttributes().get(AttributeKey.stringKey("status")), ""),
                        LongPointData::getValue));
    }

    private MetricData metric(String name) {
        return metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Figure figure(String name, Figure.Kind kind, Map<String, String> attributes, long value) {
        return new Figure(name, kind, "{one}", "of a test", attributes, () -> value);
    }
}
