package io.voddelete.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.voddelete.kit.SpansInMemory;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parents, links and what does not count as one. */
@SuppressWarnings("try") // a scope is there to be closed
class OpenTelemetrySpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private static final Instant SINCE = Instant.parse("2026-11-30T00:00:00Z");

    private final SpansInMemory spans = new SpansInMemory();
    private final Traces traces = new Traces(false);

    OpenTelemetrySpansTest() {
        traces.begin(new OpenTelemetrySpans(spans.telemetry(), "1"));
    }

    @AfterEach
    void close() {
        spans.close();
    }

    @Test
    void theSpanOfTheHostInThisThreadIsTheParentOfWhatIsSentInIt() {
        Span host = spans.telemetry().getTracer("host").spanBuilder("POST").startSpan();
        try (Scope scope = host.makeCurrent()) {
            traces.accept("webhook", null).close();
            traces.accept("message", null).close();
        }

        assertThat(spans.named("accept submission")).hasSize(2).allSatisfy(span -> {
            assertThat(span.getParentSpanId()).isEqualTo(host.getSpanContext().getSpanId());
            assertThat(span.getKind()).as("the host has one of a server").isEqualTo(SpanKind.INTERNAL);
        });
    }

    @Test
    void aSpanThatSomebodyLeftInTheThreadIsNoParent() {
        Span left = spans.telemetry().getTracer("host").spanBuilder("left").startSpan();
        try (Scope scope = left.makeCurrent()) {
            traces.accept("webhook", TRACEPARENT).close();
            traces.accept("file", null).close();
            traces.accept("schedule", null).close();
            traces.batch(1, List.of(), SINCE).close();
            traces.report("success", 1, List.of()).close();
        }

        assertThat(spans.all())
                .hasSize(5)
                .noneMatch(
                        span -> span.getTraceId().equals(left.getSpanContext().getTraceId()));
        assertThat(spans.all().get(0).getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void noSpanIsCurrentInAnyThread() {
        OpenSpan accept = traces.accept("file", null);
        OpenSpan batch = traces.batch(3, List.of(), SINCE);

        assertThat(Context.current()).isSameAs(Context.root());
        accept.close();
        batch.close();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void theContextOfASpanIsThatOfItsLinks() {
        OpenSpan accept = traces.accept("file", null);
        String traceparent = accept.traceparent();
        accept.close();
        traces.batch(1, List.of(traceparent), SINCE).close();

        SpanData begun = spans.only("accept submission");
        assertThat(spans.only("send batch").getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(begun.getSpanId());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "x",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceparentBeginsATrace(String traceparent) {
        traces.accept("webhook", traceparent).close();

        SpanData span = spans.only("accept submission");
        assertThat(span.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    }

    @Test
    void linksAreDifferentAndFew() {
        List<String> many = IntStream.rangeClosed(1, 500)
                .mapToObj(i -> "00-%032x-%016x-01".formatted(i, i))
                .toList();
        traces.report("success", 500, many).close();
        traces.batch(10, List.of(TRACEPARENT, TRACEPARENT, "no traceparent"), SINCE)
                .close();

        assertThat(spans.only("report outcomes").getLinks()).hasSize(128);
        assertThat(spans.only("send batch").getLinks()).hasSize(1);
        assertThat(spans.only("send batch").getStartEpochNanos()).isEqualTo(SINCE.toEpochMilli() * 1_000_000);
    }

    @Test
    void whatHasEndedIsSilent() {
        traces.end();

        assertThat(traces.areOn()).isFalse();
        assertThat(traces.batch(1, List.of(), SINCE)).isSameAs(OpenSpan.NONE);
        assertThat(traces.accept("file", TRACEPARENT).traceparent()).isNull();
    }
}
