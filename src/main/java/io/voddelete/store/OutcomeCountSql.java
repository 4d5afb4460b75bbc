package io.voddelete.store;

import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that counts why ids were not deleted, in the transactions that settle them or accept them again, so that nobody counts
 * millions of rows.
 */
final class OutcomeCountSql {
    /** More than VOD has. A code is foreign text, and each new one is a row for ever. */
    static final int MOST_CODES = 500;

    static final String OTHER = "other";

    private static final String NO_CODE = "";

    /** What is counted together. */
    private record Key(Status status, String reason, String errorCode) {
        /** The code of a KEPT id is from a call that did not settle it. */
        static Key of(Status status, @Nullable String reason, @Nullable String errorCode) {
            return new Key(
                    status,
                    Objects.requireNonNullElse(reason, ""),
                    status == Status.FAILED ? Objects.requireNonNullElse(errorCode, NO_CODE) : NO_CODE);
        }

        Key other() {
            return new Key(status, reason, OTHER);
        }
    }

    /** How many, and the last of them. */
    private record Some(int ids, String lastId) {
        Some and(Some later) {
            return new Some(ids + later.ids, later.lastId);
        }
    }

    private final Map<Key, Some> settled = new HashMap<>();

    /** Counts a result that took effect. */
    void add(Result.Settled done) {
        add(
                done.status(),
                done.reason(),
                done.errorCode(),
                1,
                done.claim().assetId().value());
    }

    /** @param lastId one of these ids */
    void add(Status status, @Nullable String reason, @Nullable String errorCode, int ids, String lastId) {
        if (status != Status.DELETED) { // the totals have these
            settled.merge(Key.of(status, reason, errorCode), new Some(ids, lastId), Some::and);
        }
    }

    /** Writes what was added. */
    void write(Sql sql, Instant now) throws SQLException {
        for (Map.Entry<Key, Some> each : settled.entrySet()) {
            Key key = each.getKey();
            if (add(sql, key, each.getValue(), now) == 0) {
                insert(sql, hasRoom(sql, key) ? key : key.other(), each.getValue(), now);
            }
        }
    }

    private static int add(Sql sql, Key key, Some some, Instant now) throws SQLException {
        return sql.run(
                "UPDATE outcome_count SET outcomes = outcomes + ?, last_id = ?, last_at = ?"
                        + " WHERE status = ? AND reason = ? AND error_code = ?",
                some.ids,
                some.lastId,
                now,
                key.status,
                key.reason,
                key.errorCode);
    }

    private static void insert(Sql sql, Key key, Some some, Instant now) throws SQLException {
        sql.run(
                "INSERT INTO outcome_count (status, reason, error_code, outcomes, again, last_id, last_at)"
                        + " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6) ON CONFLICT (status, reason, error_code)"
                        + " DO UPDATE SET outcomes = outcome_count.outcomes + ?4, last_id = ?5, last_at = ?6",
                key.status,
                key.reason,
                key.errorCode,
                some.ids,
                some.lastId,
                now);
    }

    private static boolean hasRoom(Sql sql, Key key) throws SQLException {
        return key.errorCode.isEmpty()
                || sql.first(
                                row -> row.getLong(1) < MOST_CODES,
                                "SELECT count(*) FROM outcome_count WHERE error_code <> ''")
                        .orElseThrow();
    }

    /** Call before a FAILED or KEPT id is accepted again. */
    static void again(Sql sql, long asset) throws SQLException {
        Key key = sql.first(
                        row -> Key.of(Status.valueOf(row.getString(1)), row.getString(2), row.getString(3)),
                        "SELECT status, reason, error_code FROM asset WHERE id = ?",
                        asset)
                .orElseThrow();
        if (again(sql, key) == 0) {
            again(sql, key.other());
        }
    }

    private static int again(Sql sql, Key key) throws SQLException {
        return sql.run(
                "UPDATE outcome_count SET again = again + 1 WHERE status = ? AND reason = ? AND error_code = ?",
                key.status,
                key.reason,
                key.errorCode);
    }

    static List<OutcomeCount> read(Sql sql) throws SQLException {
        return sql.list(
                row -> new OutcomeCount(
                        Status.valueOf(row.getString(1)),
                        row.getString(2),
                        NO_CODE.equals(row.getString(3)) ? null : row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6),
                        Sql.instantOrNull(row, 7)),
                "SELECT status, reason, error_code, outcomes, again, last_id, last_at FROM outcome_count"
                        + " ORDER BY status, outcomes - again DESC, reason, error_code");
    }
}
