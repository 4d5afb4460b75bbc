package io.voddelete.trace;

import io.voddelete.trace.SpanStart.Kind;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The spans of the module, documented in {@code traces.md}. None holds an asset id unless that is asked for. Until
 * {@link #begin} there are none, which costs one branch. Thread-safe.
 */
public final class Traces {
    /** More are dropped by OpenTelemetry too, as it comes. */
    private static final int MOST_LINKS = 128;

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final boolean withAssetIds;
    private volatile Optional<SpanStarter> starter = Optional.empty();

    /** @param withAssetIds whether the spans of calls name their assets */
    public Traces(boolean withAssetIds) {
        this.withAssetIds = withAssetIds;
    }

    /** From now on there are spans. */
    public void begin(SpanStarter spans) {
        starter = Optional.of(spans);
    }

    /** From now on no span begins. */
    public void end() {
        starter = Optional.empty();
    }

    /** Whether there are spans. What only they need is not to be looked up otherwise. */
    public boolean areOn() {
        return starter.isPresent();
    }

    /**
     * A submission is read until its ids are durable.
     *
     * @param intake file, webhook, schedule or message
     * @param traceparent of its request; null if it had none
     */
    public OpenSpan accept(String intake, @Nullable String traceparent) {
        // only these run in a thread of their sender
        boolean isSent = intake.equals("webhook") || intake.equals("message");
        Kind kind = intake.equals("webhook") ? Kind.SERVER : Kind.CONSUMER;
        OpenSpan span = start(new SpanStart("accept submission", kind, null, traceparent, isSent, null, List.of()));
        span.put("vod.intake", intake);
        return span;
    }

    /**
     * A batch waits for its slot, is sent, and its results are stored.
     *
     * @param traceparents of its submissions
     * @param since when it began to wait
     */
    public OpenSpan batch(int ids, Collection<String> traceparents, Instant since) {
        OpenSpan span = start(new SpanStart("send batch", Kind.INTERNAL, null, null, false, since, few(traceparents)));
        span.put("vod.batch.ids", ids);
        return span;
    }

    /**
     * A DELETE call.
     *
     * @param path with the project
     * @param batch its parent
     */
    public OpenSpan delete(URI endpoint, String path, String callId, List<String> assetIds, @Nullable OpenSpan batch) {
        String template = "/v1.0/{project_id}/asset";
        OpenSpan span = start(new SpanStart("DELETE " + template, Kind.CLIENT, batch, null, false, null, List.of()));
        describe(span, "DELETE", template, endpoint, path, assetIds);
        span.put("vod.call.id", callId);
        return span;
    }

    /**
     * A call that asks about assets.
     *
     * @param path with the project
     * @param traceparents of the submissions that named them
     */
    public OpenSpan info(URI endpoint, String path, List<String> assetIds, Collection<String> traceparents) {
        OpenSpan span = start(new SpanStart("ask info", Kind.CLIENT, null, null, false, null, few(traceparents)));
        describe(span, "GET", "/v1.0/{project_id}/asset/info", endpoint, path, assetIds);
        return span;
    }

    private void describe(
            OpenSpan span, String method, String template, URI endpoint, String path, List<String> assetIds) {
        span.put("http.request.method", method);
        span.put("url.template", template);
        span.put("url.full", endpoint.resolve(path) + "?asset_id=REDACTED");
        span.put("server.address", String.valueOf(endpoint.getHost()));
        span.put("server.port", port(endpoint));
        span.put("vod.call.ids", assetIds.size());
        if (withAssetIds) {
            span.put("vod.asset.ids", assetIds);
        }
    }

    private static int port(URI endpoint) {
        return endpoint.getPort() >= 0 ? endpoint.getPort() : "http".equals(endpoint.getScheme()) ? HTTP : HTTPS;
    }

    /**
     * Outcomes go to their endpoint.
     *
     * @param endpoint success, failure or kept
     * @param traceparents of their submissions
     */
    public OpenSpan report(String endpoint, int outcomes, Collection<String> traceparents) {
        OpenSpan span =
                start(new SpanStart("report outcomes", Kind.PRODUCER, null, null, false, null, few(traceparents)));
        span.put("messaging.operation.type", "send");
        span.put("messaging.batch.message_count", outcomes);
        span.put("vod.outcome.endpoint", endpoint);
        return span;
    }

    private static List<String> few(Collection<String> traceparents) {
        return traceparents.stream().distinct().limit(MOST_LINKS).toList();
    }

    private OpenSpan start(SpanStart start) {
        return starter.map(spans -> spans.start(start)).orElse(OpenSpan.NONE);
    }
}
