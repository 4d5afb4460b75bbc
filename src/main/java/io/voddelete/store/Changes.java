package io.voddelete.store;

import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells whether the store has changed lately: while it does not, nobody needs to look for work in it. Thread-safe. */
public final class Changes {
    private static final Duration LATELY = Duration.ofSeconds(1);

    private final TimeSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long last;

    Changes(TimeSource clock) {
        this.clock = clock;
        this.last = clock.nanoTime();
    }

    /**
     * Runs this after the first change that follows a quiet time, in the thread of the store's writer.
     *
     * @param listener must not wait, nor use the store
     */
    public void onFirst(Runnable listener) {
        listeners.add(listener);
    }

    /** Whether nothing was changed in the last second. The next change is then told to the listeners. */
    public synchronized boolean isQuiet() {
        return clock.nanoTime() - last > LATELY.toNanos();
    }

    /** Something was changed, or may have been. */
    public void note() {
        if (isFirst()) {
            listeners.forEach(Runnable::run);
        }
    }

    /** In one step, so that whoever found it quiet is told. */
    private synchronized boolean isFirst() {
        boolean quiet = isQuiet();
        last = clock.nanoTime();
        return quiet;
    }
}
