package io.voddelete.store;

import java.sql.SQLException;

/** What a database wants from its writer between transactions. */
interface Upkeep {
    /** Before the first transaction. */
    void begin(Sql sql) throws SQLException;

    /** @throws SQLException if nobody would find what is written: its path leads to nothing, or to something else */
    void requireInPlace() throws SQLException;

    /** After a transaction that changed something, outside of any. What cannot be done now is done after a later one. */
    void committed(Sql sql);

    /** Says something to the operator. */
    void say(String remark);

    /** After the last transaction, while the connection is still open. */
    void end(Sql sql);
}
