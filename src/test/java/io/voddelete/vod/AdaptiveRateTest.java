package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.AdaptiveRate.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Virtual time: {@code elapsed} is the true time, the clock shows it with an offset that a test may change. */
class AdaptiveRateTest {
    /** At 100 calls a minute. */
    private static final Duration ON_TIME = Duration.ofMillis(200);

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Duration> calls = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;
    private Duration offset = Duration.ZERO;
    private Supplier<Duration> lateness = () -> Duration.ZERO;
    private PaceState state = PaceState.NEW;

    @ParameterizedTest
    @CsvSource({"1, 0.99", "7, 0.99", "60, 0.99", "100, 0.99", "300, 0.985", "1000, 0.98", "1500, 0.97"})
    void noWindowOfAMinuteHoldsMoreCallsThanAllowedAndHardlyASlotIsWasted(int rate, double used) {
        AdaptiveRate pace = new AdaptiveRate("delete", rate);
        run(pace, Duration.ofMinutes(10));
        assertThat(mostInAMinute()).isLessThanOrEqualTo(rate);
        assertThat(calls.size()).isGreaterThanOrEqualTo((int) (rate * 10 * used));
    }

    @Test
    void missedSlotsAreNotCaughtUp() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        run(pace, MINUTE);
        int before = calls.size();
        elapsed = elapsed.plus(Duration.ofMinutes(5));
        run(pace, MINUTE);
        assertThat(calls.size() - before).isLessThanOrEqualTo(100);
        assertThat(mostInAMinute()).isLessThanOrEqualTo(100);
    }

    @Test
    void slotIsSpacedFromTheCallThatReallyWentOut() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        Slot slot = pace.ask(PaceState.NEW.nextAt(START), START.plusSeconds(3));
        assertThat(slot.isNow()).isTrue();
        assertThat(slot.state().nextAt()).isEqualTo(START.plusSeconds(3).plus(pace.interval(PaceState.NEW)));
    }

    @Test
    void aCallThatIsHardlyLateKeepsTheRhythmAndOfALateOneOnlyTheRestIsLost() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        Duration interval = pace.interval(PaceState.NEW);
        PaceState due = PaceState.NEW.nextAt(START);
        assertThat(pace.ask(due, START.plus(ON_TIME)).state().nextAt()).isEqualTo(START.plus(interval));
        assertThat(pace.ask(due, START.plus(ON_TIME).plusMillis(1)).state().nextAt())
                .isEqualTo(START.plusMillis(1).plus(interval));

        PaceState taken = pace.ask(due, START).state();
        assertThat(pace.sent(taken, START.plus(ON_TIME))).isEqualTo(taken);
        assertThat(pace.sent(taken, START.plus(ON_TIME).plusMillis(1)).nextAt())
                .isEqualTo(START.plusMillis(1).plus(interval));
    }

    @Test
    void ofCallsThatAreOftenLateFewSlotsAreLostAndNoneTooMany() {
        Random random = new Random(7);
        lateness = () -> Duration.ofMillis(random.nextInt(300));
        run(new AdaptiveRate("delete", 100), Duration.ofMinutes(30));
        assertThat(mostInAMinute()).isLessThanOrEqualTo(100);
        assertThat(calls.size()).isGreaterThanOrEqualTo(2_860);
    }

    @Test
    void ofCallsThatAreLateByAnythingNoneIsTooMany() {
        Random random = new Random(8);
        lateness = () -> Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(3000) : 0);
        run(new AdaptiveRate("delete", 100), Duration.ofMinutes(60));
        assertThat(mostInAMinute()).isLessThanOrEqualTo(100);
        assertThat(longestGap()).isGreaterThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"10, 200000", "100, 200000", "200, 100800", "1000, 20160"})
    void aCallMayBeLateByAThirdOfTheIntervalAndNoMoreThan200Milliseconds(int rate, long micros) {
        AdaptiveRate pace = new AdaptiveRate("delete", rate);
        Duration interval = pace.interval(PaceState.NEW);
        PaceState due = PaceState.NEW.nextAt(START);
        Duration late = Duration.ofNanos(micros * 1000);

        assertThat(pace.ask(due, START.plus(late).minusNanos(1000)).state().nextAt())
                .isEqualTo(START.plus(interval));
        assertThat(pace.ask(due, START.plus(late).plusMillis(2)).state().nextAt())
                .isAfter(START.plus(interval));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.99", "60, 0.99", "100, 0.99", "300, 0.985"})
    void callsThatAreLateByChanceUseTheSlotsAllTheSame(int rate, double used) {
        Random random = new Random(rate);
        lateness = () -> Duration.ofMillis(random.nextInt(20));
        run(new AdaptiveRate("delete", rate), Duration.ofMinutes(10));
        assertThat(mostInAMinute()).isLessThanOrEqualTo(rate);
        assertThat(calls.size()).isGreaterThanOrEqualTo((int) (rate * 10 * used));
    }

    @Test
    void askingTooEarlyMovesNothing() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        Slot slot = pace.ask(PaceState.NEW.nextAt(START.plusMillis(250)), START);
        assertThat(slot.isNow()).isFalse();
        assertThat(slot).isEqualTo(new Slot(PaceState.NEW.nextAt(START.plusMillis(250)), Duration.ofMillis(250)));
        assertThat(pace.ask(PaceState.NEW.nextAt(START), START).isNow()).isTrue();
    }

    @Test
    void clockSetBackTwoHoursStallsForOneSlotAtMost() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        run(pace, MINUTE);
        offset = Duration.ofHours(-2);
        run(pace, MINUTE);
        assertThat(longestGap())
                .isLessThanOrEqualTo(
                        pace.interval(PaceState.NEW).multipliedBy(2).plusMillis(1));
        assertThat(mostInAMinute()).isLessThanOrEqualTo(100);
    }

    @Test
    void clockSetBackALittleStallsForThatTimeAtMost() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        run(pace, MINUTE);
        offset = AdaptiveRate.LONGEST_HOLD.minusSeconds(1).negated();
        run(pace, Duration.ofMinutes(12));
        assertThat(longestGap()).isLessThanOrEqualTo(AdaptiveRate.LONGEST_HOLD);
        assertThat(mostInAMinute()).isLessThanOrEqualTo(100);
    }

    @Test
    void clockSetForwardAnHourGivesOneSlotEarlyAndNoBurst() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        run(pace, MINUTE);
        int before = calls.size();
        offset = Duration.ofHours(1);
        run(pace, MINUTE);
        assertThat(calls.size() - before).isBetween(99, 100);
        assertThat(mostInAMinute()).isLessThanOrEqualTo(101);
    }

    @Test
    void slotHeldBackByVodIsKeptUpToTheLongestHold() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        assertThat(pace.ask(PaceState.NEW.nextAt(START.plus(AdaptiveRate.LONGEST_HOLD)), START)
                        .delay())
                .isEqualTo(AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void aClockThatIsCorrectedByLessThanAMinuteDoesNotEndTheLongestHold() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        PaceState held = PaceState.NEW.nextAt(START.plus(AdaptiveRate.LONGEST_HOLD));
        assertThat(pace.ask(held, START.minusMillis(1)).state()).isEqualTo(held);
        assertThat(pace.ask(held, START.minusSeconds(60)).state()).isEqualTo(held);
        assertThat(pace.ask(held, START.minusSeconds(60).minusMillis(1)).delay())
                .isEqualTo(pace.interval(PaceState.NEW));
    }

    @Test
    void withoutALimitEveryCallGoesOutNowUnlessVodHeldItBack() {
        AdaptiveRate pace = new AdaptiveRate("delete", 0);
        assertThat(pace.interval(PaceState.NEW)).isZero();
        assertThat(pace.ask(PaceState.NEW.nextAt(START), START))
                .isEqualTo(new Slot(PaceState.NEW.nextAt(START), Duration.ZERO));
        assertThat(pace.ask(PaceState.NEW.nextAt(START.plusSeconds(5)), START).delay())
                .isEqualTo(Duration.ofSeconds(5));
    }

    /** Sends as fast as the pace allows. The store keeps whole milliseconds, rounded up. */
    private void run(AdaptiveRate pace, Duration time) {
        Duration end = elapsed.plus(time);
        while (elapsed.compareTo(end) < 0 && calls.size() < 100_000) {
            Slot slot = pace.ask(state, START.plus(elapsed).plus(offset));
            state = slot.state()
                    .nextAt(Instant.ofEpochMilli(
                            slot.state().nextAt().plusNanos(999_999).toEpochMilli()));
            if (slot.isNow()) {
                elapsed = elapsed.plus(lateness.get());
                state = pace.sent(state, START.plus(elapsed).plus(offset));
                calls.add(elapsed);
            } else {
                elapsed = elapsed.plus(slot.delay());
            }
        }
    }

    @Test
    void aClockThatIsSetBackProlongsNoHoldAndEndsNone() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        PaceState held = pace.held(PaceState.NEW, Duration.ofMinutes(5), START);
        Duration step = Duration.ofMinutes(4);
        Instant now = START.minus(step);

        assertThat(pace.ask(pace.setBack(held, step, now), now).delay()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void theSlotAfterAClockWasSetBackIsOneIntervalAwayAtLeast() {
        AdaptiveRate pace = new AdaptiveRate("delete", 100);
        PaceState sent = pace.ask(PaceState.NEW, START).state();
        Duration step = Duration.ofMinutes(4);
        Instant now = START.minus(step).plusMillis(10);

        PaceState after = pace.setBack(sent, step, now);

        assertThat(pace.ask(after, now).delay()).isEqualTo(pace.interval(sent));
        assertThat(pace.setBack(after, step, now)).as("set back twice").isEqualTo(after);
    }

    private int mostInAMinute() {
        int most = 0;
        for (int from = 0, to = 0; from < calls.size(); from++) {
            while (to < calls.size() && calls.get(to).minus(calls.get(from)).compareTo(MINUTE) <= 0) {
                to++;
            }
            most = Math.max(most, to - from);
        }
        return most;
    }

    private Duration longestGap() {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < calls.size(); i++) {
            Duration gap = calls.get(i).minus(calls.get(i - 1));
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        return longest;
    }
}
