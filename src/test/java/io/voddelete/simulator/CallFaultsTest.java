package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.Answers.deleteResults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.SettableClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class CallFaultsTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withClock(clock).withLimits("delete=0;info=0"));
    private final SigningClient client = new SigningClient(simulator);

    CallFaultsTest() {
        client.now = clock.instant();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void everyKnownErrorCodeCanBeAnsweredToBothCalls() {
        assertThat(ErrorTable.rows()).hasSizeGreaterThan(90);
        for (ErrorTable.Row row : ErrorTable.rows()) {
            simulator.faults("error=" + row.code() + ",status=" + row.status());

            assertError(client.delete("a"), row.status(), row.code().replace(".", "\\."));
            assertThat(client.info("a").body()).contains(Json.quote(row.code()), Json.quote(row.message()));
        }
        assertThat(simulator.recorder().deletedCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "error=VOD.10062, 403, VOD.10062",
        "'error=VOD.10062,status=404', 404, VOD.10062",
        "error=APIGW.0201, 400, APIGW.0201",
        "'error=APIGW.0201,status=504', 504, APIGW.0201",
        "'error=APIGW.0201,status=418', 418, APIGW.0201",
        "error=APIG.0308, 429, APIG.0308",
        "error=APIG.0301, 401, APIG.0301",
        "error=VOD.10132, 403, VOD.10132",
        "error=VOD.99999, 403, VOD.99999",
        "'error=NEW.1,status=200', 200, NEW.1"
    })
    void aCodeHasItsUsualStatusOrAnyOther(String rule, int status, String code) {
        simulator.faults(rule + ",on=delete");

        assertError(client.delete("a"), status, code.replace(".", "\\."));
        assertThat(client.info("a").body()).contains("PUBLISHED");
    }

    @ParameterizedTest
    @CsvSource({"codeless, application/json", "page, text/html"})
    void anErrorCanComeWithoutACodeAndAfterTheEffect(String kind, String type) {
        simulator.faults(kind + "=503,times=1; " + kind + "=403,times=1,effect=after,retry-after=7");

        var before = client.delete("a");
        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(before.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(before.body()).isNotEmpty().doesNotContain("error_code");
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
        var after = client.delete("a");
        assertThat(after.statusCode()).isEqualTo(403);
        assertThat(after.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
        assertThat(client.delete("b").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"cut, false", "'cut,effect=after', true", "stall=50ms, false", "'stall=50ms,effect=after', true"})
    void theConnectionIsCutAtOnceOrAfterATimeBeforeOrAfterTheEffect(String rule, boolean deleted) {
        simulator.faults(rule);
        long begin = System.nanoTime();

        assertThatThrownBy(() -> client.delete("a")).isInstanceOf(UncheckedIOException.class);
        if (rule.startsWith("stall")) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        }
        assertThat(simulator.recorder().isDeleted("a")).isEqualTo(deleted);
        assertThat(simulator.recorder().calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.acted()).isEqualTo(deleted);
            assertThat(call.deletedIds()).isEqualTo(deleted ? List.of("a") : List.of());
            assertThat(call.fault()).isEqualTo(rule);
        });
    }

    @Test
    void aStalledCallCanBeCarriedOutWhenItsClientHasGivenUp() {
        simulator.faults("stall=1s,effect=late,on=delete");
        var answer = client.deleteLater("a");
        await().until(() -> simulator.recorder().maxConcurrency(CallKind.DELETE) == 1);

        assertThat(client.info("a").body()).contains("PUBLISHED");
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
        assertThat(answer).isNotDone();
        await().until(() -> simulator.recorder().isDeleted("a"));
        assertThat(answer).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aStalledCallIsNotCarriedOutWhenTheSimulatorCloses() {
        simulator.faults("stall=10m,effect=late");
        var answer = client.deleteLater("a");
        await().until(() -> simulator.recorder().maxConcurrency() == 1);

        simulator.close();

        assertThat(answer).failsWithin(Duration.ofSeconds(5));
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
    }

    @Test
    void theAnswerCanBeLateOrDrip() {
        simulator.faults("delay=60ms,on=delete; drip=1ms,on=info");
        long begin = System.nanoTime();
        assertThat(client.delete("a").body()).isEqualTo(deleteResults("a=DELETED"));
        assertThat(client.info("a").body()).endsWith("\"total\":1}");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void halfAnAnswerIsAnnouncedWhole() {
        simulator.faults("half");

        assertThatThrownBy(() -> client.delete("a")).hasMessageContaining("content-length: 61, bytes received: 30");
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
        assertThat(simulator.recorder().calls().get(0).status()).isEqualTo(200);
    }

    @Test
    void anAssetChoosesTheFaultOfItsCallsEachTimesOfItsOwn() {
        simulator.faults("error=VOD.10051,ids=x,times=1,on=delete");

        assertThat(client.delete("a").statusCode()).isEqualTo(200);
        assertThat(client.delete("b", "x1").statusCode()).isEqualTo(403);
        assertThat(client.delete("b", "x1").statusCode()).isEqualTo(200);
        assertThat(client.delete("x2").statusCode()).isEqualTo(403);
        assertThat(client.info("x3").statusCode()).isEqualTo(200);
    }

    @Test
    void whatComesAfterTheEffectOfAnAssetWaitsForIt() {
        simulator.faults("refused,ids=x,times=1; page=502,ids=x,effect=after,on=delete");

        assertThat(client.delete("a", "x1").body()).isEqualTo(deleteResults("a=DELETED", "x1=FAILED"));
        assertThat(client.delete("x1").statusCode()).isEqualTo(502);
        assertThat(client.delete("x1").statusCode()).isEqualTo(403);
    }

    @Test
    void aFaultLastsItsTimeFromWhenItWasSet() {
        simulator.faults("error=VOD.10120,for=30s");
        clock.advance(Duration.ofSeconds(29));
        assertThat(client.info("a").statusCode()).isEqualTo(403);
        clock.advance(Duration.ofSeconds(1));
        assertThat(client.info("a").statusCode()).isEqualTo(200);

        simulator.faults("error=VOD.10120,for=30s");
        assertThat(client.info("a").statusCode()).isEqualTo(403);
    }

    @Test
    void aShareOfTheCallsIsDrawnBySeedAndRatesAddUp() {
        String rules = "error=VOD.10051,rate=0.2; page=502,effect=after,rate=0.3; cut,rate=0.5,on=info";

        List<Integer> statuses = statuses(5, rules);

        assertThat(statuses).filteredOn(status -> status == 403).hasSizeBetween(10, 30);
        assertThat(statuses).filteredOn(status -> status == 502).hasSizeBetween(18, 42);
        assertThat(statuses).doesNotContain(0);
        assertThat(statuses(5, rules)).isEqualTo(statuses);
        assertThat(statuses(6, rules)).isNotEqualTo(statuses);
    }

    @Test
    void theOldMixOfFaultsTellsNothingFalseToTheTruth() {
        try (var mixed =
                VodSimulator.start(SimulatorOptions.defaults().withFaultRate(1).withSeed(3))) {
            var mixedClient = new SigningClient(mixed);
            for (int i = 0; i < 30; i++) {
                String id = "a" + i;
                int status = mixedClient.statusOfDelete(id);
                assertThat(status).isIn(0, 502, 503);
                assertThat(mixed.recorder().isDeleted(id)).isEqualTo(status != 503);
                assertThat(mixedClient.info(id).statusCode()).isEqualTo(200);
            }
            assertThat(mixed.recorder().statusCounts(CallKind.DELETE)).containsOnlyKeys(0, 502, 503);
        }
    }

    private static List<Integer> statuses(long seed, String rules) {
        var options =
                SimulatorOptions.defaults().withSeed(seed).withFaults(rules).withLimits("delete=0");
        try (var drawn = VodSimulator.start(options)) {
            var drawnClient = new SigningClient(drawn);
            return IntStream.range(0, 100)
                    .mapToObj(i -> drawnClient.statusOfDelete("a" + i))
                    .toList();
        }
    }
}
