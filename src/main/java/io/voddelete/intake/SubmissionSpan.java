package io.voddelete.intake;

import io.voddelete.store.Submission;
import io.voddelete.trace.OpenSpan;

/** What the span of an accepted submission says about it. */
final class SubmissionSpan {
    private SubmissionSpan() {}

    /**
     * Ends the span of an accepted submission.
     *
     * @param ids the lines with an asset id
     * @param rejected the other lines that are not blank
     * @param repeated whether it had been accepted before
     */
    static void end(OpenSpan span, Submission submission, long lines, long ids, long rejected, boolean repeated) {
        span.put("vod.submission.id", submission.submissionId());
        span.put("vod.submission.lines", lines);
        span.put("vod.submission.ids", ids);
        span.put("vod.submission.rejected", rejected);
        span.put("vod.submission.repeated", repeated);
        span.close();
    }
}
