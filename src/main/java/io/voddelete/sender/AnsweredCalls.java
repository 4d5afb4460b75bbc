package io.voddelete.sender;

import io.voddelete.support.Timings;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the answers to calls of one kind were since the start, and how long they took. Thread-safe. */
final class AnsweredCalls {
    private final AtomicLong throttled = new AtomicLong();
    private final Timings times = new Timings();
    private volatile @Nullable Instant lastAccepted;

    /**
     * Counts an answer.
     *
     * @param error what went wrong with the whole call; null if nothing did
     * @param sentAt when it was sent; null if it was not
     */
    void add(@Nullable VodError error, @Nullable Instant sentAt, Instant now) {
        if (sentAt != null) {
            times.add(Duration.between(sentAt, now));
        }
        if (error == null) {
            lastAccepted = now;
        } else if (error.errorClass() == ErrorClass.THROTTLED) {
            throttled.incrementAndGet();
        }
    }

    /** Returns how many VOD has throttled. */
    long throttled() {
        return throttled.get();
    }

    /** Returns how long calls took, from when they were sent. */
    Timings times() {
        return times;
    }

    /** Returns when VOD last accepted one; empty if it has not yet. */
    Optional<Instant> lastAccepted() {
        return Optional.ofNullable(lastAccepted);
    }
}
