package io.voddelete.store;

import java.util.List;

/**
 * A page of submissions, the newest first.
 *
 * @param before older submissions have smaller row numbers than this; 0 if there are none
 */
public record SubmissionList(List<Submission> submissions, long before) {}
