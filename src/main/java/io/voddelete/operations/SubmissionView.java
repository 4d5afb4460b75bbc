package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Notice;
import io.voddelete.store.SubmissionState;
import java.time.Instant;
import java.util.List;

/**
 * A submission.
 *
 * @param caller the name of who sent it; null if nobody did who is known
 * @param state reading (its ids are not sent yet), pending, or done (every id that it names is settled)
 * @param receivedAt ISO-8601, UTC, as all times are
 * @param acceptedAt null while it is being read
 * @param file where its file is kept, from the inbox; null if it is no file
 * @param duplicates lines that named an id which was accepted before
 * @param duplicatesPending those of them whose id is not settled
 * @param notices what its sender should know; null if there is nothing
 * @param estimatedEnd when its own ids are sent, if nothing changes; null where that was not asked or cannot be said
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubmissionView(
        String submissionId,
        String source,
        String caller,
        String state,
        String receivedAt,
        String acceptedAt,
        String sha256,
        String file,
        long lines,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long duplicates,
        long duplicatesPending,
        long rejected,
        List<Notice> notices,
        String estimatedEnd) {

    static SubmissionView of(SubmissionState state, Instant estimatedEnd) {
        return new SubmissionView(
                state.submission().submissionId(),
                state.submission().source(),
                state.caller(),
                word(state),
                Times.text(state.openedAt()),
                Times.text(state.sealedAt()),
                state.sha256(),
                state.keptAs(),
                state.lines(),
                state.accepted(),
                state.pending(),
                state.deleted(),
                state.failed(),
                state.duplicates(),
                state.waiting(),
                state.rejected(),
                state.notices().isEmpty() ? null : state.notices(),
                Times.text(estimatedEnd));
    }

    private static String word(SubmissionState state) {
        if (!state.submission().sealed()) {
            return "reading";
        }
        return state.isDone() ? "done" : "pending";
    }
}
