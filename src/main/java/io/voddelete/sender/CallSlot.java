package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.protect.Guards;
import io.voddelete.store.Claims;
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
    private final Claims claims;
    private final Duration timeout;
    private final WakeUp work;
    private final TimeSource clock;
    private final AtomicLong calls = new AtomicLong();

    /**
     * @param guards asked about each id again, for the wait may be long
     * @param claims asked the same about its submission
     * @param timeout the maximum duration of a call
     * @param work raised when ids can be claimed
     */
    public CallSlot(
            RateLimiter pacer,
            SendingPause pause,
            Guards guards,
            Claims claims,
            Duration timeout,
            WakeUp work,
            TimeSource clock) {
        this.pacer = pacer;
        this.pause = pause;
        this.guards = guards;
        this.claims = claims;
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
                batch.requireLeaseUntil().minus(timeout),
                () -> requireSendable(batch));
        work.raise();
        if (clock.instant().plus(timeout).isAfter(batch.requireLeaseUntil())) {
            throw new CallDeferredException("the lease ended before the slot came");
        }
        calls.incrementAndGet();
        return batch.sent(sentAt);
    }

    /** Nothing was sent, so the next begin-call decides anew about each id of a call that is deferred here. */
    private void requireSendable(Batch batch) {
        requireNoHalt(guards.look());
        if (batch.claims().stream()
                .anyMatch(claim -> guards.protecting(claim.assetId()).isPresent())) {
            throw new CallDeferredException("an id was protected while the call waited for its slot");
        }
        if (!claims.isStillReleased(batch)) {
            throw new CallDeferredException(
                    "an id was settled, its submission held, stopped or cancelled, or sending paused, while the call"
                            + " waited for its slot");
        }
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
