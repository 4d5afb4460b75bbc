package io.voddelete.support;

/**
 * Which errors leave nothing in the process that can be trusted: those of the JVM itself, above all no memory. A stack that
 * is too deep is none of them: it is about one message, is gone when its thread has unwound, and would else give whoever
 * writes such a message the process.
 */
public final class FatalErrors {
    /** Causes may go round in a circle. */
    private static final int DEEPEST = 50;

    private FatalErrors() {}

    /** The fatal error among an exception and its causes; null if there is none. */
    public static Throwable find(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            if (each instanceof VirtualMachineError && !(each instanceof StackOverflowError)) {
                return each;
            }
            each = each.getCause();
        }
        return null;
    }
}
