package io.voddelete.simulator;

import io.voddelete.simulator.SimulatorOptions.Luck;
import java.time.Duration;
import java.util.Random;

/** Draws from one seeded source: the same seed gives the same draws in the same order. Thread-safe. */
final class Chance {
    private final Luck luck;
    private final Random random;

    Chance(Luck luck) {
        this.luck = luck;
        this.random = new Random(luck.seed());
    }

    synchronized Duration latency() {
        long min = luck.latencyMin().toMillis();
        long max = luck.latencyMax().toMillis();
        return Duration.ofMillis(min + (long) (random.nextDouble() * (max - min + 1)));
    }

    /** A number from 0 to below 1. */
    synchronized double draw() {
        return random.nextDouble();
    }

    /** A number from 0 to below 1 that depends on the id and the seed alone. */
    double shareOf(String assetId) {
        long hash = luck.seed() * 0x9E37_79B9_7F4A_7C15L;
        for (int i = 0; i < assetId.length(); i++) {
            hash = (hash ^ assetId.charAt(i)) * 0x100_0000_01B3L;
        }
        // the finalizer of SplitMix64; without it ids that differ in the end only would be drawn alike
        hash = (hash ^ hash >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D0_49BB_1331_11EBL;
        return ((hash ^ hash >>> 31) >>> 11) * 0x1.0p-53;
    }
}
