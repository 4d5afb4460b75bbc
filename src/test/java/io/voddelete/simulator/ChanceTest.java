package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.simulator.Chance.Draw;
import io.voddelete.simulator.SimulatorOptions.Faults;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChanceTest {
    private static final Duration MIN = Duration.ofMillis(3);
    private static final Duration MAX = Duration.ofMillis(5);

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draws(7, 0.5)).isEqualTo(draws(7, 0.5)).isNotEqualTo(draws(8, 0.5));
    }

    @Test
    void latencyCoversTheWholeRange() {
        assertThat(draws(1, 0)).extracting(Draw::latency).containsOnly(MIN, Duration.ofMillis(4), MAX);
    }

    @Test
    void theRateDecidesHowManyCallsFail() {
        assertThat(draws(1, 0)).extracting(Draw::fault).containsOnly(Chance.Fault.NONE);
        assertThat(draws(1, 1)).extracting(Draw::fault).doesNotContain(Chance.Fault.NONE);
        assertThat(draws(1, 0.25))
                .filteredOn(draw -> draw.fault() != Chance.Fault.NONE)
                .hasSizeBetween(200, 300);
    }

    @Test
    void everyFaultTellsNothingFalseToTheTruth() {
        try (var simulator =
                VodSimulator.start(SimulatorOptions.defaults().withFaultRate(1).withSeed(3))) {
            var client = new SigningClient(simulator);
            for (int i = 0; i < 30; i++) {
                String id = "a" + i;
                int status = statusOfDelete(client, id);
                assertThat(status).isIn(0, 502, 503);
                assertThat(simulator.truth().isDeleted(id)).isEqualTo(status != 503);
                assertThat(client.info(id).statusCode()).isEqualTo(200);
            }
            assertThat(simulator.truth().statusCounts(CallKind.DELETE)).containsOnlyKeys(0, 502, 503);
        }
    }

    @Test
    void latencyDelaysEveryAnswer() {
        var slow = SimulatorOptions.defaults().withLatency(Duration.ofMillis(40), Duration.ofMillis(40));
        try (var simulator = VodSimulator.start(slow)) {
            var client = new SigningClient(simulator);
            long begin = System.nanoTime();
            client.delete("a");
            client.info("a");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    private static int statusOfDelete(SigningClient client, String id) {
        try {
            var answer = client.delete(id);
            if (answer.statusCode() == 503) {
                assertError(answer, 503, "APIGW\\.0613");
            }
            return answer.statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static List<Draw> draws(long seed, double rate) {
        Chance chance = new Chance(new Faults(MIN, MAX, rate, seed), new Random(seed));
        return Stream.generate(chance::next).limit(1000).toList();
    }
}
