package io.voddelete.store;

import java.sql.SQLException;

/** A connection for reading. Each read sees the current state of the store. Thread-safe: reads are serialized. */
final class ReadConnection implements AutoCloseable {
    private final Sql sql;

    ReadConnection(Sql sql) {
        this.sql = sql;
    }

    /** @param what completes "the store could not …" */
    synchronized <T> T read(String what, GroupCommit.Work<T> query) {
        try {
            try {
                return query.run(sql);
            } finally {
                sql.rollback();
            }
        } catch (SQLException e) {
            throw StoreException.of("the store could not " + what, e, sql.database());
        }
    }

    @Override
    public synchronized void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            throw StoreException.of("the store cannot be closed", e, sql.database());
        }
    }
}
