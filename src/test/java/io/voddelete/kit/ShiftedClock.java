package io.voddelete.kit;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The time of this machine with an offset that a test sets. Thread-safe. */
public final class ShiftedClock implements TimeSource {
    private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return Instant.now().plus(shift.get()).plus(passed.get());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + passed.get().toNanos();
    }

    /** Lets this much more time pass: moves both clocks forward. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time goes by; to set the clock is another thing");
        }
        passed.updateAndGet(before -> before.plus(duration));
    }

    /** Moves only the wall clock by this much, as setting it does. */
    public void setBy(Duration duration) {
        shift.updateAndGet(before -> before.plus(duration));
    }
}
