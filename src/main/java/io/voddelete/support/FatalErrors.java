package io.voddelete.support;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes errors after which the process cannot be trusted: those of the JVM, above all running out of memory. A stack
 * overflow is not fatal: it concerns one message and is over once the stack has unwound. If it were fatal, anyone able to
 * send such a message could end the process.
 */
public final class FatalErrors {
    /** Maximum number of causes to follow, since they may form a cycle. */
    private static final int DEEPEST = 50;

    private static final String AT_INITIALIZATION = "Exception java.lang.OutOfMemoryError";

    private FatalErrors() {}

    /**
     * Returns the fatal error among an exception and its causes; null if there is none. Includes classes whose initialization
     * ran out of memory: they stay unusable, and the JVM keeps only the text of the original error.
     */
    public static @Nullable Throwable find(@Nullable Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            if (isNoMemory(each) || each instanceof VirtualMachineError && !(each instanceof StackOverflowError)) {
                return each;
            }
            each = each.getCause();
        }
        return null;
    }

    /** Returns whether the cause is a lack of memory. */
    static boolean isNoMemoryIn(Throwable thrown) {
        Throwable fatal = find(thrown);
        return fatal != null && isNoMemory(fatal);
    }

    private static boolean isNoMemory(Throwable thrown) {
        return thrown instanceof OutOfMemoryError
                || thrown instanceof ExceptionInInitializerError
                        && String.valueOf(thrown.getMessage()).startsWith(AT_INITIALIZATION);
    }
}
