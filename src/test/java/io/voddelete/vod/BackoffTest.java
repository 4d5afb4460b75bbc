package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Backoff SLOWEST = new Backoff(Duration.ofSeconds(2), LONGEST, () -> -1L);
    private static final Backoff FASTEST = new Backoff(Duration.ofSeconds(2), LONGEST, () -> 0L);

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "2, 8", "7, 256", "8, 300", "9, 300"})
    void boundDoublesUntilTheLongest(int delays, int seconds) {
        assertThat(SLOWEST.after(delays))
                .isBetween(Duration.ofMillis(seconds * 1000L - 1), Duration.ofSeconds(seconds));
        assertThat(FASTEST.after(delays)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 63, 64, 1024, Integer.MAX_VALUE})
    void nothingOverflows(int delays) {
        assertThat(SLOWEST.after(delays)).isBetween(LONGEST.minusMillis(1), LONGEST);
        Backoff endless = new Backoff(Duration.ofDays(1), Duration.ofDays(36_500), () -> -1L);
        assertThat(endless.after(delays)).isBetween(Duration.ofDays(36_499), Duration.ofDays(36_500));
    }

    @Test
    void jitterIsFullAndEven() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), LONGEST, new Random(7));
        double mean = IntStream.range(0, 10_000)
                .mapToLong(draw -> backoff.after(2).toMillis())
                .peek(millis -> assertThat(millis).isBetween(0L, 8_000L))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(3_900.0, 4_100.0);
    }

    @Test
    void longestBoundsTheFirstDelayToo() {
        assertThat(new Backoff(Duration.ofHours(1), Duration.ofSeconds(1), () -> -1L).after(0))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
