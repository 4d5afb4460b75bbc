package io.voddelete.status;

import java.time.Instant;

/** Times as answers have them. */
final class Times {
    private Times() {}

    /** ISO-8601, UTC; null for null. */
    static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
