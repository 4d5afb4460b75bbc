package io.voddelete.camel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** One daemon thread for scheduled tasks. Reports their exceptions, which would otherwise stay in unused futures. */
final class VodTimer extends ScheduledThreadPoolExecutor {
    private final ErrorWatch errors;

    VodTimer(String name, ErrorWatch errors) {
        super(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        this.errors = errors;
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
