package io.voddelete.sender;

import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the sender has stalled for whatever cause: ids wait for calls, and no call is sent. It learns only when it is
 * queried, so two queries are needed, the second one after the time limit.
 */
public final class StallWatch {
    private final BooleanSupplier waiting;
    private final LongSupplier calls;
    private final Supplier<Duration> patience;
    private final TimeSource clock;
    private long seenCalls = -1;
    /** When the stall may have begun; null if ids are being sent or none are waiting. */
    private @Nullable Instant since;

    private long sinceNanos;

    /**
     * @param waiting returns whether ids wait for calls without being held back on purpose
     * @param calls returns the number of calls since the start
     * @param patience returns the time without a call that is not a stall yet
     */
    public StallWatch(BooleanSupplier waiting, LongSupplier calls, Supplier<Duration> patience, TimeSource clock) {
        this.waiting = waiting;
        this.calls = calls;
        this.patience = patience;
        this.clock = clock;
    }

    /** Returns the stall; empty if the sender makes progress or has nothing to do. */
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
