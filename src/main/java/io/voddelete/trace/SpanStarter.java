package io.voddelete.trace;

/** Begins spans. Never throws. Thread-safe. */
@FunctionalInterface
public interface SpanStarter {
    /** Begins a span, or returns {@link OpenSpan#NONE}. */
    OpenSpan start(SpanStart start);
}
