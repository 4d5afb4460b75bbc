package io.voddelete.simulator;

import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Duration;

/**
 * How a response is sent.
 *
 * @param delay time before the response; zero for none
 * @param ending whether the response is complete
 * @param drip time between two bytes of the body; zero to send it at once
 */
record Delivery(Duration delay, Ending ending, Duration drip) {

    static final Delivery AT_ONCE = after(Duration.ZERO);

    static Delivery after(Duration delay) {
        return new Delivery(delay, Ending.COMPLETE, Duration.ZERO);
    }

    Delivery ending(Ending newEnding) {
        return new Delivery(delay, newEnding, drip);
    }
}
