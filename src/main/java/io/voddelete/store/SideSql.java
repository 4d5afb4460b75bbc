package io.voddelete.store;

import io.voddelete.store.Outbox.Side;
import java.util.List;

/**
 * Which rows belong to a side, as conditions on a table or query named {@code o}. A side may have several parts, each of one
 * status, because an index finds the rows of a status.
 *
 * @param status of its rows
 * @param reasons a further condition that begins with AND; empty if all rows of the status belong to it
 */
record SideSql(String status, String reasons) {
    private static final String MISSING = "('not-found', 'already-gone')";

    /** @param missingIsSuccess whether missing assets belong to the success side */
    static List<SideSql> parts(Side side, boolean missingIsSuccess) {
        SideSql whole = new SideSql(side.status().name(), "");
        if (!missingIsSuccess) {
            return List.of(whole);
        }
        String failed = Side.FAILURE.status().name();
        return switch (side) {
            case SUCCESS -> List.of(whole, new SideSql(failed, " AND o.reason IN " + MISSING));
            case FAILURE -> List.of(new SideSql(failed, " AND o.reason NOT IN " + MISSING));
            case KEPT -> List.of(whole);
        };
    }

    /** The whole condition. */
    String condition() {
        return " AND o.status = '" + status + "'" + reasons;
    }
}
