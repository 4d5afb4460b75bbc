package io.voddelete.store;

import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what VOD has deleted by calls of a process that was replaced while they were under way, over a connection of its own. Of
 * everything else that such a process would store, the one that replaced it knows better. Thread-safe.
 */
final class LateAnswers {
    private final GroupCommit writer;
    private final GateSql gates;

    LateAnswers(GroupCommit writer, GateSql gates) {
        this.writer = writer;
        this.gates = gates;
    }

    /**
     * Stores the deletions among some results.
     *
     * @param failure why the writer could not
     * @return how many took effect
     * @throws StoreException the failure, if there are none, or they cannot be stored either
     */
    int store(List<Result> results, @Nullable String requestId, Instant now, StoreException failure) {
        List<Result> deletions = results.stream()
                .filter(result -> result instanceof Result.Settled settled && settled.status() == Status.DELETED)
                .toList();
        if (deletions.isEmpty() || !writer.isTakenOver()) {
            throw failure;
        }
        try (Sql sql = writer.forLateAnswers()) {
            int effective =
                    SettleSql.settle(sql, gates, deletions, requestId, now).effective();
            sql.commit();
            return effective;
        } catch (SQLException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
