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
                return read(query);
            } catch (SQLException e) {
                if (StoreFault.of(e) != StoreFault.UNREACHABLE) {
                    throw e;
                }
                sql.lose(); // perhaps the database was restarted since the last read
                sql.rollback();
                return read(query);
            }
        } catch (SQLException e) {
            throw StoreException.of("the store could not " + what, e, sql.database());
        }
    }

    private <T> T read(GroupCommit.Work<T> query) throws SQLException {
        T found;
        try {
            found = query.run(sql);
        } catch (SQLException | RuntimeException | Error e) {
            endAfter(e);
            throw e;
        }
        sql.rollback();
        return found;
    }

    private void endAfter(Throwable failure) {
        try {
            sql.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
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
