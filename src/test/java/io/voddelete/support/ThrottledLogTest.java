package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThrottledLogTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final ThrottledLog faults =
            new ThrottledLog(LoggerFactory.getLogger(ThrottledLogTest.class), "work", clock);
    private final CapturedLog log = CapturedLog.of(ThrottledLogTest.class);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void anOutageIsSaidOnceAMinuteWithItsCountAndItsEnd() {
        for (int second = 0; second <= 120; second++) {
            faults.failed("error " + second, "It waits");
            clock.advance(Duration.ofSeconds(1));
        }
        faults.worked();
        faults.worked();

        assertThat(log.lines())
                .containsExactly(
                        "WARN Work failed: error 0. It waits",
                        "WARN Work failed 60 times, the last time: error 60. It waits",
                        "WARN Work failed 60 times, the last time: error 120. It waits",
                        "INFO Work works again, after 121 failures");
    }

    @Test
    void aStoreThatIsOutOfOrderIsAnErrorAndItsWordsAreEscaped() {
        faults.storeFailed(new StoreException("the store could not write: bad\nday", null), "Nothing is sent");

        assertThat(log.lines())
                .containsExactly(
                        "ERROR Work failed: the store could not write: bad\\u000aday. Nothing is sent; check the disk and the data directory");
    }

    @Test
    void failuresAmongSuccessesAreNoFlood() {
        for (int second = 0; second < 60; second++) {
            faults.failed("error", "It waits");
            faults.worked();
            faults.failed("error", "It waits");
            faults.failed("error", "It waits");
            faults.worked();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void aSingleFailureIsOverAfterAMinuteWithoutAnother() {
        faults.failed("error", "It waits");
        faults.worked();
        assertThat(log.lines()).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        faults.worked();

        assertThat(log.lines()).last().isEqualTo("INFO Work works again, after 1 failure");
    }

    @Test
    void aClockThatIsSetNeitherSilencesItNorMakesItSayMore() {
        faults.failed("error", "It waits");
        clock.setBy(Duration.ofDays(1));
        faults.failed("error", "It waits");
        assertThat(log.lines()).hasSize(1);

        clock.setBy(Duration.ofDays(-2));
        clock.advance(Duration.ofMinutes(1));
        faults.failed("error", "It waits");
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void anotherCauseIsSaidAtOnceWithWhatWasNotSaidBefore() {
        faults.failed("cut", "the connection was cut", "It waits");
        faults.failed("cut", "the connection was cut", "It waits");
        faults.failed("refused", "the proxy refused", "It waits");
        faults.failed("refused", "the proxy refused again", "It waits");
        faults.failed("cut", "the connection was cut", "It waits");

        assertThat(log.lines())
                .containsExactly(
                        "WARN Work failed: the connection was cut. It waits",
                        "WARN Work failed 2 times, the last time: the proxy refused. It waits");
        clock.advance(Duration.ofMinutes(1));
        faults.failed("refused", "the proxy refused", "It waits");
        assertThat(log.lines())
                .hasSize(3)
                .last()
                .isEqualTo("WARN Work failed 3 times, the last time: the proxy refused. It waits");
    }

    @Test
    void manyCausesAreNoFlood() {
        for (int call = 0; call < 1_000; call++) {
            faults.failed("cause " + call, "error " + call, "It waits");
        }
        assertThat(log.lines()).hasSize(5);

        clock.advance(Duration.ofMinutes(1));
        faults.failed("cause", "error", "It waits");
        assertThat(log.lines()).last().isEqualTo("WARN Work failed 996 times, the last time: error. It waits");
    }

    @Test
    void aWarningHidesNoError() {
        faults.failed("error", "It waits");
        faults.stopped("the disk is full", "Make room");
        faults.stopped("the disk is full", "Make room");

        assertThat(log.lines())
                .containsExactly("WARN Work failed: error. It waits", "ERROR Work failed: the disk is full. Make room");
    }
}
