package io.voddelete.camel;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Fills a {@link Batch} claim by claim. */
final class ClaimAggregation implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange batch, Exchange next) {
        Claim claim = next.getMessage().getBody(Claim.class);
        Exchange filled = batch == null ? next : batch;
        filled.getMessage()
                .setBody(
                        batch == null
                                ? Batch.of(claim)
                                : batch.getMessage().getBody(Batch.class).plus(claim));
        if (claim.known().alone()) {
            filled.setProperty(Exchange.AGGREGATION_COMPLETE_CURRENT_GROUP, true);
        }
        return filled;
    }
}
