package io.voddelete.store;

import io.voddelete.asset.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many ids were not deleted for one reason.
 *
 * @param status FAILED or KEPT
 * @param reason as in outcomes; empty if there was none
 * @param errorCode of a FAILED id; null if there was none, {@code other} if it is one of very many
 * @param outcomes all of them, also of earlier generations
 * @param again how many of these ids were submitted again afterwards
 * @param lastId the id that was the last one
 * @param lastAt when that was
 */
public record OutcomeCount(
        Status status,
        String reason,
        @Nullable String errorCode,
        long outcomes,
        long again,
        @Nullable String lastId,
        @Nullable Instant lastAt) {}
