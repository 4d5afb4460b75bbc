package io.voddelete.intake;

import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;

/**
 * All ids of one message, of which there are too many for one transaction.
 *
 * @param submissionId the same for the same key, content and reading rules
 * @param key identifies a repeated message
 * @param requested who asked for it, from where and why
 * @param sha256 of the content as it was sent, in lower-case hex
 */
record SpooledMessage(String submissionId, String key, Requested requested, String sha256, ListSummary survey)
        implements SpooledList {
    @Override
    public String intake() {
        return "message";
    }

    @Override
    public Submission open(Submissions submissions, Requested by) {
        return submissions.open(submissionId, key, key, by);
    }

    @Override
    public void seal(Submissions submissions, Submission submission, Seal seal) {
        submissions.seal(submission, seal);
    }
}
