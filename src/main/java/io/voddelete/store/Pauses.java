package io.voddelete.store;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The SQL of the pause: one row while there is one, so that a restart does not end it. */
final class Pauses {
    private Pauses() {}

    static Void set(Sql sql, Pause pause) throws SQLException {
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
