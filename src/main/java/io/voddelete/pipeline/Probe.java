package io.voddelete.pipeline;

/**
 * Until VOD has shown by an answer that it accepts what we sign, one call of whatever kind is in flight at a time: five
 * bad signatures lock a key. Never waits itself.
 */
final class Probe {
    private boolean proven;
    private Object provingKind;
    private Object inFlight;
    private Object kindInFlight;

    /** Whether this call may go out. If so, it is to leave, or to be answered, whatever becomes of it. */
    synchronized boolean enter(Object call, Object kind) {
        if (!proven && inFlight == null) {
            inFlight = call;
            kindInFlight = kind;
        }
        return proven || inFlight == call;
    }

    /** The call did not go out, or its answer says nothing of us. Does nothing for a call that is not the one in flight. */
    synchronized void leave(Object call) {
        if (inFlight == call) {
            inFlight = null;
        }
    }

    /**
     * The call was answered. Only the one in flight proves anything: others may have begun before the last doubt.
     *
     * @return whether this call ended the doubt
     */
    synchronized boolean answered(Object call, boolean accepted) {
        boolean proves =
                !proven && accepted && inFlight == call && (provingKind == null || provingKind == kindInFlight);
        if (proves) {
            proven = true;
            provingKind = null;
        }
        leave(call);
        return proves;
    }

    /**
     * VOD refused what we signed: one call at a time, until another one is accepted.
     *
     * @param kind the only kind of call whose acceptance proves something, or null if any does; once there is one, it
     *     stays until then
     */
    synchronized void doubt(Object kind) {
        proven = false;
        provingKind = kind == null ? provingKind : kind;
    }
}
