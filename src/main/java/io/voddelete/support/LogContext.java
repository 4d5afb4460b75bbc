package io.voddelete.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the id of what a thread works on into the MDC for the time of that work, and then what was there before: threads and MDC
 * are those of a host, too.
 */
public final class LogContext {
    /** The key of the submission id. */
    public static final String SUBMISSION = "vod.submission.id";

    /** The key of the id of a call of VOD. */
    public static final String CALL = "vod.call.id";

    /** The key of the trace id of the request that a submission came with. */
    public static final String TRACE = "trace.id";

    /** Where the trace id stands in a {@code traceparent}. */
    private static final int TRACE_BEGIN = 3;

    private static final int TRACE_END = 35;

    /**
     * Some work.
     *
     * @param <T> what it returns
     * @param <E> what it throws besides unchecked exceptions
     */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Work that returns nothing.
     *
     * @param <E> what it throws besides unchecked exceptions
     */
    @FunctionalInterface
    public interface Task<E extends Exception> {
        void run() throws E;
    }

    private LogContext() {}

    /** Works on a submission. */
    public static <E extends Exception> void ofSubmission(String id, Task<E> task) throws E {
        String before = put(SUBMISSION, id);
        try {
            task.run();
        } finally {
            putBack(SUBMISSION, before);
        }
    }

    /**
     * Works on a submission.
     *
     * @param traceparent W3C Trace Context of its request, version 00; null if it had none
     */
    public static <E extends Exception> void ofSubmission(String id, @Nullable String traceparent, Task<E> task)
            throws E {
        if (traceparent == null) {
            ofSubmission(id, task);
            return;
        }
        String before = put(TRACE, traceparent.substring(TRACE_BEGIN, TRACE_END));
        try {
            ofSubmission(id, task);
        } finally {
            putBack(TRACE, before);
        }
    }

    /** Works on a call. */
    public static <T, E extends Exception> T ofCall(String id, Work<T, E> work) throws E {
        String before = put(CALL, id);
        try {
            return work.run();
        } finally {
            putBack(CALL, before);
        }
    }

    private static @Nullable String put(String key, String id) {
        String before = MDC.get(key);
        MDC.put(key, id);
        return before;
    }

    private static void putBack(String key, @Nullable String before) {
        if (before == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, before);
        }
    }
}
