package io.voddelete.camel;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.trace.OpenSpan;
import java.time.Instant;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** The span of a batch: from when its route took it to the end of that route. A batch that makes no call has none. */
final class BatchSpan extends SynchronizationAdapter {
    /** The span, as an exchange property. */
    private static final String PROPERTY = "CamelVodBatchSpan";

    private final OpenSpan span;

    private BatchSpan(OpenSpan span) {
        this.span = span;
    }

    /**
     * Returns the span of this exchange.
     *
     * @param begin begins it, at the first call, with the time that it began at
     */
    static OpenSpan of(Exchange exchange, Function<Instant, OpenSpan> begin) {
        if (exchange.getProperty(PROPERTY) instanceof OpenSpan begun) {
            return begun;
        }
        OpenSpan span = begin.apply(Instant.ofEpochMilli(exchange.getClock().getCreated()));
        exchange.setProperty(PROPERTY, span);
        exchange.getExchangeExtension().addOnCompletion(new BatchSpan(span));
        return span;
    }

    @Override
    public void onDone(Exchange exchange) {
        Exception fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (fault != null && !RootCause.isBehind(fault, CallDeferredException.class)) {
            span.failed(RootCause.innermost(fault).getClass().getSimpleName());
        }
        span.close();
    }
}
