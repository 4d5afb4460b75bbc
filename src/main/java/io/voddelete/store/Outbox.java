package io.voddelete.store;

import io.voddelete.asset.Outcome;
import java.util.List;

/** The outcomes that have not been reported. Thread-safe. */
public interface Outbox {
    /** The kinds of outcomes, which are reported independently. */
    enum Side {
        SUCCESS,
        FAILURE
    }

    /**
     * Returns the oldest outcomes that have not been reported.
     *
     * @param missingIsSuccess whether {@code not-found} and {@code already-gone} belong to the success side
     */
    List<Outcome> unreported(Side side, boolean missingIsSuccess, int most);

    /** Marks all of these outcomes as reported, or none if it throws. */
    void markReported(List<Outcome> outcomes);
}
