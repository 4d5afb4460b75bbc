package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Notice;
import io.voddelete.http.Caller;
import io.voddelete.store.ReasonCount;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionState;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission.
 *
 * @param caller the name of the caller that sent it; null if unknown
 * @param requested who asked for it and who approved it
 * @param state reading (its ids are not sent yet), pending, or done (every id that it names is settled); held, grace, stopped,
 *     cancelled or expired if it is not released
 * @param heldFor why it is or was held, as codes; null if it never was
 * @param until when its approval expires or its grace period ends; null if neither
 * @param receivedAt ISO-8601, UTC, like all times
 * @param acceptedAt null while it is being read
 * @param sha256 null while it is being read and if there is no content
 * @param file the path of its archived file, relative to the inbox; null if it did not come as a file
 * @param duplicates the number of lines with an id that was accepted before
 * @param duplicatesPending how many of these ids are not settled
 * @param notices what its sender should know; null if there are none
 * @param reasons how many lines failed, were kept or were rejected for which reason, duplicates not counted; null if not requested
 * @param firstCallAt when the first call with an id of it began; null if none has, or it is not known
 * @param doneAt when the last id of its lines was settled; null if some are not, or it is not known
 * @param estimatedEnd when its own ids will have been sent, if nothing changes; null if not requested or unknown
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubmissionView(
        String submissionId,
        String source,
        @Nullable String caller,
        @JsonUnwrapped RequestedView requested,
        String state,
        @Nullable List<String> heldFor,
        @Nullable String until,
        String receivedAt,
        @Nullable String acceptedAt,
        @Nullable String sha256,
        @Nullable String file,
        long lines,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long kept,
        long duplicates,
        long duplicatesPending,
        long rejected,
        @Nullable List<ReasonCount> reasons,
        @Nullable List<Notice> notices,
        @Nullable String firstCallAt,
        @Nullable String doneAt,
        @Nullable String estimatedEnd) {

    /** @param reader who gets the response */
    static SubmissionView of(Submission submission, Caller reader) {
        return of(submission, null, null, reader);
    }

    /** @param reader who gets the response */
    static SubmissionView of(
            Submission submission, @Nullable List<ReasonCount> reasons, @Nullable Instant estimatedEnd, Caller reader) {
        Submission.Progress progress = submission.progress();
        Submission.Release release = submission.release();
        return new SubmissionView(
                submission.submissionId(),
                submission.source(),
                submission.caller(),
                RequestedView.of(
                        reader,
                        submission.caller(),
                        submission.requested(),
                        release.approvedAt(),
                        release.approvedBy(),
                        release.approvalReason()),
                SubmissionState.of(submission).word(),
                submission.release().heldForCodes(),
                Times.textOrNull(submission.release().until()),
                Times.text(submission.openedAt()),
                Times.textOrNull(submission.sealedAt()),
                submission.sha256(),
                submission.keptAs(),
                submission.lines(),
                progress.accepted(),
                progress.pending(),
                progress.deleted(),
                progress.failed(),
                progress.kept(),
                progress.duplicates(),
                progress.waiting(),
                progress.rejected(),
                reasons,
                submission.notices().isEmpty() ? null : submission.notices(),
                Times.textOrNull(progress.firstCallAt()),
                Times.textOrNull(progress.doneAt()),
                Times.textOrNull(estimatedEnd));
    }
}
