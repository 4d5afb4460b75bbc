package io.voddelete.sender;

import io.voddelete.support.TimeSource;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether VOD, and IAM where that is asked for tokens, can be reached from this process: if not, another node may be able to.
 * Thread-safe.
 */
public final class VodReach {
    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final Duration LONGEST_PATIENCE = Duration.ofMinutes(16);

    private final TimeSource clock;
    /** Longer after each time when another node was no better off. */
    private Duration patience = PATIENCE;
    /** When the first call was made that was not answered, and nothing else since then; null if the last one was. */
    private @Nullable Long since;

    private long lastFault;
    private boolean isLeftToOthers;

    public VodReach(TimeSource clock) {
        this.clock = clock;
    }

    /**
     * A call to VOD is over.
     *
     * @param error what went wrong with it; null if nothing did
     * @param sentAt when it was sent; null if it was not
     */
    synchronized void called(@Nullable VodError error, @Nullable Instant sentAt) {
        if (error == null || error.httpStatus() != 0) {
            since = null;
            patience = PATIENCE;
        } else {
            failed(sentAt == null ? Duration.ZERO : Duration.between(sentAt, clock.instant()));
        }
    }

    /** IAM was asked for a token; its answer says nothing about VOD. */
    synchronized void askedIam(@Nullable VodError error) {
        if (error != null && error.httpStatus() == 0) {
            failed(Duration.ZERO);
        }
    }

    private void failed(Duration ago) {
        long before = lastFault;
        lastFault = clock.nanoTime();
        if (since == null || lastFault - before > LONGEST_PATIENCE.toNanos()) {
            since = lastFault - Math.min(Math.max(0, ago.toNanos()), PATIENCE.toNanos());
        }
    }

    /** Whether calls are tried, and none has been answered for a minute, or for longer if another node was tried before. */
    synchronized boolean isLost() {
        long now = clock.nanoTime();
        return since != null && now - since >= patience.toNanos() && now - lastFault < patience.toNanos();
    }

    /** Other processes call VOD, and this one does not. */
    synchronized void leftToOthers() {
        isLeftToOthers = true;
    }

    /** This process calls VOD; if it had left that to others, they had no answer either, or have ended. */
    synchronized void beginAgain() {
        if (isLeftToOthers) {
            isLeftToOthers = false;
            since = null;
            Duration longer = patience.multipliedBy(2);
            patience = longer.compareTo(LONGEST_PATIENCE) < 0 ? longer : LONGEST_PATIENCE;
        }
    }
}
