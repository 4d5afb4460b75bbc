package io.voddelete.sender;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.store.Counter;
import io.voddelete.store.SenderState;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Timings;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.PaceState;
import io.voddelete.vod.Refusals;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes calls of one kind wait for their slots, first come first served, and lowers the rate if VOD throttles. Thread-safe. */
public final class RateLimiter {
    /** Waits up to this time are not reported. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    private static final Duration SOONEST_RETRY = Duration.ofMillis(200);
    /** How often a call that the gate holds back checks for a stop. */
    private static final Duration PROBE_AGAIN = Duration.ofMillis(10);

    /** How often a waiting call checks whether its slot comes sooner, because the clock was set back or a hold has ended. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final AdaptiveRate pace;
    private final SenderState store;
    private final TimeSource clock;
    private final WakeUp stop;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final SentCalls calls;
    private final AnsweredCalls answers = new AnsweredCalls();
    private volatile PaceState state;
    private final Refusals refusals = new Refusals();
    private final PaceLog log;
    private final Timings slotWaits = new Timings();

    /** @param stop ends every wait */
    public RateLimiter(AdaptiveRate pace, SenderState store, TimeSource clock, WakeUp stop) {
        this.pace = pace;
        this.store = store;
        this.clock = clock;
        this.stop = stop;
        this.calls = new SentCalls(clock::nanoTime);
        this.state = store.pace(pace.name());
        this.log = new PaceLog(pace, state.rate(), clock::nanoTime);
    }

    /** Reads how far another process has come, which makes these calls; this one makes none. */
    synchronized void readAgain() {
        state = store.pace(pace.name());
    }

    /** Like {@link #awaitSlot(InFlightGate, Object, int, Instant, Runnable)} for a call that nothing makes needless. */
    Instant awaitSlot(InFlightGate probe, Object call, int ids, Instant latest) {
        return awaitSlot(probe, call, ids, latest, () -> {});
    }

    /**
     * Waits until the call has a slot and has passed the gate.
     *
     * @param ids number of ids that wait for it
     * @param latest the last useful time for the slot
     * @param needed throws {@link CallDeferredException} if the call must not be sent any more. Asked while it waits, before a
     *     slot is taken if there is a limit, so that a call which is not needed seldom uses one, and right before it is sent
     * @return the time at which the call is sent
     * @throws CallDeferredException if a stop or a pause by an operator comes first, or the slot would come too late
     */
    Instant awaitSlot(InFlightGate probe, Object call, int ids, Instant latest, Runnable needed) {
        waiting.addAndGet(ids);
        long since = clock.nanoTime();
        FlightEvents.Slot event = FlightEvents.slot(pace.name(), ids);
        Instant sentAt = null;
        try {
            if (isFree() && !turn.isLocked() && !turn.hasQueuedThreads()) { // nobody waits, so that there are no turns
                sentAt = enterAndTakeSlot(probe, call, needed);
            }
            if (sentAt == null) {
                sentAt = awaitTurn(probe, call, latest, needed);
            }
            calls.add();
            slotWaits.add(clock.nanoTime() - since);
            return sentAt;
        } finally {
            event.end(sentAt != null);
            waiting.addAndGet(-ids);
        }
    }

