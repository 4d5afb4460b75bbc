package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.protect.Guards;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Makes a begun DELETE call wait for its slot, which must leave enough time to end the call before the lease of its ids. */
public final class CallSlot {
    private final RateLimiter pacer;
    private final SendingPause pause;
    private final Guards guards;
    private final Duration timeout;
    private final WakeUp work;
    private final TimeSource clock;
    private final AtomicLong calls = new AtomicLong();

    /**
     * @param timeout the maximum duration of a call
     * @param work raised when ids can be claimed
     */
    public CallSlot(
            RateLimiter pacer, SendingPause pause, Guards guards, Duration timeout, WakeUp work, TimeSource clock) {
        this.pacer = pacer;
        this.pause = pause;
        this.guards = guards;
        this.timeout = timeout;
        this.work = work;
        this.clock = clock;
    }

    /** Returns the same batch, sent. */
    Batch await(Batch batch) {
        Instant sentAt = pacer.awaitSlot(
                pause.probe(),
                key(batch),
                batch.size(),
                batch.requireLeaseUntil().minus(timeout));
        work.raise();
        requireNoHalt(guards.look()); // the wait may have been long
        if (clock.instant().plus(timeout).isAfter(batch.requireLeaseUntil())) {
            throw new CallDeferredException("the lease ended before the slot came");
        }
        calls.incrementAndGet();
        return batch.sent(sentAt);
    }

    /** @throws CallDeferredException if no call may begin */
    static void requireNoHalt(Optional<Guards.Halt> halt) {
        if (halt.isPresent()) {
            throw new CallDeferredException(halt.get().text());
        }
    }

    /** Called if a batch makes no call, or if the outcome of its call is unknown. */
    void leave(Batch batch) {
        if (batch.call() != null) {
            pause.probe().leave(key(batch));
        }
    }

    /** Identifies a call that was begun; it stays the same object when the call is sent. */
    static Object key(Batch batch) {
        return batch.requireCall().id();
    }

    /** The number of DELETE calls since the start. */
    public long calls() {
        return calls.get();
    }
}
