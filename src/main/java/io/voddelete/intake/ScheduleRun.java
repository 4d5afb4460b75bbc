package io.voddelete.intake;

import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.LastRun;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a schedule: all lists that lie at its source, read whole before anything is accepted. Used by one thread. */
public final class ScheduleRun {
    /** The most lists of one run; what is more waits for the next one. */
    static final int MOST_LISTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleRun.class);

    private final String schedule;
    private final Instant planned;
    private final String times;
    private final boolean polled;
    private final Set<String> takenBefore;
    private final RunSpool spool;
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<FileVersion> files = new ArrayList<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private int lists;
    private boolean more = true;

    /**
     * @param last the run before; of the lists it names, what still lies at the source is not taken in again
     */
    ScheduleRun(Schedule.Plan plan, Instant planned, LastRun last, RunSpool spool) {
        this.schedule = plan.name();
        this.times = plan.times();
        this.planned = planned;
        this.polled = plan.polled();
        this.takenBefore = new LinkedHashSet<>(last.taken());
        this.spool = spool;
    }

    /** Whether the source is read until nothing is left; else one request gives the list. */
    public boolean isPolled() {
        return polled;
    }

    /** Whether the source may hold more. */
    public boolean isMore() {
        return more && lists < MOST_LISTS;
    }

    /** Whether there is anything to accept. */
    public boolean isFilled() {
        return !spool.isEmpty();
    }

    /** The source has nothing more. */
    public void end() {
        more = false;
    }

    /**
     * Reads a list to its end.
     *
     * @throws IOException if it cannot be read, or changes meanwhile: then nothing of the run is to be accepted
     */
    public void take(Delivery delivery) throws IOException {
        String shown = "list '" + Text.visible(delivery.name()) + "'";
        try {
            read(delivery, shown);
        } catch (UnreadableException e) {
            throw new IOException(shown + " cannot be read: " + e.getMessage() + "; " + e.remedy());
        }
    }

    private void read(Delivery delivery, String shown) throws IOException {
        if (delivery.body() instanceof Delivery.Rows rows) {
            spool.add(rows.rows());
            return;
        }
        if (FileNames.isSideFile(delivery.name())) { // where the filter is that of the source, or it has none
            throw new IOException(
                    shown + " is a checksum, a signature or a marker by its name, and a checksum looks like an"
                            + " asset id; leave such files out at the source");
        }
        Delivery.Content content = (Delivery.Content) delivery.body();
        if (delivery.file() != null && !SourceFolder.isItself(delivery.file())) {
            throw new IOException(
                    shown + " is a link, whose target may change unseen, or no file; put the file itself there");
        }
        FileVersion stamp = delivery.file() == null ? null : FileVersion.of(delivery.file());
        if (stamp != null) {
            ListOptions.requireOnlyName(stamp);
            folders.add(stamp.file().toAbsolutePath().getParent());
        }
        if (wasTaken(delivery, stamp, content)) {
            LOG.info(
                    "schedule '{}': {} was accepted before and still lies at its source; it is consumed now, and not accepted again",
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
        LOG.info("schedule '{}': {} is lines {} to {} of the run", schedule, shown, before + 1, spool.lines());
    }

    /** Then a crash, or a move that failed, kept it from being consumed when it was accepted. */
    private boolean wasTaken(Delivery delivery, FileVersion stamp, Delivery.Content content) throws IOException {
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

    /** Tells a list from every other; null where nothing does. A file that is dropped again is another list. */
    private static String mark(Delivery delivery, FileVersion stamp, String sha256) {
        if (stamp == null && delivery.changed() == null) {
            return null;
        }
        String text = stamp != null ? stamp.toString() : String.join("\n", delivery.name(), delivery.changed(), sha256);
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void remember(String mark) {
        lists++;
        if (mark != null) {
            taken.add(mark);
        }
    }

    /** All that was read, to be accepted. */
    public SpooledList getList() throws IOException {
        checkUnchanged("nothing of it is accepted");
        return spool.finish(schedule, done());
    }

    /**
     * What is remembered when the run is done: of earlier runs too, since a list that they took in may have been hidden from
     * this one, as by a lock.
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
     * Asked before the lists are accepted and again before they are consumed: who went on writing has more ids, and through
     * a linked folder they would be moved to where who dropped them may not write.
     *
     * @throws IOException if one of the files is another one by now, or a folder that they may be moved to is a link
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

    /** Nothing more is read or accepted. */
    void close() throws IOException {
        spool.close();
    }
}
