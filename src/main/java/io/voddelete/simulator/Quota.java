package io.voddelete.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Admits so many calls a minute. Refused calls do not count. Thread-safe. */
final class Quota {
    private final int perMinute;
    private final long window;
    private final boolean sliding;
    private final InstantSource clock;
    private final Deque<Long> admitted = new ArrayDeque<>();

    /**
     * @param perMinute 0 admits everything
     * @param window what counts as a minute
     * @param sliding true looks at the last 60 seconds, false at the current minute of the clock
     */
    Quota(int perMinute, Duration window, boolean sliding, InstantSource clock) {
        this.perMinute = perMinute;
        this.window = window.toMillis();
        this.sliding = sliding;
        this.clock = clock;
    }

    int perMinute() {
        return perMinute;
    }

    /** Empty if the call is admitted, otherwise the time until the next one would be. */
    synchronized Optional<Duration> refusal() {
        if (perMinute == 0) {
            return Optional.empty();
        }
        long now = clock.millis();
        while (!admitted.isEmpty() && now >= leavesAt(admitted.peekFirst())) {
            admitted.removeFirst();
        }
        if (admitted.size() < perMinute) {
            admitted.addLast(now);
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(leavesAt(admitted.peekFirst()) - now));
    }

    private long leavesAt(long admittedAt) {
        return sliding ? admittedAt + window : Math.floorDiv(admittedAt, window) * window + window;
    }
}
