package io.voddelete.intake;

import io.voddelete.reader.ListRules;
import io.voddelete.store.LastRun;
import java.nio.file.Path;

/**
 * All ids of one schedule run, read completely and kept in a temporary file while the run lasts.
 *
 * @param schedule the name of the schedule
 * @param run the record that is stored when the ids are accepted
 * @param file the temporary file
 */
public record SpooledList(String schedule, LastRun run, Path file, ListSummary survey, ListRules rules) {
    /** The source of the ids: the schedule and the planned time of the run. */
    String source() {
        return "schedule:" + schedule + "@" + run.planned();
    }

    /** A submission begun with other content or other rules is not resumed, and never sent. */
    String key() {
        return String.join(":", source(), survey.sha256(), rules.toString());
    }
}
