package io.voddelete.sender;

import io.voddelete.store.SenderState;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.PaceState;
import io.voddelete.vod.Refusals;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** Lets calls of one kind wait for their slots, in the order in which they ask, and learns from those that VOD throttles. */
public final class RateLimiter {
    /** Nobody asks why it stands still for so long. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    private static final Duration SOONEST_RETRY = Duration.ofMillis(200);
    /** How soon a call that the probe keeps back looks again whether the stop has come. */
    private static final Duration PROBE_AGAIN = Duration.ofMillis(10);

    /** How soon a call that waits for its slot notices that this comes sooner: the clock was set back, or a hold is over. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final AdaptiveRate pace;
    private final SenderState store;
    private final TimeSource clock;
    private final WakeUp stop;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();
    private volatile PaceState state;
    private final Refusals refusals = new Refusals();
    private final PaceLog log;

    /** @param stop ends every wait */
    public RateLimiter(AdaptiveRate pace, SenderState store, TimeSource clock, WakeUp stop) {
        this.pace = pace;
        this.store = store;
        this.clock = clock;
        this.stop = stop;
        this.state = store.pace(pace.name());
        this.log = new PaceLog(pace, state.rate(), clock::nanoTime);
    }

    /**
     * Returns when a slot is taken and the probe lets the call go out. The call has then entered the probe.
     *
     * @param ids how many ids wait for it
     * @param latest a slot after this time is of no use
     * @return when the call goes out
     * @throws CallDeferredException if the stop or a pause by an operator comes first, or the slot would come too late
     */
    Instant awaitSlot(InFlightGate probe, Object call, int ids, Instant latest) {
        waiting.addAndGet(ids);
        turn.lock();
        try {
            while (true) {
                Instant sentAt = enterAndTakeSlot(probe, call);
                if (sentAt != null) {
                    calls.incrementAndGet();
                    return sentAt;
                }
                if (stop.isStopping()) {
                    throw new CallDeferredException("stopping");
                }
                if (probe.isClosed()) {
                    throw new CallDeferredException("paused by an operator");
                }
                if (state.nextAt().isAfter(latest) || clock.instant().isAfter(latest)) {
                    throw new CallDeferredException("the next slot is too far away");
                }
                Duration time = untilNext();
                if (time.isZero()) {
                    probe.awaitRoom(this, PROBE_AGAIN);
                } else {
                    stop.pause(time.compareTo(LOOK_AGAIN) < 0 ? time : LOOK_AGAIN);
                }
            }
        } finally {
            probe.endWait(this);
            turn.unlock();
            waiting.addAndGet(-ids);
        }
    }

    /** A call that waits for its slot does not keep the other kind from going out. Null if there is no slot now. */
    private Instant enterAndTakeSlot(InFlightGate probe, Object call) {
        if (!probe.enter(call, this)) {
            return null;
        }
        Instant sentAt = null;
        try {
            sentAt = takeSlot();
        } finally {
            if (sentAt == null) {
                probe.leave(call);
            }
        }
        return sentAt;
    }

    /** One monitor for all changes, so that what is remembered here changes in the order of the store. */
    private synchronized Instant takeSlot() {
        if (stop.isStopping()) {
            return null;
        }
        Instant now = clock.instant();
        if (interval().isZero() && !state.nextAt().isAfter(now)) {
            return now;
        }
        AtomicReference<AdaptiveRate.Slot> taken = new AtomicReference<>();
        // the store may do this late, and twice: the time is read when it does, and the last time counts
        PaceState changed = store.changePace(pace.name(), stored -> {
            taken.set(pace.ask(stored.notBefore(state.nextAt()), clock.instant()));
            return taken.get().state();
        });
        if (!taken.get().isNow()) {
            state = changed;
            return null;
        }
        // the call goes out only now, after a commit that may have taken long
        Instant sentAt = clock.instant();
        state = pace.sent(changed, sentAt);
        log.sent(state.isLearnt());
        return sentAt;
    }

