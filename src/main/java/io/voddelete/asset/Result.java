package io.voddelete.asset;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The consequence of a response for one id, as it is stored. */
public sealed interface Result {
    Claim claim();

    /**
     * The id has its final outcome.
     *
     * @param status DELETED, FAILED or KEPT
     * @param reason why it failed or was kept, as a code; null for DELETED
     * @param attempts DELETE calls that VOD answered or may have received
     * @param errorCode VOD's error code; may be null
     * @param errorMsg VOD's message; may be null
     */
    record Settled(
            Claim claim,
            Status status,
            @Nullable String reason,
            int attempts,
            @Nullable String errorCode,
            @Nullable String errorMsg)
            implements Result {
        private static final String MAY_BE_GONE = "a call may have deleted it before";

        /**
         * Returns the outcome of an id that is not deleted on purpose.
         *
         * @param detail why, if no call may have deleted it before; may be null
         */
        public static Settled kept(Claim claim, String reason, @Nullable String detail) {
            boolean mayBeGone = claim.known().evidence().mayBeGone();
            return new Settled(
                    claim, Status.KEPT, reason, claim.known().attempts(), null, mayBeGone ? MAY_BE_GONE : detail);
        }
    }

    /**
     * The id stays pending and claimed; another call of the same batch follows immediately.
     *
     * @param claim includes what is now known about the id
     */
    record Kept(Claim claim) implements Result {}

    /**
     * The id stays pending and may be claimed again from {@code due} on.
     *
     * @param known what is now known about it
     */
    record Later(Claim claim, Claim.Known known, Instant due) implements Result {}
}
