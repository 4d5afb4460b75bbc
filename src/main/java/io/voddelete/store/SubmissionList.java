package io.voddelete.store;

import java.util.List;

/**
 * Some submissions, the newest first.
 *
 * @param before the row before which the older ones are; 0 if there are none
 */
public record SubmissionList(List<Submission> submissions, long before) {}
