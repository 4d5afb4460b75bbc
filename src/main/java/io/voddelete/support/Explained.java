package io.voddelete.support;

/** An exception with a message for the operator. */
public interface Explained {
    /** Returns what happened. */
    String getMessage();

    /** Returns what to do about it, as a clause that continues the message. */
    String remedy();
}
