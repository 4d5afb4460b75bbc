package io.voddelete.http;

/** A right of a caller besides sending lists. */
public enum Right {
    /** Query what the caller may see. */
    READ,
    /** Give commands: pause, resume, retry. */
    ORDER
}
