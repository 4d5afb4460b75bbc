package io.voddelete.simulator;

/** Whether and when a faulty call takes effect. */
enum EffectTiming {
    /** No effect; the fault comes first. */
    BEFORE,
    /** The call takes effect, then the fault occurs. */
    AFTER,
    /** For a stall: the call takes effect at its end, when the client may have given up. */
    LATE
}
