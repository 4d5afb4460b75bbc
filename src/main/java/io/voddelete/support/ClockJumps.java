package io.voddelete.support;

import java.time.Duration;
import java.time.Instant;

/** Detects that the clock was set, forward or back, or that the machine was suspended. Thread-safe. */
public final class ClockJumps {
    /** A signature is valid for 15 minutes; smaller jumps do not matter. */
    private static final Duration LARGE = Duration.ofMinutes(1);

    /**
     * The time, and what happened to it.
     *
     * @param jump by how much the clock was set since the last look, negative if back; zero if by less than a minute
     */
    public record Look(Instant now, Duration jump) {}

    private final TimeSource clock;
    private Instant lastTime;
    private long lastNanos;

    public ClockJumps(TimeSource clock) {
        this.clock = clock;
        this.lastTime = clock.instant();
        this.lastNanos = clock.nanoTime();
    }

    /** Reads the time; each jump is reported once. */
    public synchronized Look look() {
        Instant time = clock.instant();
        long now = clock.nanoTime();
        Duration jump = Duration.between(lastTime, time).minusNanos(now - lastNanos);
        lastTime = time;
        lastNanos = now;
        return new Look(time, jump.abs().compareTo(LARGE) > 0 ? jump : Duration.ZERO);
    }

    /** Whether the clock has jumped since the last look. */
    public boolean hasJumped() {
        return !look().jump.isZero();
    }
}
