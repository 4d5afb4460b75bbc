package io.voddelete.store;

import java.time.Instant;
import java.util.List;

/**
 * The newest completed run of a schedule.
 *
 * @param planned its planned time; no run planned at or before it is made any more
 * @param times its cron expression and time zone; missed runs can be found only while these stay the same
 * @param taken marks of the lists that it and earlier runs accepted, the newest first; such a list is not accepted again if it
 *     is still at its source
 */
public record LastRun(Instant planned, String times, List<String> taken) {
    /** No mark contains a line break. */
    public LastRun {
        taken = List.copyOf(taken);
    }
}
