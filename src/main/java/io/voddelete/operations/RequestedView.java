package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.http.Caller;
import io.voddelete.store.Requested;
import io.voddelete.support.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a submission and who approved it. Members that are unknown, or that the reader may not see, are null.
 *
 * @param requestedFrom only for the sender itself and for callers who see everything, and so is {@code traceparent}
 * @param approvedBy only for callers who see everything, and so is {@code approvalReason}
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestedView(
        @Nullable String requestedBy,
        @Nullable String requestedFrom,
        @Nullable String requestReason,
        @Nullable String traceparent,
        @Nullable String approvedAt,
        @Nullable String approvedBy,
        @Nullable String approvalReason) {
    /** @param sender name of the caller that sent the submission; null if unknown */
    static RequestedView of(
            Caller reader,
            @Nullable String sender,
            Requested requested,
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable String approvalReason) {
        boolean isOwn = sender != null && sender.equals(reader.name());
        boolean seesFrom = isOwn || reader.seesAll();
        return new RequestedView(
                requested.by(),
                seesFrom ? requested.from() : null,
                requested.reason(),
                seesFrom ? requested.traceparent() : null,
                Times.textOrNull(approvedAt),
                reader.seesAll() ? approvedBy : null,
                reader.seesAll() ? approvalReason : null);
    }
}
