package io.voddelete.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The submissions that were done since the start of this process and have not been taken, in that order. Thread-safe. */
final class DoneSubmissions {
    private static final String DONE = "SELECT 1 FROM submission WHERE id = ? AND state = 'SEALED' AND unfinished = 0";

    /** Other submissions named all of its ids too, and these are settled: nobody has to decide about it any more. */
    private static final String NO_LONGER_WAITS =
            "UPDATE submission SET gate = 'RELEASED', claimable = 1, gate_until = NULL, task = NULL WHERE id = ?"
                    + " AND gate IN ('HELD', 'GRACE', 'STOPPED')";

    private final Queue<Long> rows = new ConcurrentLinkedQueue<>();

    /**
     * Returns which of these are done; those that waited no longer do. Call in the transaction that may have settled their last
     * id.
     */
    static List<Long> among(Sql sql, Collection<Long> rows) throws SQLException {
        List<Long> done = new ArrayList<>();
        for (long row : rows) {
            if (sql.first(found -> true, DONE, row).isPresent()) {
                sql.run(NO_LONGER_WAITS, row);
                done.add(row);
            }
        }
        return done;
    }

    /** Call after the commit. */
    void add(List<Long> done) {
        rows.addAll(done);
    }

    /** Returns the next ones without removing them. */
    List<Long> next(int most) {
        return rows.stream().limit(most).toList();
    }

    void remove(List<Long> taken) {
        taken.forEach(row -> rows.poll());
    }
}
