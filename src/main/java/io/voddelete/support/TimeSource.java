package io.voddelete.support;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock of this machine, for times that are stored or shown, and beside it a time that nobody sets, for what is waited
 * for or counted in memory. Safe for use by many threads.
 */
public interface TimeSource extends InstantSource {
    /** Nanoseconds since an unknown moment, as {@link System#nanoTime}: only differences say something. */
    long nanoTime();

    /** The time of this machine. */
    static TimeSource system() {
        return of(InstantSource.system(), System::nanoTime);
    }

    /** @param nanoTime goes on evenly whatever the clock is set to */
    static TimeSource of(InstantSource clock, LongSupplier nanoTime) {
        return new TimeSource() {
            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }
        };
    }
}
