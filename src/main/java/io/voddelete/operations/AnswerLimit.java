package io.voddelete.operations;

import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many questions and orders are answered at a time. A list of 500 submissions takes some milliseconds of a processor and a
 * thread of the server, and callers that send lists need both: some hundred queries at once would delay them for seconds.
 * Authenticated callers do not wait for unauthenticated ones.
 */
final class AnswerLimit {
    /** For each kind of caller, as many as the store can read at a time. */
    static final int AT_A_TIME = 3;

    /** Beside them, each with a thread of the server. */
    static final int MOST_WAITING = 5;

    private static final class Places {
        private final Semaphore running = new Semaphore(AT_A_TIME, true);
        private final Semaphore all = new Semaphore(AT_A_TIME + MOST_WAITING);
    }

    private final Duration longest;
    private final Places known = new Places();
    private final Places unknown = new Places();

    /** @param longest that one waits for a place */
    AnswerLimit(Duration longest) {
        this.longest = longest;
    }

    /**
     * Runs the query and returns its response.
     *
     * @throws HttpProblemException with 503 if too many wait already, or no place gets free in time
     */
    <T> T answer(Caller caller, Supplier<T> work) {
        Places places = caller.name() == null ? unknown : known;
        if (!places.all.tryAcquire()) {
            throw busy();
        }
        try {
            await(places.running);
            try {
                return work.get();
            } finally {
                places.running.release();
            }
        } finally {
            places.all.release();
        }
    }

    private void await(Semaphore running) {
        try {
            if (!running.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static HttpProblemException busy() {
        Problem problem = Problem.of(503, "too many queries are being answered", "busy", "try again");
        return new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
    }
}
