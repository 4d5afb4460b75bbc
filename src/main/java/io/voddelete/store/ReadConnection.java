package io.voddelete.store;

import java.sql.SQLException;

/** A connection for reading. Each read sees the current state of the store. Thread-safe: reads are serialized. */
final class ReadConnection implements AutoCloseable {
    private final Sql sql;

    ReadConnection(Sql sql) {
        this.sql = sql;
    }

    /** @param what completes "the store could not …" */
    <T> T read(String what, GroupCommit.Work<T> query) {
        return read(what, query, this::inOneState);
    }

    /** Reads with one statement, which needs no transaction that has to be ended. */
    <T> T readOnce(String what, GroupCommit.Work<T> query) {
        return read(what, query, sql.isRemote() ? this::once : this::inOneState);
    }

    /** A way to run a query. */
    @FunctionalInterface
    private interface Way<T> {
        T run(GroupCommit.Work<T> query) throws SQLException;
    }

    private synchronized <T> T read(String what, GroupCommit.Work<T> query, Way<T> way) {
        try {
            try {
                return way.run(query);
            } catch (SQLException e) {
                if (StoreFault.of(e) != StoreFault.UNREACHABLE) {
                    throw e;
                }
                sql.lose(); // perhaps the database was restarted since the last read
                sql.rollback();
                return way.run(query);
            }
        } catch (SQLException e) {
            throw StoreException.of("the store could not " + what, e, sql.database());
        }
    }

    private <T> T once(GroupCommit.Work<T> query) throws SQLException {
        sql.commitEach(true);
        try {
            return query.run(sql);
        } finally {
            sql.commitEach(false);
        }
    }

    private <T> T inOneState(GroupCommit.Work<T> query) throws SQLException {
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
