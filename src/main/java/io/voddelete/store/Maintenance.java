package io.voddelete.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What a database wants from its writer between transactions. */
public interface Maintenance {
    /** Right after a connection is made: how it works, and that it commits when it is told to. */
    void setUp(Connection connection) throws SQLException;

    /** Before the first transaction. */
    void begin(Sql sql) throws SQLException;

    /**
     * Makes the tables, or those of an earlier version into those of this one, and binds them to the target; all in the
     * transaction of the caller.
     *
     * @return what an operator should know; empty if there is nothing
     */
    Optional<String> prepare(Sql sql, Target target) throws SQLException;

    /** Changes something that nobody reads, and gives the number of changed rows. */
    int touch(Sql sql, Instant now) throws SQLException;

    /** @throws SQLException if nobody would find what is written: its path leads to nothing, or to something else */
    void requireInPlace() throws SQLException;

    /** After a transaction that changed something, outside of any. What cannot be done now is done after a later one. */
    void committed(Sql sql);

    /** Says something to the operator. */
    void say(String remark);

    /** After the last transaction, while the connection is still open. */
    void end(Sql sql);
}
