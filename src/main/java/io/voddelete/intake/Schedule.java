package io.voddelete.intake;

import io.voddelete.reader.ListOptions;
import io.voddelete.store.LastRun;
import io.voddelete.store.RunLog;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a schedule runs: each planned time once, in their order, and of those that were missed only the newest. What was
 * done is remembered by the store, so that neither a restart nor a clock that is set back makes a run twice.
 */
public final class Schedule {
    /**
     * What is planned.
     *
     * @param name names the schedule in sources and logs
     * @param times the cron and the time zone, as a text on one line
     * @param zone in which times are shown
     * @param polled whether a source is read until nothing is left; else one request gives the list
     * @param firesMissed whether a run that was missed is made later; else it is left out
     * @param next gives the first planned time after a time; null if there is none
     */
    public record Plan(
            String name, String times, ZoneId zone, boolean polled, boolean firesMissed, UnaryOperator<Instant> next) {}

    /** When a run was planned, or that one may have been missed by then. */
    public record Fired(Instant at) {}

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private static final String OFF = "off";
    private static final int LONGEST_FAULT = 600;

    private final RunLog runs;
    private final Plan plan;
    private final ListOptions input;
    private final PrivateFolder folder;
    private final WakeUp work;
    private final UnaryOperator<String> hideSecrets;
    private final TimeSource clock;
    private final ThrottledLog faults;
    private ScheduleRun open;
    private boolean saidEmpty;

