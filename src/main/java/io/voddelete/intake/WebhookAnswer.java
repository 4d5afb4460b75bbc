package io.voddelete.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Notice;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of accepting one request. A repetition gets the same result.
 *
 * @param accepted the number of ids that will be sent
 * @param duplicates ids that were accepted before
 * @param rejected elements or lines that are not asset ids
 * @param notices for the sender; null if there are none
 * @param state as it is now, such as held; null unless it was held
 * @param heldFor why it was held, as codes; null unless it was
 * @param plan path of its plan; null unless it is held
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookAnswer(
        String submissionId,
        long accepted,
        List<Duplicate> duplicates,
        List<Rejected> rejected,
        @Nullable List<Notice> notices,
        @Nullable String state,
        @Nullable List<String> heldFor,
        @Nullable String plan) {
    /**
     * An id that was accepted before.
     *
     * @param state pending, deleted, failed or kept
     * @param since the time of that state, ISO-8601, UTC; null if the submission that named it first was still being read
     * @param source of the submission that named it first
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Duplicate(String assetId, String state, @Nullable String since, String source) {}

    /**
     * An element or line that is not an asset id.
     *
     * @param index from 1
     * @param text escaped and truncated
     * @param reason for programs; null if unknown
     */
    record Rejected(long index, String text, @Nullable String reason) {}

    /** @param contextPath what the server has before our paths */
    static WebhookAnswer of(
            Submission submission, String contextPath, List<SubmissionLine> duplicates, List<SubmissionLine> rejected) {
        return new WebhookAnswer(
                submission.submissionId(),
                submission.progress().accepted(),
                duplicates.stream()
                        .map(line -> duplicate(line, submission.sealedAt()))
                        .toList(),
                rejected.stream()
                        .map(line -> new Rejected(line.line(), line.text(), line.reason()))
                        .toList(),
                submission.notices().isEmpty() ? null : submission.notices(),
                submission.release().heldFor().isEmpty()
                        ? null
                        : submission.release().gate().word(),
                submission.release().heldForCodes(),
                submission.release().isHeld()
                        ? contextPath + "/vod/submissions/" + submission.submissionId() + "/plan"
                        : null);
    }

    /** @param answeredAt when the submission was sealed; what happened later is not shown, so that each response is the same */
    private static Duplicate duplicate(SubmissionLine line, @Nullable Instant answeredAt) {
        Status status = line.status();
        Origin origin = line.duplicateOf();
        if (status == null || origin == null) {
            throw new IllegalArgumentException("line " + line.line() + " is not a duplicate");
        }
        Instant since = line.settledAt() != null ? line.settledAt() : line.originSealedAt();
        boolean known = since != null && answeredAt != null && !since.isAfter(answeredAt);
        return new Duplicate(
                line.text(),
                status.name().toLowerCase(Locale.ROOT),
                known ? Times.textOrNull(since) : null,
                origin.source());
    }
}
