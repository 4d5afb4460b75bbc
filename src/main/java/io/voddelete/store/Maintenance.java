package io.voddelete.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Instant;
import java.util.Optional;

/** What a database needs from its writer outside of transactions. */
public interface Maintenance {
    /** The dialect of the database; SQLite's unless said otherwise. */
    default Dialect dialect() {
        return Dialect.AS_WRITTEN;
    }

    /** Whether connections can be lost, and opened again. */
    default boolean isRemote() {
        return false;
    }

    /** Configures a new connection, which must not commit by itself. */
    void setUp(Connection connection, boolean readOnly) throws SQLException;

    /**
     * Closes a connection.
     *
     * @param isLost whether it no longer leads to the database
     */
    default void close(Connection connection, boolean isLost) throws SQLException {
        connection.close();
    }

    /** The mark of the writer's transactions. */
    default CommitMark mark() {
        return CommitMark.NONE;
    }

    /**
     * The mark of a transaction by which a process that was replaced still stores what VOD has answered: others are kept out
     * meanwhile, and nothing else is asked.
     */
    default CommitMark lateMark() {
        return CommitMark.NONE;
    }

    /** This process among those that use the database. */
    default Membership members() {
        return Membership.ALONE;
    }

    /** What tells this process's audit log from those of other nodes in the store; empty if there is only one. */
    default String auditLog() {
        return "";
    }

    /** After which time without a transaction there is an empty one, in milliseconds; 0 for never. */
    default long keepMillis() {
        return 0;
    }

    /** The start is over: what follows takes milliseconds. */
    default void started(Sql sql) throws SQLException {
        return;
    }

    /** Called after a commit that the database has confirmed with a warning. */
    default void warned(SQLWarning warning) {
        return;
    }

    /** Notes in the store what follows from the loss of transactions. */
    @FunctionalInterface
    interface Lost {
        /** @return how many ids were marked */
        int mark(Sql sql) throws SQLException;
    }

    /**
     * Called after a fault that is final, before anybody is told.
     *
     * @param hasLost whether the database has lost transactions
     * @param lost to be called in the transaction that says so
     */
    default void halted(Sql sql, boolean hasLost, Lost lost) {
        return;
    }

    /** @throws SQLException if another process has taken over, so that what is read here is no longer ours to use */
    default void requireOurs(Sql sql) throws SQLException {
        return;
    }

    /** Called before the first transaction. */
    void begin(Sql sql) throws SQLException;

    /**
     * Creates the tables or migrates those of an earlier version, and binds them to the target, in the caller's transaction.
     *
     * @return a message for the operator; empty if there is none
     */
    Optional<String> prepare(Sql sql, Target target) throws SQLException;

    /** @throws SQLException if the path of the database no longer leads to the open file, so that nobody would find the data */
    void requireInPlace() throws SQLException;

    /** Called after each transaction that changed something. Work that fails is retried after a later transaction. */
    void committed(Sql sql);

    /**
     * From now on the numbers of new events are higher than this one.
     *
     * @param number so high that no event has it
     */
    void skipEventNumbers(Sql sql, long number, Instant now) throws SQLException;

    /** Passes a message to the operator. */
    void say(String remark);

    /** Returns the archive files in a folder. */
    ArchiveFiles archiveFiles(Path folder);

    /** Called after the last transaction, while the connection is still open. */
    void end(Sql sql);
}
