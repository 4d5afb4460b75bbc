package io.voddelete.outcome;

import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import java.util.List;

/** Which lines of a submission a report has. */
public enum ReportPart {
    /** All that are not blank or comments. */
    ALL("report") {
        @Override
        List<SubmissionLine> page(SealedSubmissions submissions, Submission submission, long after) {
            return submissions.lines(submission, after, PAGE);
        }
    },
    /** Those without an asset id. */
    REJECTED("rejected") {
        @Override
        List<SubmissionLine> page(SealedSubmissions submissions, Submission submission, long after) {
            return submissions.rejected(submission, after, PAGE);
        }
    },
    /** Those whose id was accepted before. */
    DUPLICATES("duplicates") {
        @Override
        List<SubmissionLine> page(SealedSubmissions submissions, Submission submission, long after) {
            return submissions.duplicatesNow(submission, after, PAGE);
        }
    };

    private static final int PAGE = 5_000;

    private final String word;

    ReportPart(String word) {
        this.word = word;
    }

    /** Its name in a file name, and as a parameter if it is not all. */
    public String word() {
        return word;
    }

    /**
     * A page of its lines, in order.
     *
     * @param after returns only lines with a greater number
     * @return empty only at the end
     */
    abstract List<SubmissionLine> page(SealedSubmissions submissions, Submission submission, long after);
}
