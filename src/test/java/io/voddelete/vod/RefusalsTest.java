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
    private static final AdaptiveRate HUNDRED = new AdaptiveRate("delete", 100);

    private final Refusals refusals = new Refusals();
    private Instant now = NOW;

    @ParameterizedTest(name = "after {0} admitted calls {1} refused ones in a row")
    @CsvSource({"0, 5", "30, 4", "600, 2"})
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

    @ParameterizedTest(
            name = "where one in {0} is usual, {1} refusals in a row are a limit at a rate that was lowered before")
    @CsvSource({"1000, 1", "50, 2", "10, 4"})
    void atALoweredRateLittleProofIsNeeded(int oneIn, int needed) {
        usually(oneIn);
        PaceState lowered = new PaceState(now, 50, 0, now);
        for (int i = 1; i < needed; i++) {
            assertThat(refused(lowered)).as("refusal %d", i).isFalse();
        }
        assertThat(refused(lowered)).isTrue();
    }

    @Test
    void refusalsByALimitNeverCountAsUsual() {
        admit(600);
        for (int minute = 1; minute <= 60; minute++) {
            assertThat(refused("too much")).as("in minute %d", minute).isFalse();
            assertThat(refused("too much")).as("in minute %d", minute).isTrue();
            admit(10);
        }
    }

    @Test
    void aLimitThatOnlyARunOfRefusalsShowsIsBelievedIfItShowsAgainWithinTenMinutes() {
        usually(50);
        assertThat(limitShowsAndIsDoubted()).isTrue();
        admit(60);
        assertThat(limitShowsAndIsDoubted()).isFalse();
        admit(600);
        assertThat(limitShowsAndIsDoubted()).isTrue();
    }

    @Test
    void whereRefusalsAreRareARunOfThemIsBelieved() {
        admit(600);
        assertThat(limitShowsAndIsDoubted()).isFalse();
    }

    @Test
    void aNamedLimitAndOneThatRefusesTheNextCallTooAreBelieved() {
        assertThat(refused("limit:99,time:1 minute")).isTrue();
        assertThat(refusals.admitted(new PaceState(now, 99, 0, now), now, now)).isFalse();
        usually(50);
        runOfRefusals();
        PaceState lowered = new PaceState(now, 50, 0, now);
        assertThat(refused(lowered)).isTrue();
        assertThat(refusals.admitted(lowered, now, now)).isFalse();
    }

    /** Whether the rate goes back as soon as a call is admitted at the lowered one. */
    private boolean limitShowsAndIsDoubted() {
        runOfRefusals();
        now = now.plus(SECOND);
        return refusals.admitted(new PaceState(now, 50, 0, now), now, now);
    }

    @Test
    void untilACallIsAdmittedEveryRefusalLowersTheRateFurther() {
        assertThat(refused("limit:99,time:1 minute")).isTrue();
        assertThat(refused("too much")).isTrue();
        assertThat(refused("too much")).isTrue();
        admit(1);
        assertThat(refused("too much")).isFalse();
    }

    private void runOfRefusals() {
        int refused = 1;
        while (!refused("too much")) {
            assertThat(++refused).isLessThan(10);
        }
    }

    /** A thousand calls of which one in so many is refused. */
    private void usually(int oneIn) {
        for (int call = 1; call <= 1000; call++) {
            if (call % oneIn == 0) {
                assertThat(refused("too much")).isFalse();
            } else {
                admit(1);
            }
        }
        admit(10);
    }

    private void admit(int calls) {
        for (int i = 0; i < calls; i++) {
            now = now.plus(SECOND);
            refusals.admitted(PaceState.NEW, now, now);
        }
    }

    private boolean refused(PaceState state) {
        now = now.plus(SECOND);
        return refusals.refused(HUNDRED, state, error("too much"), now, now);
    }

    private boolean refused(String text) {
        now = now.plus(SECOND);
        return refusals.refused(HUNDRED, PaceState.NEW, error(text), now, now);
    }

    private static VodError error(String text) {
        return VodError.of(429, "APIGW.0308", text, null);
    }
}
