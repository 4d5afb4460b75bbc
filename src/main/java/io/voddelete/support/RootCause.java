package io.voddelete.support;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;

/** What was behind an exception. */
public final class RootCause {
    private RootCause() {}

    /**
     * The exception that says most: Camel wraps what a step throws, our own ones name what they failed at, and what ends a call
     * late says more than how its connection was cut.
     */
    public static Throwable innermost(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null && !saysMost(inner)) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static boolean saysMost(Throwable cause) {
        return cause instanceof Explained
                || cause instanceof UncheckedIOException
                || cause instanceof InterruptedIOException
                || cause instanceof ConnectException;
    }

    /**
     * What happened, escaped, and then to which file: a path may be long, and what stands behind it would be cut. The JDK
     * puts the path first.
     */
    public static String shown(Throwable cause) {
        if (cause instanceof Explained || cause instanceof UncheckedIOException) {
            return Text.visible(String.valueOf(cause.getMessage())); // our own words
        }
        if (!(cause instanceof FileSystemException fault)) {
            return Text.visible(cause.toString());
        }
        return fault.getClass().getSimpleName()
                + (fault.getReason() == null ? "" : ", " + Text.visible(fault.getReason()))
                + ", at '" + Text.visible(fault.getFile()) + "'"
                + (fault.getOtherFile() == null ? "" : " or '" + Text.visible(fault.getOtherFile()) + "'");
    }

    /** Whether an exception, or one of its causes, is of a kind. */
    public static boolean isBehind(Throwable exception, Class<? extends Throwable> kind) {
        return Stream.iterate(exception, each -> each != null, Throwable::getCause)
                .anyMatch(kind::isInstance);
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
