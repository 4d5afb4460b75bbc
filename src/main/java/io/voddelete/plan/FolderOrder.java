package io.voddelete.plan;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be done with a list.
 *
 * @param subject which list is meant
 * @param who as far as is known, such as the owner of the file; escaped
 * @param via how it came, such as {@code folder:approve}
 * @param file where its file was found
 * @param reason null if none was given; escaped
 * @param at when it was read
 */
public record FolderOrder(
        Kind kind,
        Subject subject,
        String who,
        String via,
        Path file,
        @Nullable String reason,
        Instant at) {
    /** How a list is named. */
    public sealed interface Subject permits ByPlan, ByReceipt {}

    /** A list that waits or waited, by the hash of its plan, see {@link PlanText}. */
    public record ByPlan(String sha256) implements Subject {}

    /** Any list, by its receipt. */
    public record ByReceipt(String submissionId) implements Subject {}

    /** What is ordered. */
    public enum Kind {
        /** The ids of the list may be deleted. */
        APPROVE,
        /** They are kept. */
        CANCEL;

        /** The name of the order, and of the folder for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
