package io.voddelete.outcome;

import io.voddelete.asset.Outcome;
import io.voddelete.store.Outbox.Side;
import java.util.ArrayList;
import java.util.List;

/** Outcomes of one side on their way to its endpoint. One thread at a time delivers; the stop reads it from another. */
public final class OutcomeBatch {
    /** Outcomes in one message: at most some 20 KB each, with all columns that are kept. */
    private static final int BLOCK = 50;

    private final Side side;
    private final List<Outcome> outcomes;
    private final boolean together;
    private boolean isBlock;
    private volatile int delivered;

    /** @param together whether the endpoint takes many at once */
    OutcomeBatch(Side side, List<Outcome> outcomes, boolean together) {
        this.side = side;
        this.outcomes = outcomes;
        this.together = together;
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

    /** Each outcome, for a changed copy of a route that sends one after the other. */
    public List<Outcome> getOutcomes() {
        return outcomes;
    }

    /** What the messages to the endpoint are about: an outcome each, or an {@link OutcomeBlock}. */
    public List<?> getMessages() {
        isBlock = together;
        return isBlock ? blocks() : outcomes;
    }

    private List<OutcomeBlock> blocks() {
        List<OutcomeBlock> blocks = new ArrayList<>();
        for (int from = 0; from < outcomes.size(); from += BLOCK) {
            blocks.add(new OutcomeBlock(outcomes.subList(from, Math.min(from + BLOCK, outcomes.size()))));
        }
        return blocks;
    }

    /** The next message has reached the endpoint. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread sends, others only look
    void delivered() {
        delivered = Math.min(outcomes.size(), delivered + (isBlock ? BLOCK : 1));
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
