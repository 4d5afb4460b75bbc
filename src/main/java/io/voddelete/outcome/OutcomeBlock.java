package io.voddelete.outcome;

import io.voddelete.asset.Outcome;
import java.util.List;

/**
 * Outcomes that an endpoint takes as one message.
 *
 * @param outcomes at least one
 */
public record OutcomeBlock(List<Outcome> outcomes) {
    public OutcomeBlock {
        outcomes = List.copyOf(outcomes);
    }

    /** Cheap: Camel hashes every body that a simple expression evaluates. */
    @Override
    public int hashCode() {
        return outcomes.size();
    }
}
