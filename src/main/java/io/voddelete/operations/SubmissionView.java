package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Notice;
import io.voddelete.store.Submission;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission.
 *
 * @param caller the name of the caller that sent it; null if unknown
 * @param state reading (its ids are not sent yet), pending, or done (every id that it names is settled)
 * @param receivedAt ISO-8601, UTC, like all times
 * @param acceptedAt null while it is being read
 * @param sha256 null while it is being read and if there is no content
 * @param file the path of its archived file, relative to the inbox; null if it did not come as a file
 * @param duplicates the number of lines with an id that was accepted before
 * @param duplicatesPending how many of these ids are not settled
 * @param notices what its sender should know; null if there are none
 * @param estimatedEnd when its own ids will have been sent, if nothing changes; null if not requested or unknown
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubmissionView(
        String submissionId,
        String source,
        @Nullable String caller,
        String state,
        String receivedAt,
        @Nullable String acceptedAt,
        @Nullable String sha256,
        @Nullable String file,
        long lines,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long duplicates,
        long duplicatesPending,
        long rejected,
        @Nullable List<Notice> notices,
        @Nullable String estimatedEnd) {

    static SubmissionView of(Submission submission, @Nullable Instant estimatedEnd) {
        Submission.Progress progress = submission.progress();
        return new SubmissionView(
                submission.submissionId(),
                submission.source(),
                submission.caller(),
                word(submission),
                Times.text(submission.openedAt()),
                Times.textOrNull(submission.sealedAt()),
                submission.sha256(),
                submission.keptAs(),
                submission.lines(),
                progress.accepted(),
                progress.pending(),
                progress.deleted(),
                progress.failed(),
                progress.duplicates(),
                progress.waiting(),
                progress.rejected(),
                submission.notices().isEmpty() ? null : submission.notices(),
                Times.textOrNull(estimatedEnd));
    }

    private static String word(Submission submission) {
        if (!submission.sealed()) {
            return "reading";
        }
        return submission.isDone() ? "done" : "pending";
    }
}
