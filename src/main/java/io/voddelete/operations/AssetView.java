package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.http.Caller;
import io.voddelete.store.AssetHistory;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param info what the asset is or was, as far as {@code asset/info} said it; nothing if the reader may not see the newest
 *     generation
 * @param requestId VOD's id of the request whose response settled it; null also if the reader may not see the newest generation
 * @param columns the columns of the list that were kept with the line; none if the reader may not see the newest generation
 * @param callId the last DELETE call with it
 * @param generations each acceptance and its outcome, newest first
 * @param duplicates lines that named it after it had been accepted, newest first
 * @param moreDuplicates true if there are more of them than are listed
 * @param unreadableArchives the archive files that are missing or damaged, so that what only they have is left out
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
        @JsonUnwrapped AssetInfo info,
        @Nullable String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns,
        @Nullable String callId,
        @Nullable String calledAt,
        List<Generation> generations,
        List<Named> duplicates,
        boolean moreDuplicates,
        @Nullable List<String> unreadableArchives) {

    /** One acceptance and its outcome. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Generation(
            int generation,
            String submissionId,
            @JsonUnwrapped Origin origin,
            @JsonUnwrapped RequestedView requested,
            String receivedAt,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable String errorText,
            @Nullable String settledAt,
            @Nullable String reportedAt,
            @JsonUnwrapped AssetInfo info,
            @Nullable String requestId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {}

    /** A line that named the id, and the generation at that time. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Named(
            String submissionId,
            @JsonUnwrapped Origin origin,
            @JsonUnwrapped RequestedView requested,
            int generation,
            String receivedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {}

    /** @param reader who gets the response */
    static AssetView of(AssetHistory history, Instant now, Caller reader) {
        AssetHistory.Generation newest = history.newest();
        boolean seesNewest = reader.seesAll()
                || history.generations().stream()
                        .anyMatch(one ->
                                one.named().generation() == newest.named().generation());
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
                seesNewest ? newest.info() : AssetInfo.NONE,
                seesNewest ? newest.requestId() : null,
                seesNewest ? newest.named().columns() : Map.of(),
                history.callId(),
                Times.textOrNull(history.callAt()),
                history.generations().stream()
                        .map(one -> generation(one, reader))
                        .toList(),
                history.duplicates().stream().map(one -> named(one, reader)).toList(),
                history.moreDuplicates(),
                history.unreadable().isEmpty() ? null : history.unreadable());
    }

    private static Generation generation(AssetHistory.Generation generation, Caller reader) {
        AssetHistory.Named named = generation.named();
        return new Generation(
                named.generation(),
                named.submissionId(),
                named.origin(),
                requested(named, reader),
                Times.text(named.openedAt()),
                word(generation.status()),
                generation.attempts(),
                generation.reason(),
                generation.errorCode(),
                generation.errorMsg(),
                Times.textOrNull(generation.settledAt()),
                Times.textOrNull(generation.reportedAt()),
                generation.info(),
                generation.requestId(),
                named.columns());
    }

    private static Named named(AssetHistory.Named named, Caller reader) {
        return new Named(
                named.submissionId(),
                named.origin(),
                requested(named, reader),
                named.generation(),
                Times.text(named.openedAt()),
                named.columns());
    }

    private static RequestedView requested(AssetHistory.Named named, Caller reader) {
        AssetHistory.Asked asked = named.asked();
        return RequestedView.of(
                reader,
                named.origin().caller(),
                asked.requested(),
                asked.approvedAt(),
                asked.approvedBy(),
                asked.approvalReason());
    }

    static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
