package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one asset id. Times are ISO-8601, UTC; members that do not apply are omitted.
 *
 * @param state pending, deleted or failed
 * @param attempts the number of DELETE calls with it, in the current generation
 * @param nextTry when it is retried, if it waits until a certain time; null if it only waits for its turn
 * @param claimed whether it is claimed for a call
 * @param calling whether a call with it is in progress
 * @param mayBeDeleted whether a call may have deleted it, though VOD has not confirmed that
 * @param reason why it failed, for programs
 * @param errorCode the last error code of VOD for it
 * @param errorText the text of that error
 * @param callId the last DELETE call with it
 * @param generations each acceptance and its outcome, newest first
 * @param duplicates lines that named it after it had been accepted, newest first
 * @param moreDuplicates true if there are more of them than are listed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssetView(
        String assetId,
        String state,
        int attempts,
        @Nullable String nextTry,
        boolean claimed,
        boolean calling,
        boolean mayBeDeleted,
        @Nullable String busySince,
        @Nullable String reason,
        @Nullable String errorCode,
        @Nullable String errorText,
        @Nullable String settledAt,
        @Nullable String callId,
        @Nullable String calledAt,
        List<Generation> generations,
        List<Named> duplicates,
        boolean moreDuplicates) {

    /** One acceptance and its outcome. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Generation(
            int generation,
            String submissionId,
            @JsonUnwrapped Origin origin,
            String receivedAt,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable String errorText,
            @Nullable String settledAt,
            @Nullable String reportedAt) {}

    /** A line that named the id, and the generation at that time. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Named(String submissionId, @JsonUnwrapped Origin origin, int generation, String receivedAt) {}

    static AssetView of(AssetHistory history, Instant now) {
        AssetHistory.Generation newest = history.newest();
        Instant due = history.dueAt();
        boolean waits = due != null && due.isAfter(now) && !history.claimed();
        return new AssetView(
                history.assetId(),
                word(newest.status()),
                newest.attempts(),
                waits ? Times.textOrNull(due) : null,
                history.claimed(),
                history.calling(),
                history.mayHaveActed(),
                Times.textOrNull(history.busySince()),
                newest.reason(),
                newest.errorCode(),
                newest.errorMsg(),
                Times.textOrNull(newest.settledAt()),
                history.callId(),
                Times.textOrNull(history.callAt()),
                history.generations().stream().map(AssetView::generation).toList(),
                history.duplicates().stream().map(AssetView::named).toList(),
                history.moreDuplicates());
    }

    private static Generation generation(AssetHistory.Generation generation) {
        AssetHistory.Named named = generation.named();
        return new Generation(
                named.generation(),
                named.submissionId(),
                named.origin(),
                Times.text(named.openedAt()),
                word(generation.status()),
                generation.attempts(),
                generation.reason(),
                generation.errorCode(),
                generation.errorMsg(),
                Times.textOrNull(generation.settledAt()),
                Times.textOrNull(generation.reportedAt()));
    }

    private static Named named(AssetHistory.Named named) {
        return new Named(named.submissionId(), named.origin(), named.generation(), Times.text(named.openedAt()));
    }

    static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
