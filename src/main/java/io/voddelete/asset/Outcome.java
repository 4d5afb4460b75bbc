package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A settled id as it is reported to an endpoint.
 *
 * @param row database key of the id; not serialized
 * @param eventId row and generation; the same on each delivery of this outcome
 * @param status {@code DELETED} or {@code FAILED}
 * @param reason code of the failure; null for DELETED
 * @param attempts DELETE calls that VOD answered or may have received
 * @param source origin of the id, such as {@code file:<name>}
 * @param caller name of the authenticated caller; null if there is none
 * @param acceptedAt ISO 8601, UTC
 * @param settledAt ISO 8601, UTC
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
