package io.voddelete.store;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Tells once if the clock of this machine is not that of the database: times in the store are those of whoever writes. Used by one thread. */
final class ClockComparison {
    private static final Duration MOST_AHEAD = Duration.ofSeconds(2);

    private final Consumer<String> remarks;
    private boolean isTold;

    /** @param remarks receives messages for the operator */
    ClockComparison(Consumer<String> remarks) {
        this.remarks = remarks;
    }

    /**
     * Compares them.
     *
     * @param there the time of the database
     * @param before the time here before it was asked for
     * @param after the time here afterwards
     */
    void compare(Instant there, Instant before, Instant after) {
        Instant nearest = there.isBefore(before) ? before : there.isAfter(after) ? after : there;
        Duration ahead = Duration.between(there, nearest);
        if (ahead.abs().compareTo(MOST_AHEAD) > 0 && !isTold) {
            remarks.accept("The clock of this machine differs from that of the database by " + ahead.toSeconds()
                    + " s. Times that one node has set come too early or too late at others, such as the end of grace periods. Use NTP on"
                    + " all of them");
            isTold = true;
        }
    }
}
