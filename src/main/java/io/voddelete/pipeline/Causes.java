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

    /**
     * The first of the exception and its causes that is of this kind.
     *
     * @throws IllegalArgumentException if none is
     */
    public static <T extends Throwable> T find(Throwable exception, Class<T> kind) {
        for (Throwable each = exception; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return kind.cast(each);
            }
        }
        throw new IllegalArgumentException("no " + kind.getSimpleName() + " is behind it", exception);
    }
}
