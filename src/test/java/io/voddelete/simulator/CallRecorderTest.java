package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.SettableClock;
import io.voddelete.simulator.AssetService.Outcome;
import io.voddelete.simulator.Assets.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class CallRecorderTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults()
            .withClock(clock)
            .withNotFound(AnswerForm.ITEM)
            .withSessionToken("secret-token"));
    private final SigningClient client = new SigningClient(simulator);
    private final CallRecorder recorder = simulator.recorder();

    CallRecorderTest() {
        client.now = clock.instant();
        client.sessionToken = "secret-token";
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void recordsACallWithoutItsCredentials() {
        client.delete("a", "b");

        SeenCall call = recorder.calls().get(0);
        assertThat(call.number()).isOne();
        assertThat(call.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(call.kind()).isEqualTo(CallKind.DELETE);
        assertThat(call.assetIds()).containsExactly("a", "b");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.errorCode()).isEmpty();
        assertThat(call.acted()).isTrue();
        assertThat(call.deletedIds()).containsExactly("a", "b");
        assertThat(call.fault()).isEmpty();
        assertThat(call.rawTarget()).isEqualTo("/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset?asset_id=a%2Cb");
        assertThat(call.headers())
                .containsEntry("x-sdk-date", "20260101T000000Z")
                .containsEntry("host", simulator.endpoint().getAuthority())
                .containsEntry("authorization", "***")
                .containsEntry("x-security-token", "***");
    }

    @Test
    void countsSendsAndDeletions() {
        client.delete("a", "b");
        client.delete("b", "00000000404f");
        client.info("c");

        assertThat(recorder.deletions()).isEqualTo(Map.of("a", 1, "b", 1));
        assertThat(recorder.deletedCount()).isEqualTo(2);
        assertThat(recorder.timesSent("a")).isOne();
        assertThat(recorder.timesSent("b")).isEqualTo(2);
        assertThat(recorder.timesSent("c")).isZero();
        assertThat(recorder.sentCount()).isEqualTo(3);
        assertThat(recorder.sentAgainCount()).isOne();
        assertThat(recorder.deleteCalls()).extracting(SeenCall::number).containsExactly(1L, 2L);
        assertThat(recorder.deleteCalls()).extracting(SeenCall::acted).containsExactly(true, false);
        assertThat(recorder.infoCalls()).extracting(SeenCall::number).containsExactly(3L);
    }

    @Test
    void seesHowManyCallsRunAtOnce() {
        simulator.script(ScriptedAnswer.afterDelete().delay(Duration.ofMinutes(1)));
        simulator.script(ScriptedAnswer.afterDelete().delay(Duration.ofMinutes(1)));
        client.info("c");
        client.info("c");
        assertThat(recorder.maxConcurrency()).isOne();

        client.deleteLater("a");
        client.deleteLater("b");
        await().until(() -> recorder.maxConcurrency(CallKind.DELETE) == 2);
        await().until(() -> recorder.calls().size() == 4);
        client.info("c");

        assertThat(recorder.maxConcurrency(CallKind.INFO)).isOne();
        assertThat(recorder.maxConcurrency()).isEqualTo(3);
    }

    @Test
    void isToldOverHttp() {
        client.delete("a", "b");
        client.delete("b");
        client.info("c");

        assertThat(page("/summary"))
                .isEqualTo("{\"delete_calls\":2,\"info_calls\":1,\"deleted\":2,\"sent_ids\":2,"
                        + "\"ids_sent_more_than_once\":1,\"max_concurrency\":1,"
                        + "\"delete_statuses\":{\"200\":2},\"info_statuses\":{\"200\":1}}\n");
        assertThat(page("/deleted").lines())
                .containsExactlyInAnyOrder("a\t1\t2026-01-01T00:00:00Z", "b\t1\t2026-01-01T00:00:00Z");
        assertThat(page("/sent").lines()).containsExactlyInAnyOrder("a\t1", "b\t2");
        assertThat(page("/calls").lines())
                .hasSize(3)
                .element(1)
                .isEqualTo("{\"number\":2,\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"DELETE\",\"asset_ids\":[\"b\"],"
                        + "\"status\":200,\"error_code\":\"\",\"acted\":false,\"deleted_ids\":[],"
                        + "\"access_key\":\"" + SimulatorOptions.ACCESS_KEY + "\",\"fault\":\"\"}");
        assertThat(SigningClient.get(simulator.controlEndpoint().resolve("/other"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsHeadersOfTheFirstCallsOnly() {
        CallRecorder full = new CallRecorder(new IdLedger());
        ApiCall call = new ApiCall(CallKind.DELETE, "p", List.of("a"), List.of());
        var request = new ReceivedRequest("DELETE", "/", null, List.of(), Map.of("host", "h"), "");
        Outcome done = new Outcome(SimulatedResponse.json(200, ""), Delivery.AT_ONCE, Deletion.NONE, "");
        for (int i = 0; i <= 10_000; i++) {
            full.record(Instant.EPOCH, call, request, done);
        }

        assertThat(full.calls().get(9_999).headers()).containsEntry("host", "h");
        assertThat(full.calls().get(10_000).headers()).isEmpty();
        assertThat(full.calls().get(10_000).assetIds()).containsExactly("a");
        assertThat(full.statusCounts(CallKind.DELETE)).containsEntry(200, 10_001);
    }

    private String page(String path) {
        return SigningClient.get(simulator.controlEndpoint().resolve(path)).body();
    }
}
