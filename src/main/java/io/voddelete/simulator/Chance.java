package io.voddelete.simulator;

import io.voddelete.simulator.SimulatorOptions.Faults;
import java.time.Duration;
import java.util.Random;

/** Draws latency and faults from one seeded source: the same seed gives the same draws in the same order. Thread-safe. */
final class Chance {
    /** What goes wrong with a DELETE call. */
    enum Fault {
        NONE,
        /** 503, nothing was deleted. */
        BEFORE_THE_DEED,
        /** 502, the call was carried out. */
        BAD_GATEWAY_AFTER_THE_DEED,
        /** No answer, the call was carried out. */
        NO_ANSWER_AFTER_THE_DEED
    }

    /** What was drawn for one call. */
    record Draw(Duration latency, Fault fault) {}

    private static final Fault[] FAULTS = {
        Fault.BEFORE_THE_DEED, Fault.BAD_GATEWAY_AFTER_THE_DEED, Fault.NO_ANSWER_AFTER_THE_DEED
    };

    private final Faults faults;
    private final Random random;

    Chance(Faults faults, Random random) {
        this.faults = faults;
        this.random = random;
    }

    synchronized Draw next() {
        long min = faults.latencyMin().toMillis();
        long max = faults.latencyMax().toMillis();
        long latency = min + (long) (random.nextDouble() * (max - min + 1));
        Fault fault = random.nextDouble() < faults.rate() ? FAULTS[random.nextInt(FAULTS.length)] : Fault.NONE;
        return new Draw(Duration.ofMillis(latency), fault);
    }
}
