package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A settled result as it is sent to an endpoint.
 *
 * @param row the store's row of the id; not sent
 * @param eventId row and generation: the same however often the outcome is sent
 * @param status {@code DELETED} or {@code FAILED}
 * @param reason a machine word for FAILED, null for DELETED
 * @param attempts DELETE calls that VOD answered or may have received
 * @param source where the id came from, as {@code file:<name>}
 * @param caller the name of who sent it; null if nobody did who is known
 * @param acceptedAt ISO-8601, UTC
 * @param settledAt ISO-8601, UTC
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties("row")
public record Outcome(
        long row,
        String eventId,
        String assetId,
        int generation,
        Status status,
        @Nullable String reason,
        @Nullable String errorCode,
        @Nullable String errorMsg,
        int attempts,
        String submissionId,
        String source,
        @Nullable String caller,
        String acceptedAt,
        String settledAt) {}
