package io.voddelete.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.ProgressHandler;

/** Interrupts the statements of a connection from some time on. */
final class Deadline extends ProgressHandler {
    /** Steps of SQLite between two looks at the time: about a millisecond. */
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

    /** Whether a statement was interrupted. */
    boolean isOver() {
        return over;
    }

    @Override
    protected int progress() {
        over = System.nanoTime() - end >= 0;
        return over ? 1 : 0;
    }
}
