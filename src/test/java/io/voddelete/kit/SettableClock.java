package io.voddelete.kit;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class SettableClock implements TimeSource {
    private final AtomicReference<Instant> now;

    /** Starts close to an overflow, which the real one may reach too. */
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    public SettableClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public long nanoTime() {
        return nanoTime.get();
    }

    /** Lets time pass: moves both clocks forward. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time goes by; to set the clock is another thing");
        }
        nanoTime.addAndGet(duration.toNanos());
        now.updateAndGet(before -> before.plus(duration));
    }

    /** Moves only the wall clock by this much, as setting it does. */
    public void setBy(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    /** Sets only the wall clock. */
    public void set(Instant instant) {
        now.set(instant);
    }
}
