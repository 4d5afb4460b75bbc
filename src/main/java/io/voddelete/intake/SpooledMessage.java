package io.voddelete.intake;

import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;

/**
 * All ids of one message, of which there are too many for one transaction.
 *
 * @param submissionId the same for the same key, content and reading rules
 * @param key identifies a repeated message
 * @param sha256 of the content as it was sent, in lower-case hex
 */
record SpooledMessage(String submissionId, String key, String sha256, ListSummary survey) implements SpooledList {
    @Override
    public Submission open(Submissions submissions) {
        return submissions.open(submissionId, key, key);
    }

    @Override
    public void seal(Submissions submissions, Submission submission, Seal seal) {
        submissions.seal(submission, seal);
    }
}
