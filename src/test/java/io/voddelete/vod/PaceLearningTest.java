package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single throttled calls change; what comes of it in the long run is for the scenarios. */
class PaceLearningTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final AdaptiveRate HUNDRED = new AdaptiveRate("delete", 100);
    private static final AdaptiveRate UNLIMITED = new AdaptiveRate("delete", 0);

    @ParameterizedTest(name = "{0} a minute, {1}: {2} a minute, held for {3} s and an interval")
    @CsvSource(
            delimiter = '|',
            value = {
                // the limit that is named
                "100 | limit:30,time:1 minute | 30 | 42",
                "100 | limit:1,time:2 second | 30 | 1.4",
                "0   | limit:100,time:1 minute | 100 | 60",
                "0   | limit:200,time:1 second | 12000 | 1",
                // others use it
                "100 | limit:100,time:1 minute | 80 | 12",
                "100 | limit:1000,time:1 minute | 80 | 12",
                "100 | limit:999999999,time:1 second | 80 | 0.2",
                // none is named
                "100 | too much | 50 | 30",
                "100 | limit:0,time:1 minute | 50 | 30",
                "0   | too much | 100 | 60",
                // never so slow that nothing is found out any more
                "1   | too much | 1 | 0",
                "100 | limit:1,time:1 day | 1 | 600",
                "100 | limit:1,time:999999999 day | 1 | 600"
            })
    void aThrottledCallLowersTheRateAndHoldsUntilThereIsRoom(int perMinute, String text, double rate, double held) {
        AdaptiveRate pace = new AdaptiveRate("delete", perMinute);

        PaceState state = pace.throttled(PaceState.NEW, error(text, null), NOW, NOW);

        assertThat(pace.rate(state)).isEqualTo(rate);
        Duration hold = Duration.ofMillis((long) (held * 1000)).plus(pace.interval(state));
        Duration most = hold.compareTo(AdaptiveRate.LONGEST_HOLD) > 0 ? AdaptiveRate.LONGEST_HOLD : hold;
        assertThat(seconds(Duration.between(NOW, state.nextAt()))).isCloseTo(seconds(most), Offset.offset(0.001));
    }

    @Test
    void callsThatWereSentBeforeTheRateWasLoweredLowerItOnceOnly() {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("too much", null), NOW, NOW.plusSeconds(2));

        PaceState again = HUNDRED.throttled(lowered, error("too much", null), NOW.plusSeconds(1), NOW.plusSeconds(3));

        assertThat(again).isEqualTo(lowered);
        assertThat(HUNDRED.rate(
                        HUNDRED.throttled(lowered, error("too much", null), NOW.plusSeconds(2), NOW.plusSeconds(3))))
                .isEqualTo(25);
    }

    @Test
    void aCallThatWasSentBeforeTheRateWasLoweredMayStillSayHowLongToWait() {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("too much", null), NOW, NOW.plusSeconds(2));

        PaceState again = HUNDRED.throttled(lowered, error("too much", MINUTE), NOW.plusSeconds(1), NOW.plusSeconds(3));

        assertThat(again).isEqualTo(lowered.nextAt(NOW.plusSeconds(63)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "600, 600", "86400, 600"})
    void retryAfterRulesHowLongIsWaitedUpToTheLongestHold(long seconds, long held) {
        PaceState state = HUNDRED.throttled(PaceState.NEW, error("too much", Duration.ofSeconds(seconds)), NOW, NOW);

        assertThat(HUNDRED.rate(state)).isEqualTo(50);
        assertThat(HUNDRED.ask(state, NOW).delay()).isEqualTo(Duration.ofSeconds(held));
    }

    @Test
    void theRateIsRaisedOnceAMinuteByMoreEachTimeUntilTheSettingRulesAgain() {
        PaceState state = HUNDRED.throttled(PaceState.NEW, error("limit:30,time:1 minute", null), NOW, NOW);
        double[] rates = {31.25, 36.25, 56.25, 100, 100};
        for (int minute = 1; minute <= rates.length; minute++) {
            Instant before = NOW.plus(MINUTE.multipliedBy(minute)).minusMillis(1);
            assertThat(HUNDRED.rate(HUNDRED.ask(state, before).state())).isEqualTo(HUNDRED.rate(state));
            state = HUNDRED.ask(state, before.plusMillis(1)).state();
            assertThat(HUNDRED.rate(state)).isEqualTo(rates[minute - 1]);
        }
        assertThat(state.isLearnt()).isFalse();
        assertThat(state.nextAt()).isEqualTo(NOW.plus(MINUTE.multipliedBy(5)).plus(HUNDRED.interval(state)));
    }

    @ParameterizedTest
    @CsvSource({"'limit:100,time:1 minute'", "too much"})
    void aRaiseThatVodRefusesIsTakenBackAndNoMore(String text) {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("limit:48,time:1 minute", null), NOW, NOW);
        Instant later = NOW.plus(MINUTE);
        PaceState raised = HUNDRED.ask(lowered, later).state();
        assertThat(HUNDRED.rate(raised)).isEqualTo(50);

        PaceState state = HUNDRED.throttled(raised, error(text, null), later, later.plusSeconds(30));

        assertThat(HUNDRED.rate(state)).isEqualTo(48);
    }

    @Test
    void aLongRestIsNotCaughtUpWithManyRaises() {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("limit:30,time:1 minute", null), NOW, NOW);

        PaceState state = HUNDRED.ask(lowered, NOW.plus(Duration.ofDays(1))).state();

        assertThat(HUNDRED.rate(state)).isEqualTo(31.25);
    }

    @Test
    void aClockThatWasSetBackKeepsTheRateAndRaisesItAMinuteLater() {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("limit:30,time:1 minute", null), NOW, NOW);
        Instant back = NOW.minus(Duration.ofHours(2));
        PaceState waiting = HUNDRED.ask(lowered, back).state();
        Instant first = back.plus(HUNDRED.interval(lowered));

        PaceState state = HUNDRED.ask(waiting, first).state();

        assertThat(HUNDRED.rate(state)).isEqualTo(30);
        assertThat(HUNDRED.rate(HUNDRED.ask(state, first.plus(MINUTE)).state())).isEqualTo(31.25);
    }

    @Test
    void aCallThatIsThrottledAfterTheClockWasSetBackIsNews() {
        PaceState lowered = HUNDRED.throttled(PaceState.NEW, error("limit:30,time:1 minute", null), NOW, NOW);
        Instant back = NOW.minus(Duration.ofHours(2));

        PaceState state = HUNDRED.throttled(lowered, error("limit:10,time:1 minute", null), back, back);

        assertThat(HUNDRED.rate(state)).isEqualTo(10);
    }

    @Test
    void aSettingBelowWhatWasLearntRules() {
        PaceState learnt = UNLIMITED.throttled(PaceState.NEW, error("limit:300,time:1 minute", null), NOW, NOW);

        assertThat(HUNDRED.rate(learnt)).isEqualTo(100);
        assertThat(HUNDRED.ask(learnt, NOW.plus(MINUTE.multipliedBy(2))).state().isLearnt())
                .isFalse();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static VodError error(String text, Duration retryAfter) {
        return VodError.of(429, "APIGW.0308", text, retryAfter);
    }
}
