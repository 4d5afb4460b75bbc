package io.voddelete.store;

import java.time.Instant;
import java.util.List;

/**
 * The newest run of a schedule that is done.
 *
 * @param planned when it was to fire; no run planned at or before that time is ever made
 * @param times the cron and the time zone that planned it; what was missed is known only as long as they stay the same
 * @param taken the marks of the lists that it and runs before it took in, the newest first; one that still lies at the
 *     source is not taken in again
 */
public record LastRun(Instant planned, String times, List<String> taken) {
    /** The texts have no line ends. */
    public LastRun {
        taken = List.copyOf(taken);
    }
}
