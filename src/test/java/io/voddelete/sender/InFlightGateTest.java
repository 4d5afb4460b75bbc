package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import io.voddelete.support.ClockJumps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightGateTest {
    private static final Object INFO = "info";
    private static final Object DELETE = "delete";

    private final InFlightGate probe = new InFlightGate(3);

    /** Five bad signatures lock a key, and the clock that signs them was set. */
    @Test
    void oneCallIsInFlightAfterTheClockWasSet() {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        InFlightGate probe = new InFlightGate(3, new ClockJumps(clock)::hasJumped);
        assertThat(probe.enter("a", "delete")).isTrue();
        probe.answered("a", true);
        clock.advance(Duration.ofHours(1));
        assertThat(probe.enter("b", "delete")).isTrue();
        assertThat(probe.enter("c", "delete")).as("time has only passed").isTrue();
        probe.leave("b");
        probe.leave("c");

        for (int hours : new int[] {1, -2}) {
            clock.setBy(Duration.ofHours(hours));
            assertThat(probe.enter("d", "delete")).isTrue();
            assertThat(probe.enter("e", "delete")).isFalse();
            probe.answered("d", true);
            assertThat(probe.enter("e", "delete")).isTrue();
            assertThat(probe.enter("f", "delete")).isTrue();
            probe.leave("e");
            probe.leave("f");
        }
    }

    @Test
    void oneCallIsInFlightUntilOneWasAccepted() {
        assertThat(probe.enter("first", INFO)).isTrue();
        assertThat(probe.enter("first", INFO)).as("the same call again").isTrue();
        assertThat(probe.enter("second", INFO)).isFalse();

        probe.answered("first", true);

        assertThat(probe.enter("second", INFO)).isTrue();
        assertThat(probe.enter("third", INFO)).isTrue();
    }

    @Test
    void anAnswerThatProvesNothingLetsTheNextOneGoAlone() {
        probe.enter("first", INFO);
        probe.answered("first", false);

        assertThat(probe.enter("second", INFO)).isTrue();
        assertThat(probe.enter("third", INFO)).isFalse();
    }

    @Test
    void nothingEntersWhileItIsClosedNotEvenAgain() {
        probe.enter("first", INFO);
        probe.answered("first", true);
        probe.enter("second", INFO);

        probe.close();

        assertThat(probe.enter("second", INFO)).isFalse();
        assertThat(probe.enter("third", DELETE)).isFalse();
        probe.open();
        assertThat(probe.enter("third", DELETE)).isTrue();
    }

    @Test
    void aCallThatDidNotGoOutLetsTheNextOneGo() {
        probe.enter("first", INFO);
        probe.leave("second");
        assertThat(probe.enter("second", INFO)).isFalse();

        probe.leave("first");

        assertThat(probe.enter("second", INFO)).isTrue();
    }

    @Test
    void aDoubtIsNotEndedByCallsThatHadBegunBefore() {
        probe.enter("first", INFO);
        probe.answered("first", true);
        probe.enter("early", INFO);
        probe.doubt(null);
        probe.answered("early", true);

        assertThat(probe.enter("second", INFO)).isTrue();
        assertThat(probe.enter("third", INFO)).isFalse();
    }

    @Test
    void noMoreThanTheMostAreInFlightTogether() {
        prove();
        for (String call : List.of("first", "second", "third")) {
            assertThat(probe.enter(call, INFO)).isTrue();
        }
        assertThat(probe.enter("third", INFO)).as("the same call again").isTrue();
        assertThat(probe.enter("fourth", DELETE)).isFalse();

        probe.answered("second", false);

        assertThat(probe.enter("fourth", DELETE)).isTrue();
    }

    @Test
    void inDoubtNoneGoesOutBeforeAllThatAreInFlightHaveCome() {
        prove();
        probe.enter("first", INFO);
        probe.enter("second", INFO);
        probe.doubt(null);
        probe.answered("first", true);
        assertThat(probe.enter("third", INFO)).isFalse();
        probe.leave("second");

        assertThat(probe.enter("third", INFO)).isTrue();
        assertThat(probe.enter("fourth", INFO)).isFalse();
    }

    private void prove() {
        probe.enter("proof", INFO);
        assertThat(probe.answered("proof", true)).isTrue();
    }

    @Test
    void whereADeleteWasRefusedOnlyADeleteProvesAnything() {
        probe.doubt(DELETE);
        probe.doubt(null);
        probe.enter("info", INFO);
        assertThat(probe.answered("info", true)).isFalse();
        assertThat(probe.enter("second", DELETE)).isTrue();
        assertThat(probe.enter("third", INFO)).isFalse();

        assertThat(probe.answered("second", true)).as("the end of the doubt").isTrue();

        assertThat(probe.enter("third", INFO)).isTrue();
        assertThat(probe.answered("third", true)).as("no doubt was left").isFalse();
    }
}
