package io.voddelete.trace;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span to begin.
 *
 * @param parent a span of this process; null if there is none
 * @param traceparent of what came from outside, in the form of W3C Trace Context; null if there is none
 * @param inThread whether a span of the host may be the parent, if one is current in this thread
 * @param since when it began; null for now
 * @param links of other traces, as {@code traceparent}; what is not valid is left out
 */
record SpanStart(
        String name,
        Kind kind,
        @Nullable OpenSpan parent,
        @Nullable String traceparent,
        boolean inThread,
        @Nullable Instant since,
        Collection<String> links) {
    /** Of OpenTelemetry. */
    enum Kind {
        SERVER,
        CONSUMER,
        INTERNAL,
        CLIENT,
        PRODUCER
    }

    SpanStart {
        links = List.copyOf(links);
    }
}
