package io.voddelete.support;

/** An exception whose message was written for the operator. */
public interface Explained {
    /** What happened. */
    String getMessage();

    /** What to do about it: the end of a sentence. */
    String remedy();
}
