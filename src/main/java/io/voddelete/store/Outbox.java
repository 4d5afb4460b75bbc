package io.voddelete.store;

import io.voddelete.asset.Outcome;
import io.voddelete.asset.Status;
import java.util.List;
import java.util.Locale;

/** The outcomes that have not been reported. Thread-safe. */
public interface Outbox {
    /** The kinds of outcomes, which are reported independently. */
    enum Side {
        SUCCESS(Status.DELETED),
        FAILURE(Status.FAILED),
        KEPT(Status.KEPT);

        private final Status status;

        Side(Status status) {
            this.status = status;
        }

        /** The status of its outcomes, apart from missing assets if these are a success. */
        Status status() {
            return status;
        }

        /** The word for it in labels. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the oldest outcomes that have not been reported.
     *
     * @param missingIsSuccess whether {@code not-found} and {@code already-gone} belong to the success side
     */
    List<Outcome> unreported(Side side, boolean missingIsSuccess, int most);

    /** Marks all of these outcomes as reported at the endpoint of one side, or none if it throws. */
    void markReported(Side side, List<Outcome> outcomes);

    /** Counts a try to report that failed, with the next transaction. */
    void countFailure(Side side);
}
