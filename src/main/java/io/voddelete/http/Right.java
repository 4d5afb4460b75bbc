package io.voddelete.http;

/** What a caller may do besides sending lists. */
public enum Right {
    /** Ask questions about what he may see. */
    READ,
    /** Give orders: pause, resume, retry. */
    ORDER
}
