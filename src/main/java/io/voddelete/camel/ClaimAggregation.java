package io.voddelete.camel;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.sender.ClaimGroup;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;

/** Fills a {@link Batch} claim by claim. */
final class ClaimAggregation implements AggregationStrategy {
    private final int batchSize;
    private final MemoryAggregationRepository openBatches;

    /** Makes the beans that fill batches of this size. */
    static void bind(CamelContext context, int batchSize) {
        MemoryAggregationRepository openBatches = new MemoryAggregationRepository();
        VodBeans.bind(context, "vodOpenBatches", openBatches);
        VodBeans.bind(context, "vodClaimAggregation", new ClaimAggregation(batchSize, openBatches));
    }

    /**
     * @param batchSize the number of ids in a full batch
     * @param openBatches those that wait for more ids, by {@link Claim#callKey}
     */
    private ClaimAggregation(int batchSize, MemoryAggregationRepository openBatches) {
        this.batchSize = batchSize;
        this.openBatches = openBatches;
    }

    /**
     * Whether these claims are a full batch that need not be filled claim by claim. False while an earlier batch waits for more
     * ids: it would go out with fewer than the call could have.
     */
    public boolean isBatch(ClaimGroup group) {
        return group.mayShareCall()
                && group.claims().size() == batchSize
                && !openBatches.getKeys().contains(group.claims().get(0).callKey());
    }

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
