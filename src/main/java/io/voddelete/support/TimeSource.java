package io.voddelete.support;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The wall clock, for times that are stored or shown, and a monotonic clock, for waits and intervals in memory. Thread-safe.
 */
public interface TimeSource extends InstantSource {
    /** Nanoseconds since an arbitrary moment, as {@link System#nanoTime}: only differences have a meaning. */
    long nanoTime();

    /** The clocks of this machine. */
    static TimeSource system() {
        return of(InstantSource.system(), System::nanoTime);
    }

    /** @param nanoTime monotonic, unaffected by changes of the wall clock */
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
