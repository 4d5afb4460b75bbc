package io.voddelete.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins spans of OpenTelemetry. Each has an explicit parent, so that none depends on what a thread did before. */
public final class OpenTelemetrySpans implements SpanStarter {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTelemetrySpans.class);
    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private final Tracer tracer;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    /** @param version of this module */
    public OpenTelemetrySpans(OpenTelemetry telemetry, String version) {
        this.tracer = telemetry
                .tracerBuilder("io.voddelete")
                .setInstrumentationVersion(version)
                .build();
    }

    @Override
    public OpenSpan start(SpanStart start) {
        try {
            Context parent = parent(start);
            boolean isLocal =
                    start.inThread() && isLocal(Span.fromContext(parent).getSpanContext());
            SpanKind kind =
                    isLocal ? SpanKind.INTERNAL : SpanKind.valueOf(start.kind().name());
            SpanBuilder builder =
                    tracer.spanBuilder(start.name()).setSpanKind(kind).setParent(parent);
            for (String link : start.links()) {
                SpanContext linked = read(link);
                if (linked.isValid()) {
                    builder.addLink(linked);
                }
            }
            if (start.since() != null) {
                builder.setStartTimestamp(start.since());
            }
            return new Begun(builder.startSpan());
        } catch (RuntimeException | LinkageError e) {
            failed(e);
            return OpenSpan.NONE;
        }
    }

    private static Context parent(SpanStart start) {
        if (start.parent() instanceof Begun begun) {
            return Context.root().with(begun.span);
        }
        SpanContext outside = read(start.traceparent());
        SpanContext current = start.inThread() ? Span.current().getSpanContext() : SpanContext.getInvalid();
        // another trace in this thread than that of the request is one that somebody forgot to end there
        boolean isCurrent =
                current.isValid() && (!outside.isValid() || outside.getTraceId().equals(current.getTraceId()));
        return isCurrent ? Context.current() : Context.root().with(Span.wrap(outside));
    }

    private static boolean isLocal(SpanContext context) {
        return context.isValid() && !context.isRemote();
    }

    private static SpanContext read(@Nullable String traceparent) {
        Matcher form = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return form.matches()
                ? SpanContext.createFromRemoteParent(
                        form.group(1), form.group(2), TraceFlags.fromHex(form.group(3), 0), TraceState.getDefault())
                : SpanContext.getInvalid();
    }

    /** What deletes must not fail because it cannot be watched. */
    private void failed(Throwable cause) {
        if (!hasFailed.getAndSet(true)) {
            LOG.warn("OpenTelemetry failed; spans may be missing. Said once", cause);
        }
    }

    /** A span of OpenTelemetry. */
    private final class Begun implements OpenSpan {
        private final Span span;

        Begun(Span span) {
            this.span = span;
        }

        @Override
        public void put(String key, String value) {
            safely(() -> span.setAttribute(key, value));
        }

        @Override
        public void put(String key, long value) {
            safely(() -> span.setAttribute(key, value));
        }

        @Override
        public void put(String key, boolean value) {
            safely(() -> span.setAttribute(key, value));
        }

        @Override
        public void put(String key, List<String> values) {
            safely(() -> span.setAttribute(AttributeKey.stringArrayKey(key), values));
        }

        @Override
        public void failed(String type) {
            safely(() -> span.setAttribute("error.type", type).setStatus(StatusCode.ERROR));
        }

        @Override
        public @Nullable String traceparent() {
            SpanContext context = span.getSpanContext();
            return context.isValid()
                    ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                            + context.getTraceFlags().asHex()
                    : null;
        }

        @Override
        public void close() {
            safely(span::end);
        }

        private void safely(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | LinkageError e) {
                OpenTelemetrySpans.this.failed(e);
            }
        }
    }
}
