package io.voddelete.operations;

import java.time.Duration;
import java.util.Optional;

/** Estimates how long it takes until ids are sent, if nothing changes. */
final class Estimate {
    private static final double LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private Estimate() {}

    /**
     * The time that calls of full batches take.
     *
     * @param ids the number of ids in question and of those that are sent before the last of them
     * @param batchSize the number of ids in one call
     * @param callsPerMinute infinite if the rate is not limited
     * @param idsPerMinute the recent throughput, used if the rate is not limited
     * @return empty if the throughput is unknown
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
