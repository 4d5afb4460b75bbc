package io.voddelete.store;

import java.util.Optional;

/** The last run of each schedule. Safe for use by many threads. */
public interface RunLog {
    /**
     * Remembers a run that made no submission.
     *
     * @throws StoreException also if the run is not newer than the last one
     */
    void recordRun(String schedule, LastRun run);

    /** The newest run of a schedule that is done; empty if there is none. */
    Optional<LastRun> lastRun(String schedule);
}
