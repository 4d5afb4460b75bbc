package io.voddelete.plan;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be done with a plan.
 *
 * @param planSha256 the hash of the plan, see {@link PlanText}
 * @param who as far as is known, such as the owner of the file; escaped
 * @param via how it came, such as {@code folder:approve}
 * @param file where its file was found
 * @param reason null if none was given; escaped
 * @param at when it was read
 */
public record FolderOrder(
        Kind kind,
        String planSha256,
        String who,
        String via,
        Path file,
        @Nullable String reason,
        Instant at) {
    /** What is ordered. */
    public enum Kind {
        /** The ids of the list may be deleted. */
        APPROVE,
        /** They are kept. */
        CANCEL
    }
}
