package io.voddelete.store;

import java.sql.SQLException;

/**
 * A mark in each transaction that changed something. By it the writer finds out whether a commit happened of which the answer
 * was lost, and that other processes have not taken over. Used by the writer only.
 */
public interface CommitMark {
    /** For a database whose answers are not lost. */
    CommitMark NONE = new CommitMark() {
        @Override
        public void begin(Sql sql) {
            return;
        }

        @Override
        public void prolong(Sql sql) {
            return;
        }

        @Override
        public void write(Sql sql) {
            return;
        }

        @Override
        public void committed(boolean isMarked) {
            return;
        }

        @Override
        public void rolledBack() {
            return;
        }

        @Override
        public boolean isStored(Sql sql, SQLException failure) {
            return false;
        }
    };

    /**
     * Called before each statement: the first one of a transaction is preceded by what keeps other processes out of it.
     *
     * @throws SQLException as {@link #write}
     */
    void begin(Sql sql) throws SQLException;

    /**
     * Called before each commit, also of a transaction that has changed nothing, so that others know that this process lives.
     *
     * @throws SQLException as {@link #write}
     */
    void prolong(Sql sql) throws SQLException;

    /**
     * Writes the mark, as the last statement of a transaction.
     *
     * @throws SQLException also if another process has taken over, or the database has lost what it had committed
     */
    void write(Sql sql) throws SQLException;

    /** @param isMarked whether the transaction had a mark */
    void committed(boolean isMarked);

    void rolledBack();

    /**
     * Returns whether the last transaction was committed although its commit failed.
     *
     * @throws SQLException if the database cannot be asked at the moment
     */
    boolean isStored(Sql sql, SQLException failure) throws SQLException;
}
