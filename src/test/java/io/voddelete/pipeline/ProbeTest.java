package io.voddelete.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeTest {
    private final Probe probe = new Probe();

    @Test
    void oneCallIsInFlightUntilOneWasAccepted() {
        assertThat(probe.enter("first")).isTrue();
        assertThat(probe.enter("first")).as("the same call again").isTrue();
        assertThat(probe.enter("second")).isFalse();

        probe.answered("first", true);

        assertThat(probe.enter("second")).isTrue();
        assertThat(probe.enter("third")).isTrue();
    }

    @Test
    void anAnswerThatProvesNothingLetsTheNextOneGoAlone() {
        probe.enter("first");
        probe.answered("first", false);

        assertThat(probe.enter("second")).isTrue();
        assertThat(probe.enter("third")).isFalse();
    }

    @Test
    void aCallThatDidNotGoOutLetsTheNextOneGo() {
        probe.enter("first");
        probe.leave("second");
        assertThat(probe.enter("second")).isFalse();

        probe.leave("first");

        assertThat(probe.enter("second")).isTrue();
    }

    @Test
    void aDoubtIsNotEndedByCallsThatHadBegunBefore() {
        probe.enter("first");
        probe.answered("first", true);
        probe.enter("early");
        probe.doubt();
        probe.answered("early", true);

        assertThat(probe.enter("second")).isTrue();
        assertThat(probe.enter("third")).isFalse();
    }
}
