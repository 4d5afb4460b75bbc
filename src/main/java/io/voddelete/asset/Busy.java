package io.voddelete.asset;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long and how often an asset was found busy (being transcoded, reviewed and so on), so that it cannot be deleted.
 *
 * @param since when it was first found busy in this generation; null if never
 * @param looks how often it was found busy, by {@code asset/info} or by a DELETE call
 * @param calls how many of those were DELETE calls
 * @param hidden whether the latest one was a DELETE call; {@code asset/info} may then not show the asset as busy
 */
public record Busy(@Nullable Instant since, int looks, int calls, boolean hidden) {
    /** Never found busy. */
    public static final Busy NEVER = new Busy(null, 0, 0, false);

    /**
     * Returns when the asset will have been busy for the given time.
     *
     * @throws IllegalStateException if it was never found busy
     */
    public Instant end(Duration time) {
        if (since == null) {
            throw new IllegalStateException("the asset was never found busy");
        }
        return since.plus(time);
    }

    Busy byInfo(Instant now, int moreCalls) {
        return new Busy(since == null ? now : since, looks + 1, calls + moreCalls, false);
    }

    Busy byCall(Instant now, int moreCalls) {
        return new Busy(since == null ? now : since, looks + 1, calls + moreCalls, true);
    }
}
