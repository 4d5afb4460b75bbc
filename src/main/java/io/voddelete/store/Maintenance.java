package io.voddelete.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What a database needs from its writer outside of transactions. */
public interface Maintenance {
    /** Configures a new connection, which must not commit by itself. */
    void setUp(Connection connection) throws SQLException;

    /** Called before the first transaction. */
    void begin(Sql sql) throws SQLException;

    /**
     * Creates the tables or migrates those of an earlier version, and binds them to the target, in the caller's transaction.
     *
     * @return a message for the operator; empty if there is none
     */
    Optional<String> prepare(Sql sql, Target target) throws SQLException;

    /** Writes something that nobody reads, and returns the number of changed rows. */
    int touch(Sql sql, Instant now) throws SQLException;

    /** @throws SQLException if the path of the database no longer leads to the open file, so that nobody would find the data */
    void requireInPlace() throws SQLException;

    /** Called after each transaction that changed something. Work that fails is retried after a later transaction. */
    void committed(Sql sql);

    /** Passes a message to the operator. */
    void say(String remark);

    /** Returns the archive files in a folder. */
    ArchiveFiles archiveFiles(Path folder);

    /** Called after the last transaction, while the connection is still open. */
    void end(Sql sql);
}
