package io.voddelete.outcome;

import io.voddelete.asset.Outcome;
import io.voddelete.store.Outbox.Side;
import java.util.List;

/** Outcomes of one side on their way to its endpoint. One thread at a time delivers; the stop reads it from another. */
public final class OutcomeBatch {
    private final Side side;
    private final List<Outcome> outcomes;
    private volatile int delivered;

    OutcomeBatch(Side side, List<Outcome> outcomes) {
        this.side = side;
        this.outcomes = outcomes;
    }

    Side side() {
        return side;
    }

    public boolean isSuccess() {
        return side == Side.SUCCESS;
    }

    public boolean isKept() {
        return side == Side.KEPT;
    }

    public List<Outcome> getOutcomes() {
        return outcomes;
    }

    /** The next outcome has reached the endpoint. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread sends, others only look
    void delivered() {
        delivered = delivered + 1;
    }

    /** Whether all of them have reached the endpoint. */
    boolean isDelivered() {
        return delivered == outcomes.size();
    }

    /** The outcomes that have reached the endpoint, in order. */
    List<Outcome> reached() {
        return outcomes.subList(0, delivered);
    }
}