    private Instant awaitTurn(InFlightGate probe, Object call, Instant latest, Runnable needed) {
        turn.lock();
        try {
            while (true) {
                Instant sentAt = enterAndTakeSlot(probe, call, needed);
                if (sentAt != null) {
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
        }
    }

    /** Returns null if there is no slot now; then the call leaves the gate again, so as not to hold up the other kind. */
    private @Nullable Instant enterAndTakeSlot(InFlightGate probe, Object call, Runnable needed) {
        if (!probe.enter(call, this)) {
            return null;
        }
        Instant sentAt = null;
        try {
            needed.run();
            if (isFree()) {
                sentAt = stop.isStopping() || probe.isClosed() ? null : clock.instant();
            } else {
                sentAt = takeSlot() ? send(probe, needed) : null;
            }
        } finally {
            if (sentAt == null) {
                probe.leave(call);
            }
        }
        return sentAt;
    }

    /** Whether a call needs no slot now. A hold counts as soon as it is stored; a call that is sent before that is under way. */
    private boolean isFree() {
        return interval().isZero() && !state.nextAt().isAfter(clock.instant());
    }

    /** Returns false if there is no slot now. Synchronized like all changes, so that the state here follows that in the store. */
    private synchronized boolean takeSlot() {
        if (stop.isStopping()) {
            return false;
        }
        AtomicBoolean isNow = new AtomicBoolean();
        // the store may run this late, and twice, so the time is read inside, and the last run counts
        state = store.changePace(pace.name(), stored -> {
            AdaptiveRate.Slot slot = pace.ask(stored.notBefore(state.nextAt()), clock.instant());
            isNow.set(slot.isNow());
            return slot.state();
        });
        return isNow.get();
    }

    /**
     * Asks for the last time whether the call is needed, as the commit of its slot may have taken long. Nothing long follows. The
     * next slot is measured from when the call is sent.
     *
     * @return null if an operator has paused sending meanwhile
     */
    private synchronized @Nullable Instant send(InFlightGate probe, Runnable needed) {
        needed.run();
        if (probe.isClosed()) {
            return null;
        }
        Instant sentAt = clock.instant();
        state = pace.sent(state, sentAt);
        log.sent(state.isLearnt());
        return sentAt;
    }

    /** Grants no slot for this time, at most {@link AdaptiveRate#LONGEST_HOLD}; does not shorten an existing hold. */
    synchronized void hold(Duration time) {
        change(stored -> pace.held(stored, time, clock.instant()));
    }

    /** Ends a hold of any cause: the next slot is at most one interval away. */
    synchronized void release() {
        change(stored -> pace.released(stored, clock.instant()));
    }

    /** Ends a hold that was not set by a throttled call; after a restart without a pause, only a clock set back explains one. */
    synchronized void resume() {
        if (!state.isLearnt()) {
            release();
        }
    }

    /** The clock was set back by this much, which must not extend a hold. */
    synchronized void setBack(Duration step) {
        change(stored -> pace.setBack(stored, step, clock.instant()));
    }

    /**
     * VOD throttled a call.
     *
     * @param sentAt when it was sent
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
     * @param error what went wrong with the whole call; null if nothing did
     * @param sentAt when it was sent; null if it was not, which proves nothing about the rate
     */
    synchronized void answered(@Nullable VodError error, @Nullable Instant sentAt) {
        boolean isAdmitted = error == null || error.isAboutAssets();
        if (isAdmitted && sentAt != null && refusals.admitted(state, sentAt, clock.instant())) {
            change(stored -> pace.unlearnt(stored, clock.instant()));
        }
    }

    /**
     * Counts an answered call. Call before its results are stored, so that both are in one transaction.
     *
     * @param error what went wrong with the whole call; null if nothing did
     * @param sentAt when it was sent; null if it was not
     */
    void count(@Nullable VodError error, @Nullable Instant sentAt) {
        store.count(Counter.CALLS, Counter.CALLS.label(pace.name(), VodError.word(error)), 1);
        answers.add(error, sentAt, clock.instant());
    }

    /**
     * Counts the ids of an answered DELETE call.
     *
     * @param again how many of them an earlier call had named
     */
    void countIds(long ids, long again) {
        store.count(Counter.SENT, "", ids);
        store.count(Counter.RESENT, "", again);
    }

    private void change(UnaryOperator<PaceState> change) {
        state = store.changePace(pace.name(), stored -> change.apply(stored.notBefore(state.nextAt())));
    }

    /** Returns the time until the next slot; zero if there is one now. Ignores a slot further away than any hold can set. */
    Duration untilNext() {
        return pace.ask(state, clock.instant()).delay();
    }

    /**
     * Returns when ids whose call was deferred are due again. If the slot is too far away for any claim, that is now, because the
     * hold itself keeps them back and they can follow as soon as it ends; otherwise not before the slot, and not immediately.
     */
    Instant retryAt(Duration most) {
        return ClaimWindow.isFar(untilNext()) ? clock.instant() : retryThoughClaimed(most);
    }

    /** Like {@link #retryAt}, if ids are claimed even when the slot is far away. */
    Instant retryThoughClaimed(Duration most) {
        Duration wait = untilNext();
        Duration least = wait.compareTo(SOONEST_RETRY) > 0 ? wait : SOONEST_RETRY;
        return clock.instant().plus(least.compareTo(most) < 0 ? least : most);
    }

    /** Returns until when no call is sent because VOD throttles; empty if calls wait only for the usual interval. */
    public Optional<Instant> heldUntil() {
        Instant now = clock.instant(); // read once, so that the result is the same until the slot comes
        Duration wait = pace.ask(state, now).delay();
        Duration usual = interval().multipliedBy(2);
        return wait.compareTo(usual) > 0 && wait.compareTo(SHORT_WAIT) > 0
                ? Optional.of(now.plus(wait))
                : Optional.empty();
    }

    /** Returns the current rate in calls per minute; infinite if there is no limit. */
    public double callsPerMinute() {
        return pace.rate(state);
    }

    /** Returns the configured rate in calls per minute; 0 if there is no limit. */
    public int configuredPerMinute() {
        return pace.callsPerMinute();
    }

    /** Returns when the current rate was found out from VOD's answers; empty if the configured one applies. */
    public Optional<Instant> learntAt() {
        PaceState now = state;
        return now.isLearnt() ? Optional.of(now.changedAt()) : Optional.empty();
    }

    /** Returns the number of calls since the start. */
    public long calls() {
        return calls.all();
    }

    /** Returns the number of calls in the last minute. */
    public long callsInLastMinute() {
        return calls.inLastMinute();
    }

    /** Returns how many calls VOD has throttled since the start. */
    public long throttledCalls() {
        return answers.throttled();
    }

    /** Returns how long calls waited for their slots. */
    public Timings slotWaits() {
        return slotWaits;
    }

    /** Returns how long calls took, from when they were sent. */
    public Timings callTimes() {
        return answers.times();
    }

    /** Returns when VOD last accepted a call of this process; empty if it has not yet. */
    public Optional<Instant> lastAccepted() {
        return answers.lastAccepted();
    }

    /** Returns the number of ids whose call waits for a slot. */
    int waitingIds() {
        return waiting.get();
    }

    /** Returns the current interval between two slots; zero if there is no limit. */
    public Duration interval() {
        return pace.interval(state);
    }
}
