package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentCallsTest {
    private long now;
    private final SentCalls calls = new SentCalls(() -> now);

    /** Where a monotonic clock begins is not defined. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5_999_999_999L, -150_000_000_001L, Long.MAX_VALUE - 100_000_000_000L})
    void callsOfTheLastMinuteAreCounted(long start) {
        now = start;
        assertThat(calls.inLastMinute()).isZero();
        calls.add();
        calls.add();
        pass(Duration.ofSeconds(30));
        calls.add();
        assertThat(calls.inLastMinute()).isEqualTo(3);

        pass(Duration.ofSeconds(30));
        assertThat(calls.inLastMinute()).isOne();
        pass(Duration.ofSeconds(30));
        assertThat(calls.inLastMinute()).isZero();
        assertThat(calls.all()).isEqualTo(3);
    }

    /** A rate of 100 a minute never looks as if it were more. */
    @Test
    void aSteadyRateIsNeverCountedAsMore() {
        for (int i = 0; i < 500; i++) {
            calls.add();
            assertThat(calls.inLastMinute()).isLessThanOrEqualTo(100);
            pass(Duration.ofMillis(605));
        }
        assertThat(calls.inLastMinute()).isGreaterThan(96);
    }

    /** The count of a second that is over by an hour is not taken for that of one of the last minute. */
    @Test
    void whatIsLongOverIsNotCountedAgain() {
        calls.add();
        pass(Duration.ofHours(1));
        assertThat(calls.inLastMinute()).isZero();
        calls.add();
        assertThat(calls.inLastMinute()).isOne();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
