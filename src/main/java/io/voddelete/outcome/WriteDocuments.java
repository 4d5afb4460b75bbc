package io.voddelete.outcome;

import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes receipts, or reports, next to the files of submissions, and marks them as written. After a crash in between they are
 * written again with the same content. One thread runs the loop.
 */
public final class WriteDocuments {
    private static final int MOST = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** Submissions end seldom, and each settled id tells. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(2);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(WriteDocuments.class);

    private final Document document;
    private final AtomicFile files;
    private final SealedSubmissions submissions;
    private final Path inbox;
    /** Null if the inbox did not exist at the start. */
    private final @Nullable FileIdentity opened;

    private final Map<Path, PrivateFolder> folders = new HashMap<>();
    private final AcceptedFiles kept;
    private final WakeUp due;
    private final TimeSource clock;
    private final ThrottledLog faults;
    /** Rows of submissions, and since when. */
    private final Map<Long, Long> heldBack = new HashMap<>();

    /**
     * @param inbox the directory where files are dropped
     * @param kept checks the files that the documents are about
     * @param due raised when there may be a document to write
     */
    public WriteDocuments(
            Document document,
            AtomicFile files,
            SealedSubmissions submissions,
            Path inbox,
            AcceptedFiles kept,
            WakeUp due,
            TimeSource clock) {
        this.document = document;
        this.files = files;
        this.submissions = submissions;
        this.inbox = inbox;
        this.opened = opened(inbox);
        this.kept = kept;
        this.due = due;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "writing " + name() + "s", clock);
    }

    /** Waits until documents may be due, for a while at most, or until the stop; not after a turn that found some. */
    public void waitForWork() {
        if (isAnyWatched()) {
            due.awaitWork(LONGEST_WAIT, LOOK_AT_FILES);
        } else {
            due.awaitWork(LONGEST_WAIT);
        }
    }

    private boolean isAnyWatched() {
        return !heldBack.isEmpty() || document == Document.RECEIPT && kept.areWatched();
    }

    /** The next submissions whose document is due; empty if there are none or the stop has come. Does not wait. */
    public List<Submission> next() {
        boolean mayBegin = due.mayBegin();
        if (document == Document.RECEIPT && mayBegin) {
            kept.lookAtAll();
        }
        List<Submission> next = mayBegin ? read() : List.of();
        if (!next.isEmpty()) {
            due.raise(); // there may be more
        } else if (heldBack.isEmpty()) {
            due.gather(GATHER);
        }
        return next;
    }

    /** Writes and marks the documents; one that cannot be written is retried later and does not delay the others. */
    public void write(List<Submission> next) {
        List<Submission> written = next.stream().filter(this::isWritten).toList();
        if (written.isEmpty()) {
            return;
        }
        try {
            for (Path folder : written.stream().map(this::folder).collect(Collectors.toSet())) {
                AtomicFile.forceFolder(folder);
            }
            submissions.markWritten(document, written);
            faults.worked();
        } catch (IOException | StoreException e) {
            faults.failed(RootCause.shown(e), "They are written again");
            due.restFirst(LONGEST_WAIT);
        }
    }

    private List<Submission> read() {
        long now = clock.nanoTime();
        heldBack.values().removeIf(since -> now - since >= TRY_AGAIN.toNanos());
        try {
            return submissions.due(document, MOST + heldBack.size()).stream()
                    .filter(submission -> !heldBack.containsKey(submission.row()))
                    .limit(MOST)
                    .toList();
        } catch (StoreException e) {
            faults.storeFailed(e, "They are written when the store works again");
            due.restFirst(LONGEST_WAIT);
            return List.of();
        }
    }

    private boolean isWritten(Submission submission) {
        if (due.isStopping()) {
            return false;
        }
        Path file = inbox.resolve(submission.requireKeptAs());
        try {
            requireFolder(folder(submission));
            Submission now = kept.check(submission)
                    ? submissions.find(submission.submissionId()).orElseThrow()
                    : submission;
            if (document == Document.RECEIPT) {
                Receipt.write(files, submissions, now, file);
            } else {
                Report.write(files, submissions, now, file);
            }
            return true;
        } catch (CallDeferredException e) {
            return false;
        } catch (IOException | UncheckedIOException | StoreException e) {
            heldBack.put(submission.row(), clock.nanoTime());
            faults.stopped(
                    String.format(
                            Locale.ROOT,
                            "the %s of submission %s, %s: %s",
                            name(),
                            submission.submissionId(),
                            Text.visible(file.toString()),
                            RootCause.shown(e)),
                    "It is retried every " + TRY_AGAIN.toSeconds() + " s; make room, or make the folder writable");
            return false;
        }
    }

    /** The folder may have been moved away; but nothing is created if the disk of the inbox is missing. */
    private void requireFolder(Path folder) throws IOException {
        if (opened != null && Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            opened.requireInPlace();
        }
        folders.computeIfAbsent(folder, PrivateFolder::new).require();
    }

    private Path folder(Submission submission) {
        return inbox.resolve(submission.folder());
    }

    private static @Nullable FileIdentity opened(Path folder) {
        try {
            return FileIdentity.at(folder);
        } catch (IOException e) {
            return null; // nothing was ever dropped
        }
    }

    private String name() {
        return document.name().toLowerCase(Locale.ROOT);
    }
}
