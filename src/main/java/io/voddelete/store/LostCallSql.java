package io.voddelete.store;

import java.sql.SQLException;
import java.util.List;

/** The SQL about calls whose transactions the store has lost, after a failover or because a backup was put back. */
final class LostCallSql {
    private static final String MARK = "UPDATE asset SET evidence = 'MAY_HAVE_ACTED', ask = 1, asked = 0"
            + " WHERE status = 'PENDING' AND evidence <> 'SAID_DELETED' AND asset_id IN ";

    private LostCallSql() {}

    /** Returns how many of these ids are pending. Does not count as a change, since it is done when nothing may be changed any more. */
    static int mark(Sql sql, List<String> ids) throws SQLException {
        return sql.runUncounted(MARK + Sql.places(ids.size()), ids.toArray());
    }
}
