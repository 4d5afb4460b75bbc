package io.voddelete.kit;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The time of this machine, moved by as much as a test says. Safe for use by many threads. */
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

    /** Lets so much more time go by, which never goes backwards. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time goes by; to set the clock is another thing");
        }
        passed.updateAndGet(before -> before.plus(duration));
    }

    /** Somebody sets the clock, by so much, while no time goes by. */
    public void setBy(Duration duration) {
        shift.updateAndGet(before -> before.plus(duration));
    }
}
