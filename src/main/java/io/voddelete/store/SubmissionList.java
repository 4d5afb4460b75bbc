package io.voddelete.store;

import java.util.List;

/**
 * A page of submissions.
 *
 * @param next the row after which the next page begins; 0 if there are no more
 */
public record SubmissionList(List<Submission> submissions, long next) {
    /**
     * @param found one more than {@code most} if there are more
     * @param otherwise the row after which the next page begins if there are not; 0 if nowhere
     */
    static SubmissionList of(List<Submission> found, int most, long otherwise) {
        return found.size() <= most
                ? new SubmissionList(found, otherwise)
                : new SubmissionList(found.subList(0, most), found.get(most - 1).row());
    }
}
