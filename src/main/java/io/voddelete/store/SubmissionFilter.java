package io.voddelete.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects submissions; null selects all.
 *
 * @param source how its source begins
 * @param text is contained in its id, its source or the name of its caller, whatever the case of ASCII letters
 * @param requestedBy who asked for it, exactly as {@link Requested#by} has it
 * @param since it was received at this time or later
 * @param until it was received before this time
 */
public record SubmissionFilter(
        @Nullable SubmissionState state,
        @Nullable String source,
        @Nullable String text,
        @Nullable String requestedBy,
        @Nullable Instant since,
        @Nullable Instant until) {
    /** Selects all. */
    public static final SubmissionFilter NONE = new SubmissionFilter(null, null, null, null, null, null);

    /** Returns whether the oldest come first, since they have waited longest. */
    public boolean isOldestFirst() {
        return state != null && state.isWaiting();
    }
}
