package io.voddelete.intake;

import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.LastRun;
import io.voddelete.store.Requested;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a schedule: all lists at its source, read completely before anything is accepted. Not thread-safe. */
public final class ScheduleRun {
    /** The maximum number of lists in one run; the rest waits for the next run. */
    static final int MOST_LISTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleRun.class);

    private final String schedule;
    private final Requested requested;
    private final Instant planned;
    private final String times;
    private final boolean polled;
    private final Set<String> takenBefore;
    private final EntrySpool spool;
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<FileVersion> files = new ArrayList<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private int lists;
    private boolean more = true;

    /**
     * @param last the previous run; its lists that are still at the source are not accepted again
     */
    ScheduleRun(Schedule.Plan plan, Instant planned, LastRun last, EntrySpool spool) {
        this.schedule = plan.name();
        this.requested = Requested.of(plan.name(), plan.source(), plan.reason(), null);
        this.times = plan.times();
        this.planned = planned;
        this.polled = plan.polled();
        this.takenBefore = new LinkedHashSet<>(last.taken());
        this.spool = spool;
    }

    /** Whether the source is read until it is empty; otherwise one request returns the list. */
    public boolean isPolled() {
        return polled;
    }

    /** Whether the source may have more lists. */
    public boolean isMore() {
        return more && lists < MOST_LISTS;
    }

    /** Whether there is anything to accept. */
    public boolean isFilled() {
        return !spool.isEmpty();
    }

    /** The source has no more lists. */
    public void end() {
        more = false;
    }

    /**
     * Reads a list to its end.
     *
     * @throws IOException if it cannot be read, or changes meanwhile: then nothing of the run may be accepted
     */
    public void take(Delivery delivery) throws IOException {
        String shown = "list '" + Text.visible(delivery.name()) + "'";
        try {
            read(delivery, shown);
        } catch (UnreadableException e) {
            throw new IOException("cannot read " + shown + ": " + e.getMessage() + "; " + e.remedy());
        }
    }

    private void read(Delivery delivery, String shown) throws IOException {
        if (delivery.body() instanceof Delivery.Rows rows) {
            spool.add(rows.rows());
            return;
        }
        if (FileNames.isSideFile(delivery.name())) { // where the filter is that of the source, or it has none
            throw new IOException(
                    shown + " has the name of a checksum, signature or marker file, and a checksum looks like an"
                            + " asset id; exclude such files at the source");
        }
        Delivery.Content content = (Delivery.Content) delivery.body();
        if (delivery.file() != null && !SourceFolder.isItself(delivery.file())) {
            throw new IOException(
                    shown + " is a link, whose target may change unnoticed, or not a file; use a regular file");
        }
        FileVersion stamp = delivery.file() == null ? null : FileVersion.of(delivery.file());
        if (stamp != null) {
            ListOptions.requireOnlyName(stamp);
            folders.add(stamp.file().toAbsolutePath().getParent());
        }
        if (wasTaken(delivery, stamp, content)) {
            LOG.info(
                    "Schedule '{}': {} was accepted before but is still at its source; it is consumed now and not accepted again",
                    schedule,
                    shown);
            return;
        }
        long before = spool.lines();
        String sha256 = spool.add(content.opening().open(), delivery.name());
        remember(mark(delivery, stamp, sha256));
        if (stamp != null) {
            files.add(stamp);
        }
        LOG.info("Schedule '{}': {} makes up lines {} to {} of the run", schedule, shown, before + 1, spool.lines());
    }

    /** If so, a crash or a failed move prevented it from being consumed when it was accepted. */
    private boolean wasTaken(Delivery delivery, @Nullable FileVersion stamp, Delivery.Content content)
            throws IOException {
        if (takenBefore.isEmpty()) {
            return false;
        }
        String sha256 = stamp == null && delivery.changed() != null
                ? spool.sha256(content.opening().open())
                : null;
        String mark = mark(delivery, stamp, sha256);
        if (mark == null || !takenBefore.contains(mark)) {
            return false;
        }
        remember(mark);
        return true;
    }

    /** Identifies a list; null if that is not possible. A file that is dropped again is a new list. */
    private static @Nullable String mark(Delivery delivery, @Nullable FileVersion stamp, @Nullable String sha256) {
        String changed = delivery.changed();
        if (stamp == null && (changed == null || sha256 == null)) {
            return null;
        }
        String text = stamp != null ? stamp.toString() : String.join("\n", delivery.name(), changed, sha256);
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void remember(@Nullable String mark) {
        lists++;
        if (mark != null) {
            taken.add(mark);
        }
    }

    /** Everything that was read, to be accepted. */
    public SpooledList getList() throws IOException {
        checkUnchanged("nothing of it is accepted");
        return new SpooledRun(schedule, requested, done(), spool.finish(), spool.rules());
    }

    /**
     * The record of the run, including lists of earlier runs, since one of these may have been invisible to this run, for
     * example because of a lock.
     */
    LastRun done() {
        return new LastRun(
                planned,
                times,
                Stream.concat(taken.stream(), takenBefore.stream())
                        .distinct()
                        .limit(MOST_LISTS)
                        .toList());
    }

    /**
     * Called before the lists are accepted and again before they are consumed: a writer may have added ids, and through a
     * linked folder they could be moved to where their owner has no write access.
     *
     * @throws IOException if one of the files has changed, or a folder to which they may be moved is a link
     */
    void checkUnchanged(String so) throws IOException {
        for (FileVersion file : files) {
            if (!file.isCurrent()) {
                throw new IOException("list '"
                        + Text.visible(file.file().getFileName().toString()) + "' changed while it was read; " + so);
            }
        }
        for (Path folder : folders) {
            SourceFolder.requireNothingLeadsOut(folder);
        }
    }

    /** Ends the run: nothing more is read or accepted. */
    void close() throws IOException {
        spool.close();
    }
}
