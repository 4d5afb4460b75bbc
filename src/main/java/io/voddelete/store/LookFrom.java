package io.voddelete.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From which settle time on outcomes are looked for that were not reported. PostgreSQL keeps the index entries of reported ones for a
 * while, and a look from the beginning reads them all. Such a look is made every few seconds, since the clock may have been set
 * back, or a transaction may have taken long. Used by one thread at a time.
 */
final class LookFrom {
    /** From the time that a transaction writes to its commit it takes less, as a rule. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    static final Duration FROM_THE_BEGINNING = Duration.ofSeconds(5);

    private Instant from = Instant.EPOCH;
    private Instant next = Instant.MIN;
    private Instant last = Instant.MIN;

    /** Returns the time for a look that begins now. */
    Instant at(Instant now) {
        if (now.isBefore(next) && !now.isBefore(last)) {
            return from;
        }
        last = now;
        next = now.plus(FROM_THE_BEGINNING);
        return Instant.EPOCH;
    }

    /**
     * Call after the look.
     *
     * @param begin the time with which {@link #at} was called
     * @param oldest settle time of the first outcome; null if there was none
     */
    void found(Instant begin, @Nullable Instant oldest) {
        from = (oldest == null || begin.isBefore(oldest) ? begin : oldest).minus(MARGIN);
    }
}
