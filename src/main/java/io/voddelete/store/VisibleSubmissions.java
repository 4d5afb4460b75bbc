package io.voddelete.store;

import org.jspecify.annotations.Nullable;

/**
 * The submissions that a reader may see: those of one caller, and those whose source begins with a prefix.
 *
 * @param caller name of the caller that sent them; null for none
 * @param prefix of their sources; empty for all submissions, null for none
 */
public record VisibleSubmissions(
        @Nullable String caller, @Nullable String prefix) {
    /** Every submission. */
    public static final VisibleSubmissions ALL = new VisibleSubmissions(null, "");

    boolean isAll() {
        return prefix != null && prefix.isEmpty();
    }

    /** @param sentBy name of the caller that sent the submission; null if unknown */
    boolean covers(@Nullable String sentBy, String source) {
        return caller != null && caller.equals(sentBy) || prefix != null && source.startsWith(prefix);
    }
}
