package io.voddelete.operations;

import java.time.Duration;
import java.util.Optional;

/** How long it takes until ids are sent, as things are now. */
final class Estimate {
    private static final double LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private Estimate() {}

    /**
     * The time that calls of full batches take.
     *
     * @param ids those asked about and those whose turn comes before the last of them
     * @param batchSize ids in one call
     * @param callsPerMinute infinite if nothing limits the pace
     * @param idsPerMinute how many were settled lately, which counts where the pace is not limited
     * @return empty if nothing is known of how fast it goes
     */
    static Optional<Duration> of(long ids, int batchSize, double callsPerMinute, double idsPerMinute) {
        if (ids == 0) {
            return Optional.of(Duration.ZERO);
        }
        double minutes = Double.isInfinite(callsPerMinute)
                ? ids / idsPerMinute
                : Math.ceil((double) ids / batchSize) / callsPerMinute;
        return Double.isFinite(minutes) && minutes * 60 < LONGEST_SECONDS
                ? Optional.of(Duration.ofSeconds((long) Math.ceil(minutes * 60)))
                : Optional.empty();
    }
}
