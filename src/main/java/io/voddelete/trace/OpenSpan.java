package io.voddelete.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span that has begun. Used by one thread at a time, which need not be the same. Never throws. */
public interface OpenSpan extends AutoCloseable {
    /** What there is if nobody traces. */
    OpenSpan NONE = new OpenSpan() {};

    /** Sets an attribute. */
    default void put(String key, String value) {}

    /** Sets an attribute. */
    default void put(String key, long value) {}

    /** Sets an attribute. */
    default void put(String key, boolean value) {}

    /** Sets an attribute. */
    default void put(String key, List<String> values) {}

    /**
     * Says that what the span is about failed.
     *
     * @param type the class of the error, of a small set of words
     */
    default void failed(String type) {}

    /** Returns its context in the form of W3C Trace Context; null if nobody traces. */
    default @Nullable String traceparent() {
        return null;
    }

    /** Ends it. What comes later is ignored. */
    @Override
    default void close() {}
}
