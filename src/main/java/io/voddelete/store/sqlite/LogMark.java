package io.voddelete.store.sqlite;

import io.voddelete.store.Sql;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/**
 * The mark in the header of the database that distinguishes the file alone from the file with its log. A checkpoint writes the
 * mark "continued" to the file, and the next transaction, the first in the new log, the mark "whole". So a reader of file and
 * log, such as {@code .backup}, gets a complete database, and so does a regular end, which transfers the log; a copy of the
 * file without its log can be recognized.
 */
final class LogMark {
    private final RandomGenerator random;
    private int newest;

    /** @param random numbers the rounds of the log */
    LogMark(RandomGenerator random) {
        this.random = random;
    }

    /** Call before a checkpoint, outside of any transaction. */
    void continued(Sql sql) throws SQLException {
        int schemaVersion = Sqlite.number(sql, "PRAGMA schema_version");
        sql.commit(); // that was a reading transaction, which would keep the next one from writing if another came
        // first
        set(sql, DatabaseHeader.continued(random.nextInt(1, DatabaseHeader.ROUNDS), schemaVersion));
    }

    /** Call after a checkpoint. Does nothing if already done. */
    void whole(Sql sql) throws SQLException {
        if (newest != DatabaseHeader.whole(newest)) {
            set(sql, DatabaseHeader.whole(newest));
        }
    }

    private void set(Sql sql, int mark) throws SQLException {
        try {
            sql.execute("PRAGMA application_id = " + mark);
            sql.commit();
            newest = mark;
        } catch (SQLException e) {
            sql.rollback();
            throw e;
        }
    }
}
