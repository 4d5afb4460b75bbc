package io.voddelete.store;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The SQL of pauses, by refused calls, by an operator and by a guard: one row each while paused, so that a pause survives a
 * restart and is not told again.
 */
final class PauseSql {
    private static final String BY_OPERATOR = "paused-by-operator-at";
    private static final String HALT = "halted-by";

    private PauseSql() {}

    static Void set(Sql sql, Pause pause) throws SQLException {
        if (read(sql).filter(before -> before.isBy(pause.cause(), pause.code())).isEmpty()) {
            sql.count(Counter.PAUSES, pause.word(), 1);
        }
        end(sql);
        sql.run(
                "INSERT INTO pause (cause, code, error, remedy, by_delete, since, until, credentials)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                pause.cause(),
                pause.code(),
                pause.error(),
                pause.remedy(),
                pause.byDelete(),
                pause.since(),
                pause.until(),
                pause.credentials());
        return null;
    }

    /** Does nothing if it is already paused by an operator. */
    static Void setByOperator(Sql sql, Instant since) throws SQLException {
        int begun = sql.run(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
                BY_OPERATOR,
                String.valueOf(since.toEpochMilli()));
        sql.count(Counter.PAUSES, "operator", begun);
        return null;
    }

    static Void endByOperator(Sql sql) throws SQLException {
        sql.run("DELETE FROM setting WHERE name = ?", BY_OPERATOR);
        return null;
    }

    static Optional<Instant> byOperator(Sql sql) throws SQLException {
        return sql.first(row -> Sql.instant(row, 1), "SELECT value FROM setting WHERE name = ?", BY_OPERATOR);
    }

    static void setHalt(Sql sql, String cause) throws SQLException {
        sql.run(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                HALT,
                cause);
        sql.count(Counter.PAUSES, cause, 1);
    }

    static void endHalt(Sql sql) throws SQLException {
        sql.run("DELETE FROM setting WHERE name = ?", HALT);
    }

    static Optional<String> halt(Sql sql) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", HALT);
    }

    static Void end(Sql sql) throws SQLException {
        sql.run("DELETE FROM pause");
        return null;
    }

    static Optional<Pause> read(Sql sql) throws SQLException {
        return sql.first(
                row -> new Pause(
                        ErrorClass.valueOf(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        Instant.ofEpochMilli(row.getLong(6)),
                        Instant.ofEpochMilli(row.getLong(7)),
                        row.getString(8)),
                "SELECT cause, code, error, remedy, by_delete, since, until, credentials FROM pause");
    }
}
