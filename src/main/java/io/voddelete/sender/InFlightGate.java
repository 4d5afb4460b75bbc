package io.voddelete.sender;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of calls of both kinds in flight, which is also the number of refusals when a key is revoked. Until a
 * response has shown that VOD accepts our signatures, the limit is one: five bad signatures lock a key.
 */
final class InFlightGate {
    private final int most;
    private final BooleanSupplier clockJumped;
    private final Set<Object> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean proven;
    private boolean closed;
    /** The call that went out alone while signatures are in doubt, and its kind; null if there is none. */
    private @Nullable Object probing;

    private @Nullable Object probingKind;
    /** The only kind whose acceptance ends the doubt; null if any does. */
    private @Nullable Object provingKind;
    /** The kind that found no room and is admitted next, so that neither starves the other; null if none waits. */
    private @Nullable Object waitingKind;

    /** @param most the limit when nothing is in doubt, from 1 */
    InFlightGate(int most) {
        this(most, () -> false);
    }

    /** @param clockJumped returns whether the clock was set since the last query, so that new signatures are in doubt */
    InFlightGate(int most, BooleanSupplier clockJumped) {
        this.most = most;
        this.clockJumped = clockJumped;
    }

    /** Returns whether this call may be sent. If so, call {@link #leave} or {@link #answered} in any case. */
    synchronized boolean enter(Object call, Object kind) {
        if (clockJumped.getAsBoolean()) {
            doubt(null);
        }
        if (closed) {
            return false;
        }
        if (!inFlight.contains(call) && hasNoRoom(kind)) {
            waitingKind = waitingKind == null ? kind : waitingKind;
            return false;
        }
        waitingKind = waitingKind == kind ? null : waitingKind;
        inFlight.add(call);
        if (!proven) {
            probing = call;
            probingKind = kind;
        }
        return true;
    }

    private boolean isFull() {
        return inFlight.size() >= (proven ? most : 1);
    }

    /** Admits no more calls; those in flight continue. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Ends {@link #close}. */
    synchronized void open() {
        closed = false;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private boolean hasNoRoom(Object kind) {
        return isFull() || waitingKind != null && waitingKind != kind;
    }

    /** No call of this kind is waiting for room any more. */
    synchronized void endWait(Object kind) {
        waitingKind = waitingKind == kind ? null : waitingKind;
        notifyAll();
    }

    /** Waits until a call may enter or the time has elapsed. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    synchronized void awaitRoom(Object kind, Duration time) {
        if (hasNoRoom(kind)) {
            try {
                wait(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The call was not sent, or its response proves nothing. Does nothing for a call that is not in flight. */
    synchronized void leave(Object call) {
        inFlight.remove(call);
        if (probing == call) {
            probing = null;
        }
        notifyAll();
    }

    /**
     * The call was answered. Only a call that was sent alone proves anything; others may have begun before the last doubt.
     *
     * @return whether this call ended the doubt
     */
    synchronized boolean answered(Object call, boolean accepted) {
        boolean proves = !proven && accepted && probing == call && (provingKind == null || provingKind == probingKind);
        if (proves) {
            proven = true;
            provingKind = null;
        }
        leave(call);
        return proves;
    }

    /**
     * VOD refused a signature, or we sign differently: from now on only one call at a time is sent, until a call sent after this
     * is accepted.
     *
     * @param kind the only kind of call whose acceptance counts; null if any does. A kind that was set stays until then
     */
    synchronized void doubt(@Nullable Object kind) {
        proven = false;
        probing = null;
        provingKind = kind == null ? provingKind : kind;
    }
}
