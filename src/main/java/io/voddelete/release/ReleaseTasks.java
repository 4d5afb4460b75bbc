package io.voddelete.release;

import io.voddelete.store.Releases;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.support.ClockJumps;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what has expired, releases what has had its grace period, and keeps ids, in the background. */
public final class ReleaseTasks {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseTasks.class);
    /** Ids in one transaction: some milliseconds, so that nobody waits for it. */
    private static final int PAGE = 1_000;

    private final Releases releases;
    private final WakeUp stop;
    private final Runnable changed;
    private final ThrottledLog faults;
    private final ClockJumps jumps;
    /** By how much the clock was set, as long as the store does not know it. */
    private Duration jumped = Duration.ZERO;

    /**
     * @param stop ends the work between two transactions
     * @param changed called when ids were settled or can be claimed
     */
    public ReleaseTasks(Releases releases, WakeUp stop, Runnable changed, TimeSource clock) {
        this.releases = releases;
        this.stop = stop;
        this.changed = changed;
        this.faults = new ThrottledLog(LOG, "keeping ids", clock);
        this.jumps = new ClockJumps(clock);
    }

    /**
     * Call whenever this process begins to do this. How its clock was set before does not matter: another process has looked
     * after the grace periods until now.
     */
    public void begin() {
        jumps.look();
    }

    /** Does all that is due. Call about once a second. */
    public void run() {
        try {
            boolean any = false;
            for (Submission submission : releases.tick(heardTime())) {
                say(submission);
                any = true;
            }
            while (!stop.isStopping() && releases.doTasks(PAGE)) {
                any = true;
            }
            faults.worked();
            if (any) {
                changed.run();
            }
        } catch (StoreException e) {
            faults.storeFailed(e, "It is continued when the store works again");
        }
    }

    /** The time, after the store was told if the clock was set, since it would end grace periods. */
    private Instant heardTime() {
        ClockJumps.Look look = jumps.look();
        jumped = jumped.plus(look.jump());
        if (!jumped.isZero()) {
            int moved = releases.clockWasSet(jumped, look.now());
            if (moved > 0) {
                LOG.warn(
                        "The clock of this machine was set by {} seconds; the grace periods of {} submissions were moved with it",
                        jumped.toSeconds(),
                        moved);
            }
            jumped = Duration.ZERO;
        }
        return look.now();
    }

    private static void say(Submission submission) {
        if (submission.release().gate().isEnded()) {
            LOG.warn(
                    "Submission {}, {}, has expired: nobody approved it. Its {} pending ids are kept; {} of its ids are deleted, {}"
                            + " have failed. Submit what was kept again if it is to be deleted",
                    submission.submissionId(),
                    submission.source(),
                    submission.progress().pending(),
                    submission.progress().deleted(),
                    submission.progress().failed());
        } else {
            LOG.info(
                    "Submission {}, {}: its grace period is over; its {} ids are sent now",
                    submission.submissionId(),
                    submission.source(),
                    submission.progress().pending());
        }
    }
}
