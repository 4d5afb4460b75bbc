package io.voddelete.pipeline;

/**
 * Until VOD has shown by an answer that it accepts what we sign, one call of whatever kind is in flight at a time: five
 * bad signatures lock a key. Never waits itself.
 */
final class Probe {
    private boolean proven;
    private Object inFlight;

    /** Whether this call may go out. If so, it is to leave, or to be answered, whatever becomes of it. */
    synchronized boolean enter(Object call) {
        if (!proven && inFlight == null) {
            inFlight = call;
        }
        return proven || inFlight == call;
    }

    /** The call did not go out, or its answer says nothing of us. Does nothing for a call that is not the one in flight. */
    synchronized void leave(Object call) {
        if (inFlight == call) {
            inFlight = null;
        }
    }

    /** The call was answered. Only the one in flight proves anything: others may have begun before the last doubt. */
    synchronized void answered(Object call, boolean accepted) {
        proven |= accepted && inFlight == call;
        leave(call);
    }

    /** VOD refused what we signed: one call at a time, until another one is accepted. */
    synchronized void doubt() {
        proven = false;
    }
}
