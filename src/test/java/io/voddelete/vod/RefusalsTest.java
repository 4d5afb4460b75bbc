package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single refusals are taken for; what comes of it in the long run is for the scenarios. */
class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pace HUNDRED = new Pace("delete", 100);

    private final Refusals refusals = new Refusals();
    private Instant now = NOW;

    @ParameterizedTest(name = "after {0} admitted calls {1} refused ones in a row")
    @CsvSource({"0, 4", "30, 3", "600, 2"})
    void soManyInARowAreALimit(int admitted, int needed) {
        admit(admitted);
        for (int i = 1; i < needed; i++) {
            assertThat(refused("too much")).as("refusal %d", i).isFalse();
        }
        assertThat(refused("too much")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'limit:99,time:1 minute', true", "'limit:100,time:1 minute', false", "too much, false"})
    void onlyANamedLimitBelowOurRateCountsAtOnce(String text, boolean isLimit) {
        admit(100);
        assertThat(refused(text)).isEqualTo(isLimit);
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "200, false", "199, true"})
    void aNamedLimitFarAboveOursIsNeverOurs(int limit, boolean isLimit) {
        boolean found = false;
        for (int i = 0; i < 20; i++) {
            found |= refused("limit:" + limit + ",time:1 minute");
        }
        assertThat(found).isEqualTo(isLimit);
    }

    @Test
    void aLimitFarAboveOursIsAskedLessAndLessOftenUpToEightSeconds() {
        VodError error = error("limit:1000,time:1 minute");
        double[] held = {0, 0, 0.6, 1.2, 2.4, 4.8, 8, 8};
        for (int inARow = 1; inARow < held.length; inARow++) {
            PaceState state = HUNDRED.skipped(PaceState.NEW, error, inARow, NOW);
            assertThat(HUNDRED.ask(state, NOW).delay().toMillis() / 1000.0)
                    .isBetween(held[inARow], held[inARow] * 1.01);
        }
    }

    @Test
    void callsInFlightTogetherCountOnceInARow() {
        refusals.refused(HUNDRED, PaceState.NEW, error("too much"), now, now.plus(SECOND));
        refusals.refused(HUNDRED, PaceState.NEW, error("too much"), now, now.plus(SECOND));

        assertThat(refusals.inARow()).isEqualTo(1);
    }

    @Test
    void aCallThatWasSentBeforeTheLastChangeTellsNothing() {
        PaceState changed = new PaceState(NOW, 50, 0, NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(refusals.refused(
                            HUNDRED, changed, error("limit:10,time:1 minute"), NOW.minus(SECOND), NOW.plus(SECOND)))
                    .isFalse();
        }
    }

    @Test
    void manyRefusalsAreTriedAtALowerRateAndStrayOnesGiveTheOldRateBack() {
        assertThat(afterTrial(10)).isEqualTo(100);
    }

    @Test
    void refusalsThatALowerRateEndsAreByALimit() {
        assertThat(afterTrial(0)).isBetween(80.0, 95.0);
    }

    /** A minute with a refusal in ten, then one at the lower rate with one in so many, or none. */
    private double afterTrial(int oneIn) {
        minute(PaceState.NEW, 10);
        double tried = refusals.review(100, now).orElseThrow();
        assertThat(tried).isEqualTo(75);
        PaceState state = HUNDRED.at(PaceState.NEW, tried, now);
        refusals.follow(100, refusals.review(100, now), state, now);
        minute(state, oneIn);
        return refusals.review(75, now).orElseThrow();
    }

    private void minute(PaceState state, int oneIn) {
        for (int call = 1; call <= 75; call++) {
            if (oneIn > 0 && call % oneIn == 0) {
                assertThat(refusals.refused(HUNDRED, state, error("too much"), now, now))
                        .isFalse();
            } else {
                refusals.admitted(state, now, now);
            }
            now = now.plus(SECOND);
        }
    }

    private void admit(int calls) {
        for (int i = 0; i < calls; i++) {
            now = now.plus(SECOND);
            refusals.admitted(PaceState.NEW, now, now);
        }
    }

    private boolean refused(String text) {
        now = now.plus(SECOND);
        return refusals.refused(HUNDRED, PaceState.NEW, error(text), now, now);
    }

    private static VodError error(String text) {
        return VodError.of(429, "APIGW.0308", text, null);
    }
}
