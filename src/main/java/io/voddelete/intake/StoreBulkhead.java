package io.voddelete.intake;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.store.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits how many requests wait for the store at a time. Each occupies a server thread, and while the store is stuck, queries,
 * commands and probes need threads too.
 */
public final class StoreBulkhead {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final StoreHealth store;
    private final InstantSource clock;
    private final Semaphore places;

    /** @param places how many may wait */
    public StoreBulkhead(StoreHealth store, int places, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.places = new Semaphore(places, true);
    }

    /**
     * Runs a task that waits for the store.
     *
     * @throws HttpProblemException with 503, without having run the task, if the limit stays reached for a short while
     */
    <T> T waitIn(Supplier<T> work) {
        if (!hasPlace()) {
            Problem problem = Problem.of(
                    503,
                    "too many requests are waiting for the store; nothing of it was accepted; send it again, with the same"
                            + " webhook-id");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    /** Requests do not wait while the store makes no progress. */
    private boolean hasPlace() {
        try {
            return places.tryAcquire(isStuck() ? 0 : SHORT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isStuck() {
        Instant since = store.condition().busySince();
        return since != null && Duration.between(since, clock.instant()).compareTo(SHORT.dividedBy(2)) > 0;
    }
}
