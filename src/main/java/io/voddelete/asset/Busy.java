package io.voddelete.asset;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long and how often an asset was found busy: transcoded, reviewed or otherwise in a state in which it cannot be
 * deleted.
 *
 * @param since when it was found so first in this generation; null if it never was
 * @param looks how often it was, by {@code asset/info} or by a DELETE
 * @param calls the DELETE calls that were spent on it
 * @param hidden whether it was a DELETE that found it so last, which {@code asset/info} need not show
 */
public record Busy(@Nullable Instant since, int looks, int calls, boolean hidden) {
    /** Not found busy so far. */
    public static final Busy NEVER = new Busy(null, 0, 0, false);

    /**
     * When it will have been busy for so long.
     *
     * @throws IllegalStateException if it was never found busy
     */
    public Instant end(Duration time) {
        if (since == null) {
            throw new IllegalStateException("an asset that was never found busy");
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
