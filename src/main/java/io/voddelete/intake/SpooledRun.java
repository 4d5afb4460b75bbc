package io.voddelete.intake;

import io.voddelete.reader.ListRules;
import io.voddelete.store.LastRun;
import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;

/**
 * All ids of one schedule run.
 *
 * @param schedule the name of the schedule
 * @param requested who asked for it, from where and why
 * @param run the record that is stored when the ids are accepted
 */
record SpooledRun(String schedule, Requested requested, LastRun run, ListSummary survey, ListRules rules)
        implements SpooledList {
    /** The source of the ids: the schedule and the planned time of the run. */
    private String source() {
        return "schedule:" + schedule + "@" + run.planned();
    }

    @Override
    public String sha256() {
        return survey.sha256();
    }

    @Override
    public String intake() {
        return "schedule";
    }

    /** A submission begun with other content or other rules is not resumed, and never sent. */
    @Override
    public Submission open(Submissions submissions, Requested by) {
        return submissions.open(String.join(":", source(), survey.sha256(), rules.toString()), source(), by);
    }

    @Override
    public void seal(Submissions submissions, Submission submission, Seal seal) {
        submissions.seal(submission, seal, schedule, run);
    }
}
