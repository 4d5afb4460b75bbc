package io.voddelete.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The time of this machine, moved by as much as a test says. Safe for use by many threads. */
public final class ShiftedClock implements InstantSource {
    private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return Instant.now().plus(shift.get());
    }

    /** Moves the clock by so much more, backwards if the duration is negative. */
    public void advance(Duration duration) {
        shift.updateAndGet(before -> before.plus(duration));
    }
}
