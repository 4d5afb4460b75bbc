package io.voddelete.support;

/**
 * Which errors leave nothing in the process that can be trusted: those of the JVM itself, above all no memory. A stack that
 * is too deep is none of them: it is about one message, is gone when its thread has unwound, and would else give whoever
 * writes such a message the process.
 */
public final class FatalErrors {
    /** Causes may go round in a circle. */
    private static final int DEEPEST = 50;

    private static final String AT_INITIALIZATION = "Exception java.lang.OutOfMemoryError";

    private FatalErrors() {}

    /**
     * The fatal error among an exception and its causes; null if there is none. A class that found no memory when it was
     * initialized is one too: it stays unusable, and of the error itself the JVM has kept the text only.
     */
    public static Throwable find(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            if (isNoMemory(each) || each instanceof VirtualMachineError && !(each instanceof StackOverflowError)) {
                return each;
            }
            each = each.getCause();
        }
        return null;
    }

    /** Whether an exception comes from a lack of memory. */
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
