package io.voddelete.asset;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an answer means for one id; the store keeps it. */
public sealed interface Result {
    Claim claim();

    /**
     * The id has its outcome.
     *
     * @param status DELETED or FAILED
     * @param reason a machine word for FAILED, null for DELETED
     * @param attempts DELETE calls that VOD answered or may have received
     * @param errorCode VOD's code that led here, or null
     * @param errorMsg VOD's text to it, or null
     */
    record Settled(
            Claim claim,
            Status status,
            @Nullable String reason,
            int attempts,
            @Nullable String errorCode,
            @Nullable String errorMsg)
            implements Result {}

    /**
     * The id stays pending and claimed: another call of the same batch follows at once.
     *
     * @param claim with what is now known of the id
     */
    record Kept(Claim claim) implements Result {}

    /**
     * The id stays pending and may be claimed again from the due time on.
     *
     * @param known what is now known of it
     */
    record Later(Claim claim, Claim.Known known, Instant due) implements Result {}
}
