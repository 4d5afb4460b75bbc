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
    /** There may be no time for more: the process ends. */
    private static final int MOST_TRIES = 3;

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
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                return store(deletions, requestId, now);
            } catch (SQLException e) { // it may have happened: the same again changes nothing
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private int store(List<Result> deletions, @Nullable String requestId, Instant now) throws SQLException {
        try (Sql sql = writer.forLateAnswers()) {
            int effective =
                    SettleSql.settle(sql, gates, deletions, requestId, now).effective();
            sql.commit();
            writer.say("A call that was in progress when another node took over has deleted " + deletions.size()
                    + " assets, including " + deletions.get(0).claim().assetId() + ". This is stored now");
            return effective;
        }
    }
}
