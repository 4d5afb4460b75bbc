package io.voddelete.sender;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Detects that the clock was set, forward or back, or that the machine was suspended. Thread-safe. */
final class ClockJumps {
    /** A signature is valid for 15 minutes; smaller jumps do not matter. */
    private static final Duration LARGE = Duration.ofMinutes(1);

    private final TimeSource clock;
    private Instant lastTime;
    private long lastNanos;

    ClockJumps(TimeSource clock) {
        this.clock = clock;
        this.lastTime = clock.instant();
        this.lastNanos = clock.nanoTime();
    }

    /** Whether the clock has jumped since the last call; each jump is reported once. */
    synchronized boolean hasJumped() {
        Instant time = clock.instant();
        long now = clock.nanoTime();
        Duration jump = Duration.between(lastTime, time).minusNanos(now - lastNanos);
        lastTime = time;
        lastNanos = now;
        return jump.abs().compareTo(LARGE) > 0;
    }
}
