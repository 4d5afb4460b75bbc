package io.voddelete.outcome;

import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Submission.Progress;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.LogContext;
import io.voddelete.support.LogEvent;
import io.voddelete.support.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs each submission when it is done and, from time to time, the progress of running ones. Not thread-safe. */
public final class ProgressLog {
    /** The maximum number of running submissions with a line of their own. */
    static final int MOST_RUNNING = 10;

    private static final int PAGE = 1000;
    private static final long DONE_SECONDS = 5;
    private static final long RUNNING_SECONDS = 300;
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

    private final SealedSubmissions submissions;
    private final SubmissionQueries queries;
    /** For each running submission, by row, the number of settled ids at its last line. */
    private Map<Long, Long> said = Map.of();

    public ProgressLog(SealedSubmissions submissions, SubmissionQueries queries) {
        this.submissions = submissions;
        this.queries = queries;
    }

    /** From now on this timer logs both, until it is shut down. */
    public void begin(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this::sayDone, DONE_SECONDS, DONE_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(this::sayRunning, RUNNING_SECONDS, RUNNING_SECONDS, TimeUnit.SECONDS);
    }

    /** Writes one line for each submission that was done since the last call. */
    public synchronized void sayDone() {
        try {
            List<Submission> done;
            do {
                done = submissions.takeDone(PAGE);
                done.forEach(submission -> LogContext.ofSubmission(
                        submission.submissionId(), submission.requested().traceparent(), () -> say(submission)));
            } while (done.size() == PAGE);
        } catch (StoreException e) {
            LOG.debug("Done submissions are logged later", e); // the store reports its own faults
        }
    }

    /** Writes one line for each of the oldest running submissions that has progressed since the last call. */
    synchronized void sayRunning() {
        try {
            List<Submission> running = queries.running(MOST_RUNNING + 1);
            Map<Long, Long> now = new HashMap<>();
            running.stream().limit(MOST_RUNNING).forEach(submission -> {
                long row = submission.row();
                Progress progress = submission.progress();
                long settled = progress.accepted() - progress.pending();
                if (settled != said.getOrDefault(row, 0L)) {
                    LogContext.ofSubmission(
                            submission.submissionId(),
                            submission.requested().traceparent(),
                            () -> say(submission, settled));
                }
                now.put(row, settled);
            });
            said = now;
            if (running.size() > MOST_RUNNING) {
                LOG.info("More submissions are running; {} ids are pending in total", queries.pending());
            }
        } catch (StoreException e) {
            LOG.debug("Running submissions are logged later", e);
        }
    }

    private static void say(Submission submission) {
        Progress progress = submission.progress();
        LogEvent.done(LOG, Level.INFO, "submission-done")
                .log(
                        "Submission {} ({}) is done: {} accepted, {} deleted, {} failed{}; {} duplicates, {} lines rejected",
                        submission.submissionId(),
                        Text.visible(submission.source()),
                        progress.accepted(),
                        progress.deleted(),
                        progress.failed(),
                        kept(progress),
                        progress.duplicates(),
                        progress.rejected());
    }

    private static void say(Submission submission, long settled) {
        Progress progress = submission.progress();
        LOG.info(
                "Submission {} ({}) is running: {} of {} ids settled, {} deleted, {} failed{}",
                submission.submissionId(),
                Text.visible(submission.source()),
                settled,
                progress.accepted(),
                progress.deleted(),
                progress.failed(),
                kept(progress));
    }

    private static String kept(Progress progress) {
        return progress.kept() == 0 ? "" : ", " + progress.kept() + " kept";
    }
}
