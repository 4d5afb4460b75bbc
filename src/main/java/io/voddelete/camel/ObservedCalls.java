package io.voddelete.camel;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.jfr.FlightEvents;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.sender.Question;
import io.voddelete.store.StoreException;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.Text;
import io.voddelete.trace.OpenSpan;
import io.voddelete.trace.Traces;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Shows calls to VOD in flight recordings and traces, each from its signature to its whole response. The trace does not go on in
 * the call: VOD is another's, and a header more would change the request.
 */
final class ObservedCalls {
    /** The call, as an exchange property. */
    private static final String PROPERTY = "CamelVodObservedCall";

    /** @param error reads what went wrong with the whole call from its response */
    private record Call(FlightEvents.Call event, OpenSpan span, Function<VodResponse, @Nullable VodError> error) {
        @Override
        public String toString() {
            return "Call"; // Camel may log exchange properties
        }
    }

    private final Traces traces;
    private final SubmissionQueries queries;
    private final URI endpoint;

    ObservedCalls(Traces traces, SubmissionQueries queries, URI endpoint) {
        this.traces = traces;
        this.queries = queries;
        this.endpoint = endpoint;
    }

    /** The call about the ids in the body begins. */
    void begin(Exchange exchange, String path) {
        Object body = exchange.getMessage().getBody();
        exchange.setProperty(PROPERTY, body instanceof Batch batch ? delete(exchange, path, batch) : info(path, body));
    }

    private Call delete(Exchange exchange, String path, Batch batch) {
        OpenSpan span = OpenSpan.NONE;
        if (traces.areOn()) {
            List<String> ids = List.copyOf(batch.byAssetId().keySet());
            OpenSpan ofBatch = BatchSpan.of(exchange, since -> begin(batch, since));
            span = traces.delete(endpoint, path, batch.requireCall().id(), ids, ofBatch);
        }
        return new Call(
                FlightEvents.call("delete", batch.size()),
                span,
                answer -> DeleteResponse.read(answer).error());
    }

    private OpenSpan begin(Batch batch, Instant since) {
        List<Claim> claims =
                Stream.concat(batch.claims().stream(), batch.rest().stream()).toList();
        return traces.batch(claims.size(), origins(claims), since);
    }

    /** The traces of the submissions of claimed ids; none if the store cannot be read, which is no reason not to delete. */
    private Set<String> origins(List<Claim> claims) {
        try {
            return queries.traceparents(claims.stream().map(Claim::row).toList());
        } catch (StoreException e) {
            return Set.of(); // who needs the store says so
        }
    }

    private Call info(String path, Object body) {
        List<AssetId> ids = body instanceof Question question ? question.assetIds() : ((ClaimGroup) body).assetIds();
        OpenSpan span = OpenSpan.NONE;
        if (traces.areOn()) {
            Set<String> of = body instanceof ClaimGroup group ? origins(group.claims()) : Set.of();
            span = traces.info(endpoint, path, ids.stream().map(AssetId::value).toList(), of);
        }
        return new Call(
                FlightEvents.call("info", ids.size()),
                span,
                answer -> InfoResponse.read(answer).error());
    }

    /** The call has this response, or none. Does nothing if none has begun, in a changed copy of a route. */
    static void end(Exchange exchange, VodResponse answer) {
        if (exchange.removeProperty(PROPERTY) instanceof Call call) {
            call.event.end(answer.status(), () -> VodError.word(call.error.apply(answer)));
            if (call.span != OpenSpan.NONE) {
                end(call.span, answer, call.error.apply(answer));
            }
        }
    }

    private static void end(OpenSpan span, VodResponse answer, @Nullable VodError error) {
        if (answer.status() > 0) {
            span.put("http.response.status_code", answer.status());
        }
        if (error != null) {
            span.failed(VodError.word(error));
            if (error.code() != null) {
                span.put("vod.error.code", Text.visible(error.code()));
            }
        }
        span.close();
    }
}
