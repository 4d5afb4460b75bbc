package io.voddelete.simulator;

import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Duration;

/**
 * How an answer goes over the wire.
 *
 * @param delay how long to wait before the answer, zero for none
 * @param ending whether the answer arrives as a whole
 * @param drip time between two bytes of the body, zero to send it at once
 */
record Manner(Duration delay, Ending ending, Duration drip) {

    static final Manner AT_ONCE = after(Duration.ZERO);

    static Manner after(Duration delay) {
        return new Manner(delay, Ending.COMPLETE, Duration.ZERO);
    }

    Manner ending(Ending newEnding) {
        return new Manner(delay, newEnding, drip);
    }
}
