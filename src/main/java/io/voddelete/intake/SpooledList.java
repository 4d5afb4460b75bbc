package io.voddelete.intake;

import io.voddelete.reader.ListRules;
import io.voddelete.store.LastRun;
import java.nio.file.Path;

/**
 * All ids of one run of a schedule, read to the end and kept in a file of our own for the time of the run.
 *
 * @param schedule the name of the schedule
 * @param run what is remembered when the ids are accepted
 * @param file their spool
 */
public record SpooledList(String schedule, LastRun run, Path file, ListSummary survey, ListRules rules) {
    /** Where the ids come from: the schedule and the planned time of the run. */
    String source() {
        return "schedule:" + schedule + "@" + run.planned();
    }

    /** What was begun with another content or by other rules is not resumed; it is never sent. */
    String key() {
        return String.join(":", source(), survey.sha256(), rules.toString());
    }
}
