package io.voddelete.support;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Work that runs in a thread of its own, while who began it does something else. */
public final class Background<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Background(String name, Callable<T> work) {
        this.task = new FutureTask<>(work);
        this.thread = new Thread(task, name);
        thread.setDaemon(true);
    }

    /** Begins the work in a new thread of this name. */
    public static <T> Background<T> begin(String name, Supplier<T> work) {
        Background<T> begun = new Background<>(name, work::get);
        begun.thread.start();
        return begun;
    }

    /** Waits until it has ended, whoever interrupts meanwhile and whatever has come of it. */
    public void await() {
        Uninterrupted.join(thread);
    }

    /** Waits like {@link #await}, and returns the result, or throws what the work has thrown. */
    public T result() {
        await();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) { // not thrown once it has ended
            throw new IllegalStateException(e);
        }
    }
}
