package io.voddelete.metrics;

import io.voddelete.metrics.WatchedModule.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreFigures;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads everything at once for all meters that are asked within a second. Thread-safe. */
final class Snapshots {
    private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

    private static final SenderState UNREADABLE = new SenderState("waiting", Optional.of("fault"));

    private final WatchedModule module;
    private final LongSupplier nanoTime;
    private @Nullable StoreFigures store;
    private SenderState sender = UNREADABLE;
    private boolean wasRead;
    private long readAt;

    Snapshots(WatchedModule module, LongSupplier nanoTime) {
        this.module = module;
        this.nanoTime = nanoTime;
    }

    /** Returns the numbers of at most a second ago, or the last ones that could be read; null if none ever could. */
    synchronized @Nullable StoreFigures store() {
        readIfOld();
        return store;
    }

    /** Returns the state of at most a second ago: a fault if the store cannot be read, as nothing can be sent then. */
    synchronized SenderState sender() {
        readIfOld();
        return sender;
    }

    private void readIfOld() {
        long now = nanoTime.getAsLong();
        if (wasRead && now - readAt <= MOST_NANOS) {
            return;
        }
        wasRead = true;
        readAt = now;
        try {
            sender = module.sender().get();
        } catch (StoreException e) {
            sender = UNREADABLE;
        }
        try {
            store = module.figures().read();
        } catch (StoreException e) {
            return; // its faults are logged by those who need it
        }
    }
}
