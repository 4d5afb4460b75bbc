package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.simulator.SimulatorOptions.Luck;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
    private static final Duration MIN = Duration.ofMillis(3);
    private static final Duration MAX = Duration.ofMillis(5);

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draws(7)).isEqualTo(draws(7)).isNotEqualTo(draws(8));
    }

    @Test
    void latencyCoversTheWholeRange() {
        RandomSource randomSource = new RandomSource(new Luck(MIN, MAX, 1));

        assertThat(Stream.generate(randomSource::latency).limit(1000)).containsOnly(MIN, Duration.ofMillis(4), MAX);
    }

    @Test
    void theShareOfAnAssetDependsOnItsIdAndTheSeedAlone() {
        assertThat(shares(7)).isEqualTo(shares(7)).isNotEqualTo(shares(8));
        assertThat(shares(7)).allMatch(share -> share >= 0 && share < 1);
    }

    @Test
    void theSharesOfIdsThatDifferInTheEndOnlyAreSpreadEvenly() {
        for (long seed : new long[] {0, 1, -5}) {
            for (int tenth = 0; tenth < 10; tenth++) {
                double from = tenth / 10.0;
                assertThat(shares(seed))
                        .filteredOn(share -> share >= from && share < from + 0.1)
                        .hasSizeBetween(900, 1100);
            }
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

    private static List<Double> draws(long seed) {
        RandomSource randomSource = new RandomSource(new Luck(MIN, MAX, seed));
        return Stream.generate(randomSource::draw).limit(100).toList();
    }

    private static List<Double> shares(long seed) {
        RandomSource randomSource = new RandomSource(new Luck(MIN, MAX, seed));
        return IntStream.range(0, 10_000)
                .mapToObj(i -> randomSource.shareOf("%032x".formatted(i)))
                .toList();
    }
}
