package io.voddelete.store;

import java.sql.SQLException;

/** The number of turns so far, at which a new submission joins. Used only by the writer. */
final class Turns {
    private static final String REACHED = "SELECT coalesce(max(turn), 0) FROM submission WHERE state = 'SEALED'"
            + " AND claimable = 1 AND live = 1 AND next_due = 0";

    private final Membership members;
    private long reached;

    Turns(Membership members) {
        this.members = members;
    }

    /** Whoever claims knows it; another process asks the store how far the submissions are that take turns now. */
    long reached(Sql sql) throws SQLException {
        if (!members.isSender()) {
            reach(sql.first(row -> row.getLong(1), REACHED).orElseThrow());
        }
        return reached;
    }

    /** Does nothing if the number is already higher. */
    void reach(long turn) {
        reached = Math.max(reached, turn);
    }
}
