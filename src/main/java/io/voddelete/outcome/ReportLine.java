package io.voddelete.outcome;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.LineFilter;
import io.voddelete.store.SubmissionLine;
import io.voddelete.support.Times;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one line, as JSON.
 *
 * @param assetId null for a rejected line
 * @param text of a rejected line, escaped and truncated; otherwise null
 * @param reason null for DELETED and PENDING
 * @param errorCode null if VOD gave none
 * @param settledAt null for PENDING and for a rejected line
 * @param duplicateOf the earlier line with which this id was accepted, without its number if the reader may not see it; null if
 *     it is no duplicate
 * @param info what the asset was
 * @param requestId VOD's id of the request whose response settled the id; null if none did or it had none
 * @param columns the columns of the list that were kept with the line
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportLine(
        long line,
        @Nullable String assetId,
        @Nullable String text,
        String status,
        @Nullable String reason,
        @Nullable String errorCode,
        @Nullable String settledAt,
        @JsonIgnoreProperties("caller") @Nullable Origin duplicateOf,
        @JsonUnwrapped AssetInfo info,
        @Nullable String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {

    /** @param line as its reader may see it */
    public static ReportLine of(SubmissionLine line) {
        Status status = line.status();
        return new ReportLine(
                line.line(),
                status == null ? null : line.text(),
                status == null ? line.text() : null,
                status == null ? LineFilter.REJECTED : status.name(),
                line.reason(),
                line.errorCode(),
                Times.textOrNull(line.settledAt()),
                line.duplicateOf(),
                line.info(),
                line.requestId(),
                line.columns());
    }
}
