package io.voddelete.support;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;

/** Finds and shows the cause of an exception. */
public final class RootCause {
    private RootCause() {}

    /**
     * Returns the most informative exception: looks through Camel's wrappers, stops at our own exceptions, and prefers a timeout
     * to the closed connection that follows from it.
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
     * Returns the escaped message, with the file last: a path may be long, and the text after it would be cut. The JDK puts the
     * path first.
     */
    public static String shown(Throwable cause) {
        if (cause instanceof Explained || cause instanceof UncheckedIOException) {
            return Text.visible(String.valueOf(cause.getMessage())); // written by us
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
     * Returns the first exception of this type among the exception and its causes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <T extends Throwable> T find(Throwable exception, Class<T> kind) {
        for (Throwable each = exception; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return kind.cast(each);
            }
        }
        throw new IllegalArgumentException("no " + kind.getSimpleName() + " among the causes", exception);
    }
}
