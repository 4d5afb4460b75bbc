package io.voddelete.store.sqlite;

import io.voddelete.store.Sql;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/**
 * The mark in the header of the database that tells the file alone from the file with its log. The one that a checkpoint
 * brings into the file says "continued", and the next transaction, which begins the new log, says "whole". So whoever reads
 * file and log, as {@code .backup} does, gets a whole database, and so does a regular end, which takes the log over; a copy of
 * the file alone is known as one.
 */
final class LogMark {
    private final RandomGenerator random;
    private int newest;

    /** @param random numbers the rounds of the log */
    LogMark(RandomGenerator random) {
        this.random = random;
    }

    /** Before a checkpoint, outside of any transaction. */
    void continued(Sql sql) throws SQLException {
        int schemaVersion = Sqlite.number(sql, "PRAGMA schema_version");
        sql.commit(); // that was a reading transaction, which would keep the next one from writing if another came
        // first
        set(sql, DatabaseHeader.continued(random.nextInt(1, DatabaseHeader.ROUNDS), schemaVersion));
    }

    /** After it. Does nothing if that is done. */
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
