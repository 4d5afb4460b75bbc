package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Everything about one asset id. Times are ISO-8601, UTC; what does not apply is left out.
 *
 * @param state pending, deleted or failed
 * @param attempts the DELETE calls that named it, in the present generation
 * @param nextTry when it is tried next, if it waits for a time; null if it only waits for its turn
 * @param claimed whether it is on its way to a call
 * @param calling whether a call with it is under way
 * @param mayBeDeleted whether a call may have deleted it, of which VOD has not said what became
 * @param reason why it failed, a machine word
 * @param errorCode what VOD said of it last
 * @param errorText its text
 * @param callId the last DELETE call with it
 * @param generations how often it was accepted and what became of it, the newest first
 * @param duplicates lines that named it when it had been accepted before, the newest first
 * @param moreDuplicates true if there are more of them than are told
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssetView(
        String assetId,
        String state,
        int attempts,
        String nextTry,
        boolean claimed,
        boolean calling,
        boolean mayBeDeleted,
        String busySince,
        String reason,
        String errorCode,
        String errorText,
        String settledAt,
        String callId,
        String calledAt,
        List<Generation> generations,
        List<Named> duplicates,
        boolean moreDuplicates) {

    /** One acceptance and what became of it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Generation(
            int generation,
            String submissionId,
            String source,
            String caller,
            long line,
            String receivedAt,
            String state,
            int attempts,
            String reason,
            String errorCode,
            String errorText,
            String settledAt,
            String reportedAt) {}

    /** A line that named the id, and which generation it found. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Named(String submissionId, String source, String caller, long line, int generation, String receivedAt) {}

    static AssetView of(AssetHistory history, Instant now) {
        AssetHistory.Generation newest = history.newest();
        boolean waits = history.dueAt() != null && history.dueAt().isAfter(now) && !history.claimed();
        return new AssetView(
                history.assetId(),
                word(newest.status()),
                newest.attempts(),
                waits ? Times.text(history.dueAt()) : null,
                history.claimed(),
                history.calling(),
                history.mayHaveActed(),
                Times.text(history.busySince()),
                newest.reason(),
                newest.errorCode(),
                newest.errorMsg(),
                Times.text(newest.settledAt()),
                history.callId(),
                Times.text(history.callAt()),
                history.generations().stream().map(AssetView::generation).toList(),
                history.duplicates().stream().map(AssetView::named).toList(),
                history.moreDuplicates());
    }

    private static Generation generation(AssetHistory.Generation generation) {
        AssetHistory.Named named = generation.named();
        return new Generation(
                named.generation(),
                named.submissionId(),
                named.source(),
                named.caller(),
                named.line(),
                Times.text(named.openedAt()),
                word(generation.status()),
                generation.attempts(),
                generation.reason(),
                generation.errorCode(),
                generation.errorMsg(),
                Times.text(generation.settledAt()),
                Times.text(generation.reportedAt()));
    }

    private static Named named(AssetHistory.Named named) {
        return new Named(
                named.submissionId(),
                named.source(),
                named.caller(),
                named.line(),
                named.generation(),
                Times.text(named.openedAt()));
    }

    static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
