package io.voddelete.intake;

import io.voddelete.outcome.OutcomeFileException;
import io.voddelete.store.StoreException;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Decides which files of the inbox are read, when a failed file is retried, and where files go afterwards. */
public final class Inbox {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    /** The delay for problems that affect all files or are cheap to retry, so that work continues soon after they are solved. */
    private static final Duration TRY_SOON = Duration.ofSeconds(5);

    private static final Duration TRY_AGAIN_AT_LAST = Duration.ofMinutes(5);
    private static final String STORE = "store";
    static final String FAILED = "failed";
    /** Folders that are created only when they are needed, for lists that are held and for plans. */
    private static final List<String> WRITTEN_LATER =
            List.of("held", "cancelled", "plan/done", "approve/refused", "cancel/refused");

    private static final int MOST_NAMES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** Moves a file; throws {@link FileAlreadyExistsException} if the target exists. */
    @FunctionalInterface
    interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private final Path directory;
    private final Mover mover;
    private final FileSettling quiet;
    private final ArchivedFiles kept;
    private final PrivateFolder done;
    private final PrivateFolder failed;
    private final AtomicFile files;
    private final InboxLook look;
    private final FolderFaults troubles;
    private boolean looksBeforePolls;

    /**
     * @param directory the directory where files are dropped
     * @param quiet decides which of them are complete
     * @param kept watches files that were accepted and moved
     * @param files writes receipts
     */
    public Inbox(Path directory, FileSettling quiet, ArchivedFiles kept, AtomicFile files, LongSupplier nanoTime) {
        this(directory, quiet, kept, files, nanoTime, Files::move);
    }

    Inbox(
            Path directory,
            FileSettling quiet,
            ArchivedFiles kept,
            AtomicFile files,
            LongSupplier nanoTime,
            Mover mover) {
        this.directory = directory;
        this.quiet = quiet;
        this.kept = kept;
        this.files = files;
        this.mover = mover;
        this.done = new PrivateFolder(directory.resolve(SubmissionReader.DONE));
        this.failed = new PrivateFolder(directory.resolve(FAILED));
        this.troubles = new FolderFaults(LOG, nanoTime);
        this.look = new InboxLook(directory, quiet, new SkippedFiles(LOG, "Inbox", nanoTime));
    }

