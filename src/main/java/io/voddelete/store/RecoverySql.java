package io.voddelete.store;

import java.sql.SQLException;
import java.time.Instant;

/** The SQL that releases claims: of this process when it ends, and of those before it. */
final class RecoverySql {
    private static final String HOLDERS_ARE_DUE = "UPDATE submission SET next_due = 0 WHERE next_due > 0"
            + " AND id IN (SELECT submission FROM asset WHERE claim IS NOT NULL)";

    /** No submission is further ahead than the ids of one claim. */
    private static final String LAST_TURN =
            "SELECT coalesce(max(turn), 0) FROM (SELECT max(turn) AS turn FROM submission"
                    + " WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due = 0 UNION ALL SELECT max(turn)"
                    + " FROM submission WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due > 0) n";

    private RecoverySql() {}

    /**
     * Releases the claims of earlier processes; ids whose call had begun stay marked.
     *
     * @param turns learns how far the submissions are
     * @param mayStillCall whether such calls may still be under way: then their ids wait for as long as their lease was, from now
     *     on, since the clock that set its end may be another one
     */
    static void recover(Sql sql, Membership members, Turns turns, boolean mayStillCall, Instant now)
            throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        if (mayStillCall) {
            UnansweredSql.note(sql, now);
        }
        sql.run(
                "UPDATE asset SET claim = NULL, due_at = CASE WHEN ?2 = 1 AND calling = 1 AND due_at > call_at"
                        + " THEN ?1 + due_at - call_at ELSE ?1 END, calling = 0 WHERE claim IS NOT NULL",
                now,
                mayStillCall);
        turns.reach(sql.first(row -> row.getLong(1), LAST_TURN).orElseThrow());
        if (members.node() == null || !TotalsSql.areThere(sql)) { // several processes never stop counting
            TotalsSql.count(sql);
        }
    }

    /** Releases the ids whose call has not begun. */
    static Void releaseUnbegun(Sql sql, Instant now) throws SQLException {
        sql.run(HOLDERS_ARE_DUE);
        sql.run("UPDATE asset SET claim = NULL, due_at = ? WHERE claim IS NOT NULL AND calling = 0", now);
        return null;
    }
}
