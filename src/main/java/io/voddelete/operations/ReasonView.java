package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.store.OutcomeCount;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import io.voddelete.vod.ErrorCodes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many ids were not deleted for one reason.
 *
 * @param status failed or kept
 * @param reason as in outcomes
 * @param errorCode VOD's, of a failed id; null if there was none
 * @param errorClass what the code means, as the page about errors has it; null if it is not known
 * @param ids those of which it is still the last outcome
 * @param outcomes also those of ids that were submitted again
 * @param remedy what to do
 * @param lastAssetId the last id of it
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReasonView(
        String status,
        String reason,
        @Nullable String errorCode,
        @Nullable String errorClass,
        long ids,
        long outcomes,
        String remedy,
        @Nullable String lastAssetId,
        @Nullable String lastAt) {

    static ReasonView of(OutcomeCount count) {
        String code = count.errorCode();
        return new ReasonView(
                AssetView.word(count.status()),
                Text.visible(count.reason()),
                code == null ? null : Text.visible(code),
                ErrorCodes.classOf(code)
                        .map(known -> known.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                count.outcomes() - count.again(),
                count.outcomes(),
                remedy(count.reason()),
                count.lastId(),
                Times.textOrNull(count.lastAt()));
    }

    private static String remedy(String reason) {
        return switch (reason) {
            case "not-found" -> "nothing: VOD has no such asset; check the list if it should exist";
            case "already-gone" -> "nothing: somebody else deleted the asset before";
            case "refused" -> "look at the asset in VOD, and at its error code; then submit the id again";
            case "denied" -> "grant the access key access to the asset or to its bucket; then submit the id again";
            case "busy" -> "submit the id again when nothing uses its asset any more";
            case "unreadable" ->
                "see whether a proxy or a gateway changes the answers of VOD; then submit the id again";
            case "protected" -> "nothing, if that was meant; otherwise end the protection and submit the id again";
            case "changed" -> "see who changed the asset after its plan was made; then submit the id again";
            case "cancelled", "undone" -> "nothing: somebody ordered that; the audit log says who and why";
            case "expired" -> "submit the list again and approve it in time";
            default -> "look at the id and its error code";
        };
    }
}
