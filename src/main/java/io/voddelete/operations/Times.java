package io.voddelete.operations;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as answers have them. */
final class Times {
    private Times() {}

    /** ISO-8601, UTC, with milliseconds at most, as the store keeps them; null for null. */
    static String text(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
