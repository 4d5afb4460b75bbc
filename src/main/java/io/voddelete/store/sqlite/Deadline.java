package io.voddelete.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.ProgressHandler;

/** Interrupts the statements of a connection after a time limit. */
final class Deadline extends ProgressHandler {
    /** Steps of SQLite between two checks, about a millisecond. */
    private static final int STEPS = 10_000;

    private final long end;
    private boolean over;

    private Deadline(Duration longest) {
        this.end = System.nanoTime() + longest.toNanos();
    }

    static Deadline set(Connection connection, Duration longest) throws SQLException {
        Deadline deadline = new Deadline(longest);
        setHandler(connection, STEPS, deadline);
        return deadline;
    }

    /** Returns whether a statement was interrupted. */
    boolean isOver() {
        return over;
    }

    @Override
    protected int progress() {
        over = System.nanoTime() - end >= 0;
        return over ? 1 : 0;
    }
}
