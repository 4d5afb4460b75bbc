package io.voddelete.intake;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.store.SubmissionQueries;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Whether more ids may be taken in. The count is some seconds old: it is a brake, no exact bound. */
public final class PendingLimit {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final SubmissionQueries queries;
    private final long maxPending;
    private final LongSupplier nanoTime;
    private long pending;
    private boolean counted;
    private long countedAt;

    /** @param maxPending as long as more ids are pending, nothing is taken in */
    public PendingLimit(SubmissionQueries queries, long maxPending, LongSupplier nanoTime) {
        this.queries = queries;
        this.maxPending = maxPending;
        this.nanoTime = nanoTime;
    }

    /**
     * @param isRepeat whether the request came before, so that it adds nothing; asked only if there is no room
     * @throws HttpProblemException with 429 if there is none
     */
    void check(BooleanSupplier isRepeat) {
        long pending = pending();
        if (pending > maxPending && !isRepeat.getAsBoolean()) {
            Problem problem = Problem.of(
                    429,
                    pending + " ids are pending, more than vod.intake.webhook.max-pending, that is " + maxPending
                            + "; nothing of it was accepted");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "60"));
        }
    }

    private synchronized long pending() {
        long now = nanoTime.getAsLong();
        if (!counted || now - countedAt >= FRESH.toNanos()) {
            pending = queries.pending();
            counted = true;
            countedAt = now;
        }
        return pending;
    }
}