    /**
     * Creates the folders for processed files and finishes moves that a crash interrupted. Call before anything is read.
     *
     * @throws IOException if the folders cannot be used, see {@link PrivateFolder#require}
     */
    public void prepare() throws IOException {
        for (PrivateFolder folder : List.of(done, failed)) {
            folder.require();
            AtomicFile.removeHalves(folder.path());
        }
        for (String name : WRITTEN_LATER) {
            Path folder = directory.resolve(name);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                AtomicFile.removeHalves(folder);
            }
        }
        kept.prepare();
        new OldMoves(directory, done, failed, kept).finish();
    }

    /** Looks at everything in the inbox before it is polled; returns whether there is a file to read now. */
    public boolean look() throws IOException {
        looksBeforePolls = true;
        return find();
    }

    private boolean find() throws IOException {
        return troubles.isTime(STORE) && look.begin() && look.find(this::isTime) && isDoneUsable();
    }

    private boolean isTime(String name) {
        return troubles.isTime(subject(name));
    }

    /**
     * Returns whether the last look found the file and it should be read now: a regular file, not a link, complete, and without
     * a name that excludes it, such as {@code ids.txt.tmp} or {@code ids.txt.md5}.
     */
    public boolean takes(File file) {
        if (!looksBeforePolls) {
            lookNow();
        }
        return look.offered(file.getName()) && troubles.isTime(STORE);
    }

    /** A host may use its own copy of the route, which may not call this before it polls. */
    private void lookNow() {
        try {
            find();
        } catch (IOException e) {
            String what = "cannot be listed, so no file is read; next attempt in %d s: %s";
            stopped("folder", String.format(Locale.ROOT, what, TRY_SOON.toSeconds(), RootCause.shown(e)));
        }
    }

    /** The poll has ended and will not ask for other files of the last look. */
    public void polled() {
        look.polled();
    }

    /**
     * Returns a file in the inbox for {@code vod-accept-ids}. Checks it again, since other files may have been read since.
     *
     * @throws IllegalArgumentException if it is not in the inbox
     * @throws CallDeferredException if it is being written or was removed
     */
    public InboxFile dropped(File file) {
        InboxFile dropped = InboxFile.in(directory, file.toPath());
        quiet.requireQuiet(dropped.path());
        return dropped;
    }

    /** Checked before anything is read: a file that cannot be moved afterwards would be read again and again. */
    private boolean isDoneUsable() {
        String subject = "folder '" + Text.visible(done.path().toString()) + "'";
        if (!troubles.isTime(subject)) {
            return false;
        }
        try {
            done.require();
            if (!Files.isWritable(done.path())) {
                throw new AccessDeniedException(done.path().toString());
            }
            troubles.ended(subject);
            return true;
        } catch (IOException e) {
            String what = "files cannot be moved there, so no file is read; next attempt in %d s: %s";
            stopped(subject, String.format(Locale.ROOT, what, TRY_SOON.toSeconds(), RootCause.shown(e)));
            return false;
        }
    }

    /** Handles a file of which nothing was accepted: refuses it if it is unreadable; otherwise it is retried. */
    public void refuseOrKeep(File file, Exception exception) {
        if (RootCause.isBehind(exception, UnreadableFileException.class)) {
            refuse(exception);
        } else {
            keep(file, exception);
        }
    }

    /**
     * Leaves a file in the inbox that could not be accepted; it is retried at increasing intervals. While the store does not
     * work no file is read, which is logged once for all files.
     */
    void keep(File file, Exception exception) {
        Throwable cause = RootCause.innermost(exception);
        if (cause instanceof CallDeferredException) {
            LOG.info("{} stays in the inbox: {}", Text.visible(file.getName()), cause.getMessage());
        } else if (cause instanceof StoreException fault) {
            storeFailed(fault);
        } else if (cause instanceof OutcomeFileException) {
            // its rejected lines cannot be written to the file of their endpoint
            String what = "it stays in the inbox; check the disk; next attempt in %d s: %s";
            what = String.format(Locale.ROOT, what, TRY_SOON.toSeconds(), RootCause.shown(cause));
            troubles.sayOfOne(Level.ERROR, subject(file.getName()), what, TRY_SOON);
        } else {
            tryLater(file.getName(), "it stays in the inbox", cause);
        }
    }

    private void storeFailed(StoreException fault) {
        String what = "does not work, so no file is read; %s; next attempt in %d s: %s";
        String why = Text.visible(fault.getMessage());
        stopped(STORE, String.format(Locale.ROOT, what, fault.remedy(), TRY_SOON.toSeconds(), why));
    }

    /** Moves an accepted file to the archive, or to {@code held/} if it waits for an approval, unless it is no longer the file that was accepted. */
    public void moveToDone(SubmissionReader reading) throws IOException {
        FileVersion accepted = reading.getStamp();
        if (!accepted.isCurrent()) {
            throw new IOException("it changed after it was accepted as submission "
                    + reading.getSubmission().submissionId() + "; its current content becomes another submission");
        }
        String keptAs = kept.place(reading);
        new PrivateFolder(directory.resolve(keptAs.substring(0, keptAs.indexOf('/')))).require();
        move(accepted, directory.resolve(keptAs));
        kept.moved(reading, keptAs);
    }

    /**
     * Moves a file that cannot be read to {@code failed/}, with a receipt that says why. If it has changed since, it stays and
     * is read again, since it may have been corrected.
     *
     * @param exception has an {@link UnreadableFileException} among its causes
     */
    void refuse(Exception exception) {
        UnreadableFileException refused = RootCause.find(exception, UnreadableFileException.class);
        String name = refused.stamp().file().getFileName().toString();
        try {
            if (refused.stamp().isCurrent()) {
                refuse(refused, name);
            } else {
                LOG.info("Inbox {}: could not be read but has changed since; it is read again", subject(name));
            }
        } catch (StoreException e) {
            storeFailed(e);
        } catch (IOException e) {
            String what = "it cannot be read (" + refused.getMessage() + "), and cannot be moved to failed/";
            tryLater(name, what, e);
        }
    }

    private void refuse(UnreadableFileException refused, String name) throws IOException {
        FileVersion stamp = refused.stamp();
        // the same name if this is repeated after a crash
        String id = UUID.nameUUIDFromBytes(stamp.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
        Path target = failed.path().resolve(ArchivedName.of(name, id));
        failed.require();
        RefusalReceipt.of(refused).write(files, target);
        LOG.warn(
                "Inbox {}: refused, nothing of it is accepted: {}. It is moved to failed/, with a receipt; {}",
                subject(name),
                refused.getMessage(),
                refused.why().remedy());
        kept.moving(refused, FAILED + "/" + target.getFileName());
        move(stamp, target);
    }

    /**
     * Moves the file, which is already recorded in the store. If it was replaced at the last moment, the new content is moved
     * back: immediately, or after a crash by what the store has recorded.
     */
    private void move(FileVersion stamp, Path target) throws IOException {
        mover.move(stamp.file(), target);
        String name = stamp.file().getFileName().toString();
        troubles.ended(subject(name));
        if (stamp.isMovedTo(target)) {
            return;
        }
        LOG.warn(
                "Inbox {}: replaced while it was moved; the new content is read too, as '{}'",
                subject(name),
                Text.visible(backToInbox(target, name)));
    }

    private String backToInbox(Path target, String name) throws IOException {
        String kept = target.getFileName().toString();
        for (int number = 1; ; number++) {
            String free = number == 1 ? name : number == 2 ? kept : kept + "-" + number;
            try {
                mover.move(target, directory.resolve(free));
                return free;
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_NAMES) {
                    throw e;
                }
            }
        }
    }

    private void tryLater(String name, String what, Throwable cause) {
        Duration before = troubles.delay(subject(name));
        Duration delay = before == null ? TRY_AGAIN : before.multipliedBy(2);
        if (delay.compareTo(TRY_AGAIN_AT_LAST) > 0) {
            delay = TRY_AGAIN_AT_LAST;
        }
        String why = "; next attempt in " + delay.toSeconds() + " s: " + RootCause.shown(cause);
        troubles.sayOfOne(Level.WARN, subject(name), what + why, delay);
    }

    /** Logs a fault that stops the intake of files until its cause is fixed. */
    private void stopped(String about, String what) {
        troubles.say(Level.ERROR, about, what, TRY_SOON);
    }

    private static String subject(String name) {
        return "file '" + Text.visible(name) + "'";
    }
}
