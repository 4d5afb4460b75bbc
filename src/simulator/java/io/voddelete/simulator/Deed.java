package io.voddelete.simulator;

/** Whether a faulty call is carried out, and when. */
enum Deed {
    /** Not at all; the fault came before. */
    BEFORE,
    /** It is carried out, then comes the fault. */
    AFTER,
    /** Of a stalled call: it is carried out at the end of the time, when the client may have given up. */
    LATE
}
