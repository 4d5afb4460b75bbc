package io.voddelete.store;

import io.voddelete.asset.Outcome;
import java.util.List;

/** The outcomes that were not reported yet. Safe for use by many threads. */
public interface Outbox {
    /** Whose outcomes: the two sides advance apart. */
    enum Side {
        SUCCESS,
        FAILURE
    }

    /**
     * The oldest outcomes that have not been reported.
     *
     * @param missingIsSuccess whether {@code not-found} and {@code already-gone} belong to the success side
     */
    List<Outcome> unreported(Side side, boolean missingIsSuccess, int most);

    /** Marks outcomes as reported, all or none. */
    void markReported(List<Outcome> outcomes);
}
