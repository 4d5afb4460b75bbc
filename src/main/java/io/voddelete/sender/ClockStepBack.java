package io.voddelete.sender;

import io.voddelete.store.Claims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the clock was set back, now or while the module was down: what was to be done at a time of the old clock
 * is done in time by the new one. One thread looks.
 */
public final class ClockStepBack {
    /** Less is made up for by waiting. */
    private static final Duration A_LITTLE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClockStepBack.class);

    private final Claims claims;
    private final SendingPause hold;
    private final List<RateLimiter> pacers;
    private final Duration longestWait;
    private final Runnable completeBatches;
    private final InstantSource clock;
    /** What is still to be done about the start or a step back: each only once, whatever the others come to. */
    private final Queue<Runnable> undone = new ArrayDeque<>();

    private Instant seen;

    /**
     * @param longestWait no id is put off for longer, but for one that may be busy
     * @param completeBatches sends batches as they are: the time after which they would be is one of the old clock
     */
    public ClockStepBack(
            Claims claims,
            SendingPause hold,
            List<RateLimiter> pacers,
            Duration longestWait,
            Runnable completeBatches,
            InstantSource clock) {
        this.claims = claims;
        this.hold = hold;
        this.pacers = List.copyOf(pacers);
        this.longestWait = longestWait;
        this.completeBatches = completeBatches;
        this.clock = clock;
    }

    /** @throws io.voddelete.store.StoreException if it cannot be written down; the next look does it */
    void look() {
        Instant now = clock.instant();
        if (seen == null) {
            undone.add(() -> claims.bringForward(Duration.ZERO, longestWait));
            undone.add(() -> {
                if (hold.pause().isEmpty()) {
                    pacers.forEach(RateLimiter::resume);
                }
            });
        } else if (now.isBefore(seen.minus(A_LITTLE))) {
            Duration step = Duration.between(now, seen);
            LOG.warn("The clock of this machine was set back by {} seconds; sending continues", step.toSeconds());
            undone.add(() -> claims.bringForward(step, longestWait));
            pacers.forEach(pacer -> undone.add(() -> pacer.setBack(step)));
            undone.add(completeBatches);
        }
        seen = now;
        while (!undone.isEmpty()) {
            undone.element().run();
            undone.remove();
        }
    }
}
