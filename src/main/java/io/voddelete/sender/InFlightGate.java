package io.voddelete.sender;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BooleanSupplier;

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
    private Object probing;
    private Object probingKind;
    private Object provingKind;
    /** The kind that found no room and is admitted next, so that neither starves the other. */
    private Object waitingKind;

    /** @param most the limit when nothing is in doubt, from 1 */
    InFlightGate(int most) {
        this(most, () -> false);
    }

    /** @param clockJumped whether the clock was set since the last call of it: what is signed by it now is in doubt */
    InFlightGate(int most, BooleanSupplier clockJumped) {
        this.most = most;
        this.clockJumped = clockJumped;
    }

    /** Whether this call may go out. If so, it is to leave, or to be answered, whatever becomes of it. */
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
    @SuppressWarnings("WaitNotInLoop") // who is woken for nothing asks again
    synchronized void awaitRoom(Object kind, Duration time) {
        if (hasNoRoom(kind)) {
            try {
                wait(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The call did not go out, or its answer says nothing of us. Does nothing for a call that is not in flight. */
    synchronized void leave(Object call) {
        inFlight.remove(call);
        if (probing == call) {
            probing = null;
        }
        notifyAll();
    }

    /**
     * The call was answered. Only one that went out alone proves anything: others may have begun before the last doubt.
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
     * VOD refused what we signed, or we sign otherwise: one call at a time, until another one is accepted that goes out
     * from now on.
     *
     * @param kind the only kind of call whose acceptance proves something, or null if any does; once there is one, it
     *     stays until then
     */
    synchronized void doubt(Object kind) {
        proven = false;
        probing = null;
        provingKind = kind == null ? provingKind : kind;
    }
}
