package io.voddelete.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store can be written.
 *
 * @param busySince when the current transaction began; null if there is none
 * @param fault why a transaction failed, if nothing has been written since; otherwise null
 * @param auditFails whether the last line of the audit log could not be written, and none has been since
 * @param end the error that ended the writer for good; null while it runs
 */
public record StoreCondition(
        @Nullable Instant busySince,
        @Nullable String fault,
        boolean auditFails,
        @Nullable Throwable end) {}
