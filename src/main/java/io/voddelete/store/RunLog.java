package io.voddelete.store;

import java.util.Optional;

/** The last run of each schedule. Thread-safe. */
public interface RunLog {
    /**
     * Stores a run that made no submission.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void recordRun(String schedule, LastRun run);

    /** Returns the newest completed run of a schedule; empty if there is none. */
    Optional<LastRun> lastRun(String schedule);

    /** Returns the id of a submission of the schedule that waits for an approval; empty if none does. */
    Optional<String> heldRun(String schedule);
}