    /**
     * @param folder where the lists of a run are kept for the time of the run
     * @param work ends the reading when the stop comes
     * @param hideSecrets takes out of a message what the source's address holds
     */
    public Schedule(
            RunLog runs,
            Plan plan,
            ListOptions input,
            PrivateFolder folder,
            WakeUp work,
            UnaryOperator<String> hideSecrets,
            TimeSource clock) {
        this.runs = runs;
        this.plan = plan;
        this.input = input;
        this.folder = folder;
        this.work = work;
        this.hideSecrets = hideSecrets;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "schedule '" + plan.name + "'", clock);
    }

    /**
     * From the first start on nothing is missed, nor from the first one with another cron or time zone, or after one where
     * the schedule was {@link #end off}; says when the next runs are.
     */
    public void begin() {
        Instant now = clock.instant();
        Optional<LastRun> last = runs.lastRun(plan.name);
        if (last.isEmpty()) {
            runs.recordRun(plan.name, new LastRun(now, plan.times, List.of()));
        } else if (!last.get().times().equals(plan.times)) {
            LOG.info(
                    "schedule '{}' begins anew, as it was off or planned otherwise; of times before {} nothing is made up for",
                    plan.name,
                    now);
            runs.recordRun(plan.name, anew(last.get(), now, plan.times));
        }
        String times = RunTimes.nextThree(plan.next, now, plan.zone);
        if (times.isEmpty()) {
            LOG.warn("schedule '{}' has no next run: vod.intake.schedule.cron names no time to come", plan.name);
        } else {
            LOG.info("schedule '{}': the next runs are at {}", plan.name, times);
        }
    }

    /** The schedule of this name is off: when it is on again, nothing was missed. */
    public static void end(RunLog runs, String name, TimeSource clock) {
        runs.lastRun(name)
                .filter(last -> !last.times().equals(OFF))
                .ifPresent(last -> runs.recordRun(name, anew(last, clock.instant(), OFF)));
    }

    /** Newer than the last run, even with a clock set back. */
    private static LastRun anew(LastRun last, Instant now, String times) {
        Instant newer = last.planned().plusMillis(1);
        return new LastRun(now.isAfter(newer) ? now : newer, times, last.taken());
    }

    /** Where a source may put an answer that is too large for the memory; gone when the run is over. */
    public Path answer() {
        return folder.path().resolve(plan.name + ".answer");
    }

    /** @param time when Quartz says that the run was planned, or now if it may be that one was missed */
    public Fired fired(Date time) {
        return new Fired(time.toInstant());
    }

    /**
     * The run that is due; none if it was made before or is left out. While another run goes on this waits, so what this
     * returns must come to {@link #finish}.
     */
    public synchronized List<ScheduleRun> due(Fired fired) throws IOException {
        awaitTurn();
        Instant now = fired.at();
        LastRun last = runs.lastRun(plan.name).orElseThrow();
        Optional<Instant> newest = newest(last.planned(), now);
        if (newest.isEmpty()) {
            sayIfSetBack(last);
            return List.of();
        }
        Instant planned = newest.get();
        if (!planned.equals(now)) {
            LOG.info(
                    "schedule '{}' missed its run of {}; it {}",
                    plan.name,
                    RunTimes.shown(planned, plan.zone),
                    plan.firesMissed ? "is made now" : "is left out, since vod.intake.schedule.misfire is skip");
            if (!plan.firesMissed) {
                return List.of();
            }
        }
        folder.require();
        RunSpool spool = new RunSpool(folder.path().resolve(plan.name + ".spool"), input, work);
        open = new ScheduleRun(plan, planned, last, spool);
        return List.of(open);
    }

    private void awaitTurn() {
        while (open != null || !work.hasBegun()) {
            try {
                wait(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            work.goOnUnlessStopping();
        }
    }

    /** The newest planned time after one time and not after another. */
    private Optional<Instant> newest(Instant after, Instant until) {
        Instant newest = plan.next.apply(after);
        if (newest == null || newest.isAfter(until)) {
            return Optional.empty();
        }
        // halved again and again, since a year has many seconds; none is planned after the end and before the time
        // looked for
        Instant end = until;
        while (Duration.between(newest, end).toMillis() > 0) {
            Instant middle = newest.plus(Duration.between(newest, end).dividedBy(2));
            Instant next = plan.next.apply(middle);
            if (next == null || next.isAfter(until)) {
                end = middle;
            } else {
                newest = next;
            }
        }
        return Optional.of(newest);
    }

    private void sayIfSetBack(LastRun last) {
        Instant now = clock.instant(); // a planned time may be passed over for other reasons too
        if (now.isBefore(last.planned())) {
            faults.failed(
                    "it is " + now + ", before its last run, of " + last.planned(),
                    "The clock was set back, or was wrong then: nothing runs before that time; if it was wrong, give"
                            + " vod.intake.schedule.name another value");
        }
    }

    /** What a source is asked with: nothing, so that HTTP asks by GET. */
    public Object nothing() {
        return null;
    }

    /** Remembers a run whose source held nothing. */
    public void noteEmpty(ScheduleRun run) {
        runs.recordRun(plan.name, run.done());
        if (!saidEmpty) {
            LOG.info(
                    "schedule '{}': its source is empty, so no submission is made; said again only after one that is not",
                    plan.name);
        }
        saidEmpty = true;
        faults.worked();
    }

    /** The run is accepted. Its lists are consumed when this returns, and not if one of them changed meanwhile. */
    public void noteAccepted(ScheduleRun run) throws IOException {
        saidEmpty = false;
        run.checkUnchanged("its present content is taken in by the next run");
        faults.worked();
    }

    /** Nothing of a run was accepted; its lists stay where they are. */
    public void failed(Exception exception) {
        Throwable cause = RootCause.innermost(exception);
        if (cause instanceof CallDeferredException) {
            LOG.info("schedule '{}': {}", plan.name, cause.getMessage());
            return;
        }
        Instant next = plan.next.apply(clock.instant());
        faults.failed(
                shown(cause),
                "Its lists stay at their source; "
                        + (next == null
                                ? "no later run is planned, so change vod.intake.schedule.cron to try it again"
                                : "it is tried again at " + RunTimes.shown(next, plan.zone)));
    }

    private String shown(Throwable cause) {
        if (cause instanceof FileSystemException) {
            return RootCause.shown(cause);
        }
        boolean told = cause instanceof StoreException || cause.getClass() == IOException.class;
        return Text.visible(hideSecrets.apply(told ? cause.getMessage() : cause.toString()), LONGEST_FAULT);
    }

    /**
     * A run is over, however it went.
     *
     * @param due what {@link #due} gave to the same caller; null if it gave nothing. The run of another caller goes on.
     */
    public synchronized void finish(List<ScheduleRun> due) throws IOException {
        if (open != null && due != null && due.contains(open)) {
            ScheduleRun over = open;
            open = null;
            notifyAll();
            over.close();
            Files.deleteIfExists(answer());
        }
    }
}
