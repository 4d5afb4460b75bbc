package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A settled id as it is reported to an endpoint.
 *
 * @param row database key of the id; not serialized
 * @param eventId row, generation and, once the store was put back from a backup, its epoch; the same on each delivery of this outcome
 * @param status {@code DELETED}, {@code FAILED} or {@code KEPT}
 * @param reason why it failed or was kept, as a code; null for DELETED
 * @param attempts DELETE calls that VOD answered or may have received
 * @param source origin of the id, such as {@code file:<name>}
 * @param caller name of the authenticated caller; null if there is none
 * @param requestedBy who asked for the submission; null if unknown
 * @param requestReason why; null if nobody said
 * @param traceparent W3C Trace Context of the request; null if it had none
 * @param acceptedAt ISO 8601, UTC
 * @param settledAt ISO 8601, UTC
 * @param info what the asset was, as far as {@code asset/info} said it
 * @param requestId VOD's id of the request whose response settled the id, escaped and truncated; null if none did or it had none
 * @param columns the columns of the list that are kept with the line, by name
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
        @JsonInclude(Include.NON_NULL) @Nullable String requestedBy,
        @JsonInclude(Include.NON_NULL) @Nullable String requestReason,
        @JsonInclude(Include.NON_NULL) @Nullable String traceparent,
        String acceptedAt,
        String settledAt,
        @JsonUnwrapped AssetInfo info,
        @JsonInclude(Include.NON_NULL) @Nullable String requestId,
        @JsonInclude(Include.NON_EMPTY) Map<String, String> columns) {}
