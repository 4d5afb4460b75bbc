package io.voddelete.store;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The SQL of pauses, by refused calls, by an operator and by a guard: one row each while paused, so that a pause survives a
 * restart and is not told again.
 */
final class PauseSql {
    private static final String BY_OPERATOR = "paused-by-operator-at";
    private static final String HALT = "halted-by";
    private static final String STOP = "stop-file";
    private static final String STOPS_ELSEWHERE =
            "SELECT n.name FROM setting s JOIN node n ON s.name = ?2 || n.id WHERE s.value = ?1 AND s.name <> ?3";
    private static final String STOP_ELSEWHERE = STOPS_ELSEWHERE + " ORDER BY n.name LIMIT 1";
    /** A pause by an operator comes before stop files. Each call needs this, so it is one round trip. */
    private static final String ORDER_ELSEWHERE =
            STOPS_ELSEWHERE + " UNION ALL SELECT NULL FROM setting WHERE name = ?4 ORDER BY 1 NULLS FIRST LIMIT 1";

    private static final String IS_ORDERED_ELSEWHERE = "(CASE WHEN EXISTS (" + ORDER_ELSEWHERE + ") THEN 1 ELSE 0 END)";

    /**
     * An order of another node as a part of a query.
     *
     * @param expression 1 if one wants no call to begin, see {@link #orderElsewhere}, otherwise 0
     * @param values of its parameters, which have to be the first ones
     */
    record Elsewhere(String expression, List<Object> values) {}

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

    static void setHalt(Sql sql, HomeSql homes, String cause) throws SQLException {
        sql.run(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                homes.own(HALT),
                cause);
        sql.count(Counter.PAUSES, cause, 1);
    }

    static void endHalt(Sql sql, HomeSql homes) throws SQLException {
        sql.run("DELETE FROM setting WHERE name = ?", homes.own(HALT));
    }

    static Optional<String> halt(Sql sql, HomeSql homes) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", homes.own(HALT));
    }

    /** Returns another node with a stop file, which stops all of them; empty if there is none. */
    static Optional<String> stopElsewhere(Sql sql, HomeSql homes) throws SQLException {
        return homes.isShared()
                ? sql.first(row -> row.getString(1), STOP_ELSEWHERE, STOP, HALT + ":", homes.own(HALT))
                : Optional.empty();
    }

    /** Returns why another node than this one wants no call to begin; empty if none does. */
    static Optional<String> orderElsewhere(Sql sql, HomeSql homes) throws SQLException {
        if (!homes.isShared()) {
            return Optional.empty(); // an order of this node is known before it is stored
        }
        return sql.first(
                row -> row.getString(1) == null
                        ? "sending is paused by an operator"
                        : "there is a stop file on node '" + row.getString(1) + "'",
                ORDER_ELSEWHERE,
                orderElsewhere(homes).values().toArray());
    }

    /** The same as a part of a query. */
    static Elsewhere orderElsewhere(HomeSql homes) {
        return homes.isShared()
                ? new Elsewhere(IS_ORDERED_ELSEWHERE, List.of(STOP, HALT + ":", homes.own(HALT), BY_OPERATOR))
                : new Elsewhere("0", List.of());
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
