/**
 * Spans for OpenTelemetry, where a host has it. Nothing here makes a span current in a thread, and no failure of a tracer reaches
 * a caller. Only {@link io.voddelete.trace.OpenTelemetrySpans} needs OpenTelemetry on the class path.
 */
@NullMarked
package io.voddelete.trace;

import org.jspecify.annotations.NullMarked;
