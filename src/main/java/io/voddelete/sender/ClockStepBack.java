package io.voddelete.sender;

import io.voddelete.store.Claims;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that the clock was set back, now or while the module was down, and moves times that the old clock had set forward, so
 * that nothing waits too long. Call from one thread.
 */
public final class ClockStepBack {
    /** Smaller steps are ignored: they only delay something by as much. */
    private static final Duration A_LITTLE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClockStepBack.class);

    private final Claims claims;
    private final SendingPause hold;
    private final List<RateLimiter> pacers;
    private final Duration longestWait;
    private final Runnable completeBatches;
    private final TimeSource clock;
    /** Corrections that are still to be made; each is made once, even if another one fails. */
    private final Queue<Runnable> undone = new ArrayDeque<>();

    /** The time of the last look, by both clocks; null before the first. */
    private @Nullable Instant seen;

    private long seenNanos;

    /**
     * @param longestWait maximum delay of an id, except of ids that may be busy
     * @param completeBatches sends incomplete batches, since the end of their waiting time was set by the old clock
     */
    public ClockStepBack(
            Claims claims,
            SendingPause hold,
            List<RateLimiter> pacers,
            Duration longestWait,
            Runnable completeBatches,
            TimeSource clock) {
        this.claims = claims;
        this.hold = hold;
        this.pacers = List.copyOf(pacers);
        this.longestWait = longestWait;
        this.completeBatches = completeBatches;
        this.clock = clock;
    }

    /** Another process sends: the next look is like the first one. */
    void forget() {
        seen = null;
    }

    /** @throws io.voddelete.store.StoreException if a correction cannot be stored; the next look retries it */
    void look() {
        Instant now = clock.instant();
        long nanos = clock.nanoTime();
        Instant expected = seen == null ? now : seen.plusNanos(nanos - seenNanos);
        if (seen == null) {
            undone.add(() -> claims.bringForward(Duration.ZERO, longestWait));
            undone.add(() -> {
                if (hold.pause().isEmpty()) {
                    pacers.forEach(RateLimiter::resume);
                }
            });
        } else if (now.isBefore(expected.minus(A_LITTLE))) {
            Duration step = Duration.between(now, expected);
            LOG.warn("The clock of this machine was set back by {} seconds; sending continues", step.toSeconds());
            undone.add(() -> claims.bringForward(step, longestWait));
            pacers.forEach(pacer -> undone.add(() -> pacer.setBack(step)));
            undone.add(completeBatches);
        }
        seen = now;
        seenNanos = nanos;
        while (!undone.isEmpty()) {
            undone.element().run();
            undone.remove();
        }
    }
}
