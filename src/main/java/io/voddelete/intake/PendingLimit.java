package io.voddelete.intake;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.store.SubmissionQueries;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Decides whether more ids can be accepted; held ones do not count, since nothing waits behind them. The count is some seconds old, so the limit is not exact. */
public final class PendingLimit {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final SubmissionQueries queries;
    private final long maxPending;
    private final LongSupplier nanoTime;
    private long pending;
    private boolean counted;
    private long countedAt;

    /** @param maxPending while more ids than this are pending, nothing is accepted */
    public PendingLimit(SubmissionQueries queries, long maxPending, LongSupplier nanoTime) {
        this.queries = queries;
        this.maxPending = maxPending;
        this.nanoTime = nanoTime;
    }

    /**
     * @param isRepeat whether the request is a repetition, which adds nothing; called only above the limit
     * @throws HttpProblemException with 429 above the limit
     */
    void check(BooleanSupplier isRepeat) {
        long pending = pending();
        if (pending > maxPending && !isRepeat.getAsBoolean()) {
            Problem problem = Problem.of(
                    429,
                    pending + " ids are pending, more than vod.intake.webhook.max-pending (" + maxPending
                            + "); nothing of it was accepted");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "60"));
        }
    }

    private synchronized long pending() {
        long now = nanoTime.getAsLong();
        if (!counted || now - countedAt >= FRESH.toNanos()) {
            pending = queries.pending() - queries.held();
            counted = true;
            countedAt = now;
        }
        return pending;
    }
}
