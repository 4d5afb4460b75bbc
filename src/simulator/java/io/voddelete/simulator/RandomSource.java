package io.voddelete.simulator;

import io.voddelete.simulator.SimulatorOptions.Luck;
import java.time.Duration;
import java.util.Random;

/** A seeded random source: the same seed gives the same sequence. Thread-safe. */
final class RandomSource {
    private final Luck luck;
    private final Random random;

    RandomSource(Luck luck) {
        this.luck = luck;
        this.random = new Random(luck.seed());
    }

    synchronized Duration latency() {
        long min = luck.latencyMin().toMillis();
        long max = luck.latencyMax().toMillis();
        return Duration.ofMillis(min + (long) (random.nextDouble() * (max - min + 1)));
    }

    /** Returns a number in [0, 1). */
    synchronized double draw() {
        return random.nextDouble();
    }

    /** Returns a number in [0, 1) that depends only on the id and the seed. */
    double shareOf(String assetId) {
        long hash = luck.seed() * 0x9E37_79B9_7F4A_7C15L;
        for (int i = 0; i < assetId.length(); i++) {
            hash = (hash ^ assetId.charAt(i)) * 0x100_0000_01B3L;
        }
        // the finalizer of SplitMix64; without it, ids that differ only at the end would get similar numbers
        hash = (hash ^ hash >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D0_49BB_1331_11EBL;
        return ((hash ^ hash >>> 31) >>> 11) * 0x1.0p-53;
    }
}
