package io.voddelete.sender;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Notices that the clock was set, forward or back, or that the machine slept. Safe for use by many threads. */
final class ClockJumps {
    /** A signature holds for 15 minutes; less than this is no reason to doubt it. */
    private static final Duration LARGE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant lastTime;
    private long lastNanos;

    /** @param nanos a time that nobody sets, as {@link System#nanoTime} */
    ClockJumps(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastTime = clock.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** Whether the clock has jumped since the last call; each jump is told once. */
    synchronized boolean hasJumped() {
        Instant time = clock.instant();
        long now = nanos.getAsLong();
        Duration jump = Duration.between(lastTime, time).minusNanos(now - lastNanos);
        lastTime = time;
        lastNanos = now;
        return jump.abs().compareTo(LARGE) > 0;
    }
}
