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
 * How many requests may wait for the store at a time. Each holds a thread of the server, and while the store is stuck questions,
 * orders and probes need some too.
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
     * Does what waits for the store.
     *
     * @throws HttpProblemException with 503, and nothing was done, if no place gets free within a short while
     */
    <T> T waitIn(Supplier<T> work) {
        if (!hasPlace()) {
            Problem problem = Problem.of(
                    503,
                    "too many requests wait for the store already; nothing of it was accepted: send it again, with the"
                            + " same webhook-id");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    /** Nobody waits for a place while the store goes on with nothing. */
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
