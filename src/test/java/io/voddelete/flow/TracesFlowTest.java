package io.voddelete.flow;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.SpansInMemory;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spans that the OpenTelemetry of a host gets of a running module. */
class TracesFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Map<String, String> SERVED = Map.of(
            "vod.status.enabled",
            "true",
            "vod.status.token",
            StatusCaller.TOKEN,
            "vod.intake.webhook.enabled",
            "true",
            "vod.intake.webhook.secret-key",
            WebhookCaller.SECRET);

    /** More turns of every loop than there would be without one that idles. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final SpansInMemory spans = new SpansInMemory();

    @AfterEach
    void close() {
        spans.close();
    }

    @Test
    void aRequestIsFollowedFromItsAcceptanceToItsOutcomesWithoutAnyAssetId() throws Exception {
        List<String> ids = SampleIds.random(41, 12);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, SERVED)) {
            send(module, "msg-1", ids, Map.of("traceparent", TRACEPARENT));
            module.awaitEnd(1);
            List<JsonNode> outcomes = module.outcomes().success();

            assertThat(outcomes)
                    .hasSize(12)
                    .extracting(outcome -> outcome.path("traceparent").textValue())
                    .containsOnly(TRACEPARENT);
            SpanData accept = spans.only("accept submission");
            assertThat(accept.getKind()).isEqualTo(SpanKind.SERVER);
            assertThat(accept.getTraceId()).isEqualTo(TRACE);
            assertThat(accept.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(accept.getParentSpanContext().isRemote()).isTrue();
            assertThat(accept.getAttributes().get(stringKey("vod.intake"))).isEqualTo("webhook");
            assertThat(accept.getAttributes().get(stringKey("vod.submission.id")))
                    .isEqualTo(outcomes.get(0).path("submission_id").textValue());
            assertThat(accept.getAttributes().get(longKey("vod.submission.ids")))
                    .isEqualTo(12);
            assertThat(accept.getAttributes().get(booleanKey("vod.submission.repeated")))
                    .isFalse();

            await().until(() -> !spans.named("report outcomes").isEmpty());
            List<SpanData> batches = spans.named("send batch");
            assertThat(batches.stream().mapToLong(batch -> batch.getAttributes().get(longKey("vod.batch.ids"))))
                    .satisfies(sizes -> assertThat(
                                    sizes.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(12));
            assertThat(batches).allSatisfy(batch -> {
                assertThat(batch.getKind()).isEqualTo(SpanKind.INTERNAL);
                assertThat(batch.getParentSpanId()).isEqualTo(SpanId.getInvalid());
                assertLinked(batch);
            });
            assertThat(spans.named("DELETE /v1.0/{project_id}/asset"))
                    .hasSameSizeAs(batches)
                    .allSatisfy(call -> {
                        assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
                        assertThat(batches).extracting(SpanData::getSpanId).contains(call.getParentSpanId());
                        assertCall(call, simulator.endpoint(), "DELETE", "/v1.0/{project_id}/asset");
                        assertThat(call.getAttributes().get(stringKey("vod.call.id")))
                                .hasSize(36);
                    });
            assertThat(spans.named("ask info")).isNotEmpty().allSatisfy(call -> {
                assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
                assertThat(call.getParentSpanId()).isEqualTo(SpanId.getInvalid());
                assertCall(call, simulator.endpoint(), "GET", "/v1.0/{project_id}/asset/info");
                assertLinked(call);
            });
            assertThat(spans.named("report outcomes")).allSatisfy(report -> {
                assertThat(report.getKind()).isEqualTo(SpanKind.PRODUCER);
                assertThat(report.getAttributes().get(stringKey("vod.outcome.endpoint")))
                        .isEqualTo("success");
                assertThat(report.getAttributes().get(longKey("messaging.batch.message_count")))
                        .isPositive();
                assertLinked(report);
            });
            assertThat(spans.all())
                    .allSatisfy(span -> assertThat(span.getStatus()).isEqualTo(StatusData.unset()))
                    .allSatisfy(span -> assertThat(
                                    span.getInstrumentationScopeInfo().getName())
                            .isEqualTo("io.voddelete"));
            assertThat(ids).noneMatch(spans.all().toString()::contains);
        }
    }

    @Test
    void withTheSettingTheSpansOfCallsNameTheirAssets() throws Exception {
        List<String> ids = SampleIds.random(42, 3);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, Map.of("vod.trace.ids", "true"))) {
            module.drop("list.txt", ids);
            module.awaitEnd(1);

            SpanData call = spans.only("DELETE /v1.0/{project_id}/asset");
            assertThat(call.getAttributes().get(stringArrayKey("vod.asset.ids")))
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aFileBeginsATraceThatItsOutcomesName() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("list.txt", SampleIds.random(43, 2));
            module.awaitEnd(1);

            SpanData accept = spans.only("accept submission");
            assertThat(accept.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(accept.getParentSpanId()).isEqualTo(SpanId.getInvalid());
            assertThat(accept.getAttributes().get(stringKey("vod.intake"))).isEqualTo("file");
            assertThat(accept.getAttributes().get(longKey("vod.submission.lines")))
                    .isEqualTo(2);
            assertThat(module.outcomes().success())
                    .extracting(outcome -> outcome.path("traceparent").textValue())
                    .containsOnly("00-" + accept.getTraceId() + "-" + accept.getSpanId() + "-"
                            + accept.getSpanContext().getTraceFlags().asHex());
        }
    }

    @Test
    void aMessageOfAHostGoesOnWithItsTrace() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, Map.of())) {
            module.context()
                    .createProducerTemplate()
                    .sendBodyAndHeader(
                            "direct:vod-delete",
                            String.join("\n", SampleIds.random(49, 2)),
                            "traceparent",
                            TRACEPARENT);
            module.awaitEnd(1);

            SpanData accept = spans.only("accept submission");
            assertThat(accept.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(accept.getTraceId()).isEqualTo(TRACE);
            assertThat(accept.getAttributes().get(stringKey("vod.intake"))).isEqualTo("message");
            assertThat(module.outcomes().success())
                    .extracting(outcome -> outcome.path("traceparent").textValue())
                    .containsOnly(TRACEPARENT);
        }
    }

    @Test
    void whatIsNotAcceptedHasASpanThatFailed() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("list.json", List.of("{"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !spans.named("accept submission").isEmpty());

            SpanData accept = spans.only("accept submission");
            assertThat(accept.getStatus()).isEqualTo(StatusData.error());
            assertThat(accept.getAttributes().get(stringKey("error.type"))).isEqualTo("UnreadableException");
        }
    }

    @Test
    void aFailedCallSaysOfWhichClassAndWithWhichCode() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("error=VOD.10062,on=delete,times=1"));
                RunningModule module = start(simulator, Map.of())) {
            module.drop("list.txt", SampleIds.random(44, 1));
            module.awaitEnd(1);

            SpanData failed = spans.named("DELETE /v1.0/{project_id}/asset").get(0);
            assertThat(failed.getStatus()).isEqualTo(StatusData.error());
            assertThat(failed.getAttributes().get(stringKey("error.type"))).isEqualTo("gone");
            assertThat(failed.getAttributes().get(stringKey("vod.error.code"))).isEqualTo("VOD.10062");
        }
    }

    /** The trace lasts as long as its ids wait, whatever becomes of the process. */
    @Test
    void theTraceGoesOnAfterARestartSeventeenHoursLater() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module = RunningModule.startIn(spans::bind, directory, simulator, SERVED, clock)) {
                new StatusCaller(module.url()).order("/vod/sender/pause");
                send(module, "msg-1", SampleIds.random(45, 3), Map.of("traceparent", TRACEPARENT));
            }
            spans.forget();
            clock.advance(Duration.ofHours(17));
            try (RunningModule module = RunningModule.startIn(spans::bind, directory, simulator, SERVED, clock)) {
                new StatusCaller(module.url()).order("/vod/sender/resume");
                module.awaitEnd(1);

                assertThat(module.outcomes().success())
                        .hasSize(3)
                        .extracting(outcome -> outcome.path("traceparent").textValue())
                        .containsOnly(TRACEPARENT);
                await().until(() -> !spans.named("report outcomes").isEmpty());
                assertLinked(spans.only("send batch"));
                assertThat(spans.named("report outcomes")).allSatisfy(TracesFlowTest::assertLinked);
                assertThat(spans.named("accept submission")).isEmpty();
            }
        }
    }

    @Test
    void whoIdlesMakesNoSpan() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, SERVED)) {
            await().during(IDLE)
                    .atMost(IDLE.plusSeconds(10))
                    .until(() -> spans.all().isEmpty());
            assertThat(module.totals().submissions()).isZero();
        }
    }

    /** The pattern is that of the documents. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void camelsOwnTracerIsSilentWhileWeIdleIfOurRoutesAreLeftOut(boolean leftOut) throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(
                        context -> {
                            spans.bind(context);
                            OpenTelemetryTracer tracer = new OpenTelemetryTracer();
                            tracer.setExcludePatterns(leftOut ? SpansInMemory.documentedPatterns() : null);
                            tracer.init(context);
                        },
                        directory,
                        simulator,
                        SERVED)) {
            if (leftOut) {
                await().during(IDLE)
                        .atMost(IDLE.plusSeconds(10))
                        .until(() -> spans.all().isEmpty());
            } else {
                await().atMost(Duration.ofSeconds(30)).until(() -> spans.all().size() > 5);
            }
            assertThat(module.totals().submissions()).isZero();
        }
    }

    /** Whoever asks for a global one that is not set sets it, and the host cannot do so any more. */
    @Test
    void theGlobalOneIsUsedIfItIsSetAndLeftAloneIfNot() throws Exception {
        GlobalOpenTelemetry.resetForTest();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module = RunningModule.start(directory.resolve("one"), simulator, Map.of())) {
                module.drop("list.txt", SampleIds.random(46, 1));
                module.awaitEnd(1);
                assertThat(GlobalOpenTelemetry.isSet()).isFalse();
            }
            spans.setGlobal();
            try (RunningModule module = RunningModule.start(directory.resolve("two"), simulator, Map.of())) {
                module.drop("list.txt", SampleIds.random(47, 1));
                module.awaitEnd(1);
                assertThat(spans.named("accept submission")).hasSize(1);
            }
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
    }

    @Test
    void aTracerThatFailsKeepsNothingFromBeingDeleted() throws Exception {
        List<String> ids = SampleIds.random(48, 25);
        spans.failAlways();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator, SERVED)) {
            send(module, "msg-1", ids, Map.of("traceparent", TRACEPARENT));

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(25);
            assertThat(spans.all()).isEmpty();
        }
    }

    private RunningModule start(VodSimulator simulator, Map<String, String> settings) throws Exception {
        return RunningModule.startIn(spans::bind, directory, simulator, settings);
    }

    private static void send(RunningModule module, String id, List<String> ids, Map<String, String> more) {
        byte[] body = WebhookCaller.bytes(WebhookCaller.json(ids));
        Map<String, String> headers = WebhookCaller.signed(id, Instant.now(), body);
        headers.putAll(more);
        assertThat(new WebhookCaller(module.url() + "/vod/submissions")
                        .send(headers, body)
                        .statusCode())
                .isEqualTo(202);
    }

    private static void assertLinked(SpanData span) {
        assertThat(span.getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(TRACE);
    }

    private static void assertCall(SpanData call, URI endpoint, String method, String template) {
        assertThat(call.getAttributes().get(stringKey("http.request.method"))).isEqualTo(method);
        assertThat(call.getAttributes().get(stringKey("url.template"))).isEqualTo(template);
        assertThat(call.getAttributes().get(stringKey("url.full")))
                .isEqualTo(endpoint + template.replace("{project_id}", SimulatorOptions.PROJECT_ID)
                        + "?asset_id=REDACTED");
        assertThat(call.getAttributes().get(stringKey("server.address"))).isEqualTo(endpoint.getHost());
        assertThat(call.getAttributes().get(longKey("server.port"))).isEqualTo(endpoint.getPort());
        assertThat(call.getAttributes().get(longKey("http.response.status_code")))
                .isEqualTo(200);
    }
}
