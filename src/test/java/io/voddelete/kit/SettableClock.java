package io.voddelete.kit;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Safe for use by many threads. */
public final class SettableClock implements TimeSource {
    private final AtomicReference<Instant> now;

    /** Overflows soon, as the real one may. */
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

    /** Lets time go by, which never goes backwards. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time goes by; to set the clock is another thing");
        }
        nanoTime.addAndGet(duration.toNanos());
        now.updateAndGet(before -> before.plus(duration));
    }

    /** Somebody sets the clock, by so much, while no time goes by. */
    public void setBy(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    /** Somebody sets the clock, while no time goes by. */
    public void set(Instant instant) {
        now.set(instant);
    }
}
