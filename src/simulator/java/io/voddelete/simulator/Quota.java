package io.voddelete.simulator;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Limits calls per minute. Refused calls do not count. Thread-safe. */
final class Quota {
    private final InstantSource clock;
    private final Deque<Long> admitted = new ArrayDeque<>();
    private Limit limit;

    Quota(Limit limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Changes the limit. Calls admitted before count for the new limit too. */
    synchronized void set(Limit newLimit) {
        limit = newLimit;
    }

    synchronized Limit limit() {
        return limit;
    }

    /** Returns the response that refuses the call; empty if it is admitted. */
    synchronized Optional<SimulatedResponse> refusal() {
        long now = clock.millis();
        while (!admitted.isEmpty() && now >= leavesAt(admitted.peekFirst())) {
            admitted.removeFirst();
        }
        if (limit.perMinute() > 0 && admitted.size() >= limit.admitted()) {
            return Optional.of(throttled());
        }
        admitted.addLast(now);
        return Optional.empty();
    }

    /** Returns the response to a call above the limit. */
    synchronized SimulatedResponse throttled() {
        SimulatedResponse reply = ApiError.THROTTLED.reply(
                limit.tells().limit
                        ? ": policy user over ratelimit,limit:" + limit.perMinute() + ",time:" + limit.time()
                        : ".");
        long now = clock.millis();
        long wait = leavesAt(admitted.isEmpty() ? now : admitted.peekFirst()) - now;
        // at most a minute of calls is kept, but the oldest can expire in between
        long seconds = Math.max(1, Math.floorDiv(wait + 999, 1000));
        return limit.tells().retryAfter ? reply.withHeader("Retry-After", Long.toString(seconds)) : reply;
    }

    private long leavesAt(long admittedAt) {
        long minute = limit.seconds() * 1000L;
        return limit.sliding() ? admittedAt + minute : Math.floorDiv(admittedAt, minute) * minute + minute;
    }
}
