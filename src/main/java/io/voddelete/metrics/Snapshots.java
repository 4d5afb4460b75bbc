package io.voddelete.metrics;

import io.voddelete.store.StoreException;
import io.voddelete.store.StoreFigures;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads everything at once for all meters that are asked within a second. Thread-safe. */
final class Snapshots {
    private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

    /** The numbers of one moment. */
    record Snapshot(StoreFigures store, String senderState, Optional<String> pauseCause) {}

    private final WatchedModule module;
    private final LongSupplier nanoTime;
    private @Nullable Snapshot newest;
    private long readAt;

    Snapshots(WatchedModule module, LongSupplier nanoTime) {
        this.module = module;
        this.nanoTime = nanoTime;
    }

    /** Returns the numbers of at most a second ago, or the last ones that could be read; null if none ever could. */
    synchronized @Nullable Snapshot get() {
        long now = nanoTime.getAsLong();
        if (newest == null || now - readAt > MOST_NANOS) {
            readAt = now;
            try {
                newest = new Snapshot(
                        module.figures().read(),
                        module.senderState().get(),
                        module.pauseCause().get());
            } catch (StoreException e) {
                return newest; // its faults are logged by those who need it
            }
        }
        return newest;
    }
}