    /** No slot for so long, unless it is held longer already. At most {@link AdaptiveRate#LONGEST_HOLD}. */
    synchronized void hold(Duration time) {
        change(stored -> pace.held(stored, time, clock.instant()));
    }

    /** Ends a hold, whatever set it: the next slot is one interval away at most. */
    synchronized void release() {
        change(stored -> pace.released(stored, clock.instant()));
    }

    /** Ends a hold that no throttled call has set; after a restart without a pause only a clock that was set back has. */
    synchronized void resume() {
        if (!state.isLearnt()) {
            release();
        }
    }

    /** The clock was set back by so much: what is held is held no longer for that. */
    synchronized void setBack(Duration step) {
        change(stored -> pace.setBack(stored, step, clock.instant()));
    }

    /**
     * VOD did not admit a call.
     *
     * @param sentAt when it went out
     */
    synchronized void throttled(VodError error, Instant sentAt) {
        double before = pace.rate(state);
        if (refusals.refused(pace, state, error, sentAt, clock.instant())) {
            change(stored -> pace.throttled(stored, error, sentAt, clock.instant()));
            log.lowered(before, pace.rate(state), error, untilNext());
        } else {
            change(stored -> pace.skipped(stored, error, refusals.inARow(), clock.instant()));
            if (state.isNews(sentAt, clock.instant())) {
                log.stray(pace.rate(state), error);
            }
        }
    }

    /**
     * A call was answered.
     *
     * @param error what the answer says went wrong with the whole call, or null
     * @param sentAt when it went out; null if it never did, which says nothing of the pace
     */
    synchronized void answered(VodError error, Instant sentAt) {
        boolean isAdmitted = sentAt != null && (error == null || error.isAboutAssets());
        if (isAdmitted && refusals.admitted(state, sentAt, clock.instant())) {
            change(stored -> pace.unlearnt(stored, clock.instant()));
        }
    }

    private void change(UnaryOperator<PaceState> change) {
        state = store.changePace(pace.name(), stored -> change.apply(stored.notBefore(state.nextAt())));
    }

    /** How long until the next slot; zero if there is one now. A slot that no hold can have set does not count. */
    Duration untilNext() {
        return pace.ask(state, clock.instant()).delay();
    }

    /**
     * When ids whose call was withheld are due again. While the slot is too far for any claim that is at once: the hold alone
     * keeps them, so that they follow whatever ends it. Otherwise not before there is a slot, nor again and again at once.
     */
    Instant retryAt(Duration most) {
        return ClaimWindow.isFar(untilNext()) ? clock.instant() : retryThoughClaimed(most);
    }

    /** The same where ids are claimed however far the slot is. */
    Instant retryThoughClaimed(Duration most) {
        Duration wait = untilNext();
        Duration least = wait.compareTo(SOONEST_RETRY) > 0 ? wait : SOONEST_RETRY;
        return clock.instant().plus(least.compareTo(most) < 0 ? least : most);
    }

    /** Until when nothing goes out as VOD admits no more calls; empty if it is only the pace that lets calls wait. */
    public Optional<Instant> heldUntil() {
        Duration wait = untilNext();
        Duration usual = interval().multipliedBy(2);
        return wait.compareTo(usual) > 0 && wait.compareTo(SHORT_WAIT) > 0
                ? Optional.of(clock.instant().plus(wait))
                : Optional.empty();
    }

    /** The calls a minute that go out as things are; infinite if nothing limits them. */
    public double callsPerMinute() {
        return pace.rate(state);
    }

    /** The calls that were let out since the start. */
    public long calls() {
        return calls.get();
    }

    /** The ids whose call waits for a slot. */
    int waitingIds() {
        return waiting.get();
    }

    /** The time between two slots as things are; zero without a limit. */
    public Duration interval() {
        return pace.interval(state);
    }
}
