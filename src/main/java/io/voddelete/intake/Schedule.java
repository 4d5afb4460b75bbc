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
import io.voddelete.support.Times;
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
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a schedule runs: once for each planned time, in order, and for missed times only the newest. Runs are recorded
 * in the store, so neither a restart nor a clock set back repeats a run.
 */
public final class Schedule {
    /**
     * The configuration of a schedule.
     *
     * @param name of the schedule, in sources and logs
     * @param source where its lists come from, for people and without secrets
     * @param reason why the ids of its lists are deleted; empty if nobody said
     * @param times cron expression and time zone, on one line
     * @param zone for showing times
     * @param polled whether the source is read until it is empty; otherwise one request returns the list
     * @param firesMissed whether a missed run is made later; otherwise it is skipped
     * @param next returns the first planned time after a time; null if there is none
     */
    public record Plan(
            String name,
            String source,
            String reason,
            String times,
            ZoneId zone,
            boolean polled,
            boolean firesMissed,
            UnaryOperator<Instant> next) {}

    /**
     * The planned time of a run, or a time by which one may have been missed.
     *
     * @param isStart whether it is the start of the process, which waits until this process makes the runs
     */
    public record Fired(Instant at, boolean isStart) {}

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private static final String OFF = "off";
    private static final int LONGEST_FAULT = 600;

    private final RunLog runs;
    private final Plan plan;
    private final ListOptions input;
    private final PrivateFolder folder;
    private final WakeUp work;
    private final BooleanSupplier isElsewhere;
    private final UnaryOperator<String> hideSecrets;
    private final TimeSource clock;
    private final ThrottledLog faults;
    private @Nullable ScheduleRun open;
    private boolean saidEmpty;

