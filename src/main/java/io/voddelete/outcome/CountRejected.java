package io.voddelete.outcome;

import io.voddelete.store.Counter;
import io.voddelete.store.Figures;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;

/**
 * Counts what becomes of rejected lines at their endpoint. They are not kept: a list whose lines do not arrive is not accepted,
 * and its source says so and tries again.
 */
public final class CountRejected {
    private static final String ENDPOINT = "rejected";

    private final Figures figures;

    public CountRejected(Figures figures) {
        this.figures = figures;
    }

    /** The endpoint accepted a line. */
    public void delivered() {
        figures.count(Counter.REPORTED, ENDPOINT, 1);
    }

    /**
     * Not all lines were sent. A stop counts as no failure.
     *
     * @throws Exception this cause, always
     */
    public void failed(Exception cause) throws Exception {
        if (!(RootCause.innermost(cause) instanceof CallDeferredException)) {
            figures.count(Counter.REPORT_FAILURES, ENDPOINT, 1);
        }
        throw cause;
    }
}
