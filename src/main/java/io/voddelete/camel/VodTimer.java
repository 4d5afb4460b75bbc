package io.voddelete.camel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread for scheduled tasks. Reports their exceptions, which would otherwise stay in unused futures. */
final class VodTimer extends ScheduledThreadPoolExecutor {
    private final ErrorWatch errors;
    private volatile Future<?> repeated = CompletableFuture.completedFuture(null);

    VodTimer(String name, ErrorWatch errors) {
        super(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        this.errors = errors;
    }

    /** Runs a task again and again, until {@link #endRepeating}. */
    void repeat(Runnable task, long firstAfterSeconds, long everySeconds) {
        repeated = scheduleWithFixedDelay(task, firstAfterSeconds, everySeconds, TimeUnit.SECONDS);
    }

    /** Does not run the task of the last {@link #repeat} any more, if there was one; a run in progress goes on. */
    void endRepeating() {
        repeated.cancel(false);
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        super.afterExecute(task, thrown);
        errors.look(thrown);
        if (task instanceof Future<?> future && future.isDone()) {
            try {
                future.get();
            } catch (ExecutionException e) {
                errors.look(e.getCause());
            } catch (CancellationException e) {
                // it was not needed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
