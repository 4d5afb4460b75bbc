package io.voddelete.sender;

import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds a sender that stands still, whatever the cause: ids wait for calls, and none goes out. Learns only what it sees
 * when it is asked, so a stall is found once it is asked twice, the second time after the patience.
 */
public final class StallWatch {
    private final BooleanSupplier waiting;
    private final LongSupplier calls;
    private final Supplier<Duration> patience;
    private final TimeSource clock;
    private long seenCalls = -1;
    private Instant since;
    private long sinceNanos;

    /**
     * @param waiting whether ids wait for calls, and nothing keeps them from it on purpose
     * @param calls how many calls went out since the start
     * @param patience how long no call is no stall
     */
    public StallWatch(BooleanSupplier waiting, LongSupplier calls, Supplier<Duration> patience, TimeSource clock) {
        this.waiting = waiting;
        this.calls = calls;
        this.patience = patience;
        this.clock = clock;
    }

    /** What is seen now; empty if the sender goes on, or has nothing to do. */
    public synchronized Optional<ThrottledLog.Trouble> look() {
        long now = clock.nanoTime();
        long made = calls.getAsLong();
        if (!waiting.getAsBoolean()) {
            since = null;
        } else if (since == null || made != seenCalls) {
            since = clock.instant();
            sinceNanos = now;
        }
        seenCalls = made;
        return since == null || now - sinceNanos < patience.get().toNanos()
                ? Optional.empty()
                : Optional.of(new ThrottledLog.Trouble("ids are due, but no call is sent", since));
    }
}
