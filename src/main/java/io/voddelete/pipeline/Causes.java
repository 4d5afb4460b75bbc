package io.voddelete.pipeline;

import io.voddelete.store.StoreException;
import java.io.UncheckedIOException;

/** What was behind an exception. */
public final class Causes {
    private Causes() {}

    /** The exception that says most: Camel wraps what a step throws, our own ones name what they failed at. */
    public static Throwable innermost(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null
                && !(inner instanceof StoreException)
                && !(inner instanceof UncheckedIOException)) {
            inner = inner.getCause();
        }
        return inner;
    }
}