    /**
     * @param folder for the lists of a run while it lasts
     * @param work begun when this process makes the runs; ends reading at a stop
     * @param isElsewhere whether another process makes the runs
     * @param hideSecrets removes the secrets in the source's address from a message
     */
    public Schedule(
            RunLog runs,
            Plan plan,
            ListOptions input,
            PrivateFolder folder,
            WakeUp work,
            BooleanSupplier isElsewhere,
            UnaryOperator<String> hideSecrets,
            TimeSource clock) {
        this.runs = runs;
        this.plan = plan;
        this.input = input;
        this.folder = folder;
        this.work = work;
        this.isElsewhere = isElsewhere;
        this.hideSecrets = hideSecrets;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "schedule '" + plan.name + "'", clock);
    }

    /**
     * Starts the schedule and logs the next runs. Earlier runs do not count as missed at the first start, after a change of
     * cron or time zone, or after the schedule was {@link #end off}.
     */
    public void begin() {
        Instant now = clock.instant();
        Optional<LastRun> last = runs.lastRun(plan.name);
        if (last.isEmpty()) {
            runs.recordRun(plan.name, new LastRun(now, plan.times, List.of()));
        } else if (!last.get().times().equals(plan.times)) {
            LOG.info(
                    "Schedule '{}' was disabled or changed: runs planned before {} will not be caught up",
                    plan.name,
                    Times.text(now));
            runs.recordRun(plan.name, anew(last.get(), now, plan.times));
        }
        String times = RunTimes.nextThree(plan.next, now, plan.zone);
        if (times.isEmpty()) {
            LOG.warn("Schedule '{}' has no next run: no future time matches vod.intake.schedule.cron", plan.name);
        } else {
            LOG.info("Schedule '{}': next runs at {}", plan.name, times);
        }
    }

    /** The schedule of this name is disabled: once it is enabled again, no runs count as missed. */
    public static void end(RunLog runs, String name, TimeSource clock) {
        runs.lastRun(name)
                .filter(last -> !last.times().equals(OFF))
                .ifPresent(last -> runs.recordRun(name, anew(last, clock.instant(), OFF)));
    }

    /** Newer than the last run, even if the clock was set back. */
    private static LastRun anew(LastRun last, Instant now, String times) {
        Instant newer = last.planned().plusMillis(1);
        return new LastRun(now.isAfter(newer) ? now : newer, times, last.taken());
    }

    /** A file for a response that is too large for memory; deleted when the run ends. */
    public Path answer() {
        return folder.path().resolve(plan.name + ".answer");
    }

    /** @param time the planned time of the run according to Quartz, or now if a run may have been missed */
    public Fired fired(Date time) {
        return new Fired(time.toInstant(), false);
    }

    /** @param time the time of the start, at which a run may have been missed */
    public Fired started(Date time) {
        return new Fired(time.toInstant(), true);
    }

    /**
     * The run that is due; none if it was already made or is skipped. Waits while another run is in progress, so {@link
     * #finish} must be called with the result. One at the start also waits until this process makes the runs.
     */
    public synchronized List<ScheduleRun> due(Fired fired) throws IOException {
        boolean waits = !work.hasBegun();
        if (!awaitTurn(fired)) {
            return List.of();
        }
        Instant now = waits && fired.at.isBefore(clock.instant()) ? clock.instant() : fired.at;
        LastRun last = runs.lastRun(plan.name).orElseThrow();
        Optional<Instant> newest = newest(last.planned(), now);
        if (newest.isEmpty()) {
            sayIfSetBack(last);
            return List.of();
        }
        Instant planned = newest.get();
        if (!planned.equals(now)) {
            LOG.info(
                    "Schedule '{}' missed the run planned for {}; it {}",
                    plan.name,
                    RunTimes.shown(planned, plan.zone),
                    plan.firesMissed ? "starts now" : "is skipped, since vod.intake.schedule.misfire is skip");
            if (!plan.firesMissed) {
                runs.recordRun(plan.name, new LastRun(planned, last.times(), last.taken()));
                return List.of();
            }
        }
        Optional<String> held = runs.heldRun(plan.name);
        if (held.isPresent()) {
            skip(planned, last, held.get());
            return List.of();
        }
        folder.require();
        EntrySpool spool = new EntrySpool(folder.path().resolve(plan.name + ".spool"), input, work);
        open = new ScheduleRun(plan, planned, last, spool);
        return List.of(open);
    }

    /** Otherwise each run would read the same lists, and one approval too many would wait for somebody every night. */
    private void skip(Instant planned, LastRun last, String held) {
        LOG.warn(
                "Schedule '{}': the run planned for {} is skipped and its source is not read, because submission {} of an earlier"
                        + " run waits for an approval. Approve or cancel it; the next run then reads what is there",
                plan.name,
                RunTimes.shown(planned, plan.zone),
                held);
        runs.recordRun(plan.name, new LastRun(planned, last.times(), last.taken()));
    }

    /** Returns whether this process makes the run, which another may do from any moment on. */
    private boolean awaitTurn(Fired fired) {
        while (isOurs(fired) && (open != null || !work.hasBegun())) {
            try {
                wait(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            work.goOnUnlessStopping();
        }
        return isOurs(fired);
    }

    private boolean isOurs(Fired fired) {
        return fired.isStart || !isElsewhere.getAsBoolean();
    }

    /** The newest planned time after one time and not after another. */
    private Optional<Instant> newest(Instant after, Instant until) {
        Instant newest = plan.next.apply(after);
        if (newest == null || newest.isAfter(until)) {
            return Optional.empty();
        }
        // a binary search, since a year has many seconds; nothing is planned between the result and the end
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
                    "it is now " + Times.text(now) + ", before the planned time of its last run, "
                            + Times.text(last.planned()),
                    "The clock was set back, or was wrong before: nothing runs until that time; if it was wrong before, change"
                            + " vod.intake.schedule.name");
        }
    }

    /** The request body for a source: none, so that HTTP uses GET. */
    public @Nullable Object nothing() {
        return null;
    }

    /** Records a run whose source was empty. */
    public void noteEmpty(ScheduleRun run) {
        runs.recordRun(plan.name, run.done());
        if (!saidEmpty) {
            LOG.info(
                    "Schedule '{}': the source is empty, so there is no submission; logged again only after a run with a list",
                    plan.name);
        }
        saidEmpty = true;
        faults.worked();
    }

    /** The run is accepted. Its lists are consumed when this returns, unless one of them changed meanwhile. */
    public void noteAccepted(ScheduleRun run) throws IOException {
        saidEmpty = false;
        run.checkUnchanged("its current content is read by the next run");
        faults.worked();
    }

    /** Nothing of the run was accepted; its lists stay at their source. */
    public void failed(Exception exception) {
        Throwable cause = RootCause.innermost(exception);
        if (cause instanceof CallDeferredException) {
            LOG.info("Schedule '{}': {}", plan.name, cause.getMessage());
            return;
        }
        Instant next = plan.next.apply(clock.instant());
        faults.failed(
                shown(cause),
                "Its lists stay at their source; "
                        + (next == null
                                ? "no later run is planned, so change vod.intake.schedule.cron to retry"
                                : "the next attempt is at " + RunTimes.shown(next, plan.zone)));
    }

    private String shown(Throwable cause) {
        if (cause instanceof FileSystemException) {
            return RootCause.shown(cause);
        }
        boolean told = cause instanceof StoreException || cause.getClass() == IOException.class;
        return Text.visible(hideSecrets.apply(told ? cause.getMessage() : cause.toString()), LONGEST_FAULT);
    }

    /**
     * A run has ended, successfully or not.
     *
     * @param due the result of {@link #due} for the same caller, or null. The run of another caller continues.
     */
    public synchronized void finish(@Nullable List<ScheduleRun> due) throws IOException {
        if (open != null && due != null && due.contains(open)) {
            ScheduleRun over = open;
            open = null;
            notifyAll();
            over.close();
            Files.deleteIfExists(answer());
        }
    }
}
