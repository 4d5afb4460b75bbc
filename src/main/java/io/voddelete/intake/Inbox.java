package io.voddelete.intake;

import io.voddelete.asset.Text;
import io.voddelete.pipeline.Causes;
import io.voddelete.pipeline.FileStamp;
import io.voddelete.pipeline.InboxFile;
import io.voddelete.pipeline.KeptFiles;
import io.voddelete.pipeline.KeptName;
import io.voddelete.pipeline.Reading;
import io.voddelete.pipeline.Refusal;
import io.voddelete.pipeline.RefusedException;
import io.voddelete.pipeline.UnwrittenException;
import io.voddelete.pipeline.WithheldException;
import io.voddelete.store.StoreException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Which files of the inbox are taken in, when one that could not be is tried again, and where it goes when done. */
public final class Inbox {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    /** What keeps all files back, or costs little to try: soon after there is room again it is to go on. */
    private static final Duration TRY_SOON = Duration.ofSeconds(5);

    private static final Duration TRY_AGAIN_AT_LAST = Duration.ofMinutes(5);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    private static final Duration FORGET = Duration.ofDays(1);
    private static final Pattern MOVING =
            Pattern.compile("(?<name>.+)\\.(?<mark>[0-9a-f]{8})\\.(?<folder>done|failed)", Pattern.DOTALL);
    private static final String STORE = "store";
    /** Of a file that the operating system lists and the JDK cannot open. */
    static final String MISSPELT = "its name has bytes that are no characters in this locale ("
            + System.getProperty("sun.jnu.encoding")
            + "); rename it, or start with LC_ALL=C.UTF-8 if that is how the name is written";

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** Moves a file; what lies there is replaced. */
    @FunctionalInterface
    interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private record Trouble(Instant saidAt, Duration delay, Instant tryAgain) {}

    private final Path directory;
    private final InstantSource clock;
    private final Mover mover;
    private final QuietFiles quiet;
    private final KeptFiles kept;
    private final Map<String, Trouble> troubled = new ConcurrentHashMap<>();

    /**
     * @param directory where files are dropped
     * @param quiet which of them nobody writes to
     * @param kept watches those that were accepted and moved
     */
    public Inbox(Path directory, QuietFiles quiet, KeptFiles kept, InstantSource clock) {
        this(directory, quiet, kept, clock, (from, to) -> Files.move(from, to, StandardCopyOption.REPLACE_EXISTING));
    }

    Inbox(Path directory, QuietFiles quiet, KeptFiles kept, InstantSource clock, Mover mover) {
        this.quiet = quiet;
        this.kept = kept;
        this.directory = directory;
        this.clock = clock;
        this.mover = mover;
    }

    /**
     * Whether the file is taken in now: a regular file, no link, that nobody writes to, and that its name does not say to
     * leave alone, as {@code ids.txt.tmp} or {@code ids.txt.md5}.
     */
    public boolean takes(File file) {
        String name = file.getName();
        if (FileNames.isLeftAlone(name) && !MOVING.matcher(name).matches()) {
            return false;
        }
        return isTime(STORE)
                && isTime(subject(file))
                && isRegular(file)
                && isDoneUsable()
                && !isMovedOn(file)
                && quiet.isQuiet(file.toPath());
    }

    /**
     * A file that lies in the inbox, for {@code accept-ids}. Looked at once more, since others may have been read since.
     *
     * @throws IllegalArgumentException if it lies elsewhere
     * @throws WithheldException if somebody writes to it, or took it away
     */
    public InboxFile dropped(File file) {
        InboxFile dropped = InboxFile.in(directory, file.toPath());
        quiet.requireQuiet(dropped.path());
        return dropped;
    }

    private boolean isTime(String subject) {
        Trouble trouble = troubled.get(subject);
        Instant now = clock.instant();
        return trouble == null
                || !now.isBefore(trouble.tryAgain())
                || trouble.tryAgain().isAfter(now.plus(trouble.delay())); // the clock was set back
    }

    /** Looked at before anything is read: a file that cannot be moved when it is done would be read again and again. */
    private boolean isDoneUsable() {
        Path done = directory.resolve("done");
        String subject = "folder '" + Text.visible(done.toString()) + "'";
        if (!isTime(subject)) {
            return false;
        }
        try {
            if (!Files.isDirectory(done)) { // which may be a link
                Files.createDirectories(done);
            }
            if (!Files.isWritable(done)) {
                throw new AccessDeniedException(done.toString());
            }
            troubled.remove(subject);
            return true;
        } catch (IOException e) {
            String what = "no file is taken in, as none can be moved there when it is done; tried again in %d s: %s";
            stopped(subject, String.format(Locale.ROOT, what, TRY_SOON.toSeconds(), Causes.shown(e)));
            return false;
        }
    }

    private boolean isRegular(File file) {
        try {
            if (Files.isRegularFile(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
            if (Files.exists(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                sayHourly(file, "it is left alone, since it is a link, a pipe or a device; drop the file itself");
            } else if (isMisspelt(file)) {
                sayHourly(file, "it is left alone, since " + MISSPELT);
            }
        } catch (InvalidPathException e) {
            sayHourly(file, "it is left alone, since " + MISSPELT);
        }
        return false;
    }

    /**
     * Whether the name has bytes that are no characters of the locale's encoding: the file was listed, and nothing lies
     * under the name that was made of them.
     */
    static boolean isMisspelt(File file) {
        return file.getName().indexOf('\uFFFD') >= 0;
    }

    /**
     * Leaves a file in the inbox that could not be taken in; it is tried again, at longer and longer intervals. While the
     * store is out of order no file is taken in, which is said once for all of them.
     */
    public void keep(File file, Exception exception) {
        Throwable cause = Causes.innermost(exception);
        if (cause instanceof WithheldException) {
            LOG.info("{} stays in the inbox: {}", Text.visible(file.getName()), cause.getMessage());
        } else if (cause instanceof StoreException fault) {
            String what = "no file is taken in; %s; tried again in %d s: %s";
            stopped(
                    STORE,
                    String.format(
                            Locale.ROOT, what, fault.remedy(), TRY_SOON.toSeconds(), Text.visible(fault.getMessage())));
        } else if (cause instanceof UnwrittenException) {
            // its lines that are no ids cannot be written to their endpoint's file
            String what = "it stays in the inbox; check the disk; tried again in %d s: %s";
            stopped(subject(file), String.format(Locale.ROOT, what, TRY_SOON.toSeconds(), Causes.shown(cause)));
        } else {
            tryLater(file, "it stays in the inbox and", cause);
        }
    }

    /** Moves an accepted file to where it is kept, unless it is no more the file that was accepted. */
    public void moveToDone(Reading reading) throws IOException {
        FileStamp accepted = reading.getStamp();
        if (!accepted.isCurrent()) {
            throw new IOException("it changed after it was accepted as submission "
                    + reading.getSubmission().submissionId() + "; its present content will be another one");
        }
        move(accepted, directory.resolve(reading.getKeptAs()));
        kept.moved(reading);
    }

    /**
     * Moves a file that cannot be read to {@code failed/}, with a receipt that says why. Where it is no more the file that
     * was read, it stays and is read again: it may be mended.
     *
     * @param exception holds the {@link RefusedException} among its causes
     */
    public void refuse(Exception exception) {
        RefusedException refused = Causes.find(exception, RefusedException.class);
        File file = refused.stamp().file().toFile();
        try {
            if (refused.stamp().isCurrent()) {
                refuse(refused);
            } else {
                LOG.info("inbox {}: it could not be read, but changed since; it is read again", subject(file));
            }
        } catch (IOException e) {
            String what = "it cannot be read (" + refused.getMessage() + "), and that it is moved to failed/";
            tryLater(file, what, e);
        }
    }

    private void refuse(RefusedException refused) throws IOException {
        FileStamp stamp = refused.stamp();
        // tried again after a crash in between, it is the same name
        String id = UUID.nameUUIDFromBytes(stamp.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
        Path target = directory
                .resolve("failed")
                .resolve(KeptName.of(stamp.file().getFileName().toString(), id));
        Files.createDirectories(target.getParent());
        Refusal.of(refused).write(target);
        LOG.warn(
                "inbox {}: nothing of it is accepted: {}. It is moved to failed/, with a receipt; {}",
                subject(stamp.file().toFile()),
                refused.getMessage(),
                refused.why().remedy());
        move(stamp, target);
    }

    /**
     * Moves the file by way of a name in the inbox that tells what is being moved where: should it have been replaced at
     * the last moment, the new content never leaves the inbox, not even by a crash.
     */
    private void move(FileStamp stamp, Path target) throws IOException {
        Path file = stamp.file();
        String folder = target.getParent().getFileName().toString();
        Path moving = directory.resolve(target.getFileName() + "." + stamp.mark() + "." + folder);
        mover.move(file, moving);
        troubled.remove(subject(file.toFile()));
        if (stamp.isMovedTo(moving)) {
            // the id in its name: what may lie there is a copy of this very file
            mover.move(moving, target);
            return;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            mover.move(moving, file);
        }
        LOG.warn(
                "inbox {}: it was replaced while it was moved; the new content is taken in too",
                subject(file.toFile()));
    }

    /** Whether a crash broke off a move of this file, which then is done now; what it was replaced by is taken in. */
    private boolean isMovedOn(File file) {
        Matcher moving = MOVING.matcher(file.getName());
        try {
            if (!moving.matches() || !FileStamp.of(file.toPath()).mark().equals(moving.group("mark"))) {
                return false;
            }
            Path folder = Files.createDirectories(directory.resolve(moving.group("folder")));
            mover.move(file.toPath(), folder.resolve(moving.group("name")));
        } catch (IOException e) {
            tryLater(file, "the move that a crash broke off", e);
        }
        return true;
    }

    private void tryLater(File file, String what, Throwable cause) {
        Trouble before = troubled.get(subject(file));
        Duration delay = before == null ? TRY_AGAIN : before.delay().multipliedBy(2);
        if (delay.compareTo(TRY_AGAIN_AT_LAST) > 0) {
            delay = TRY_AGAIN_AT_LAST;
        }
        String why = " is tried again in " + delay.toSeconds() + " s: " + Causes.shown(cause);
        say(Level.WARN, subject(file), what + why, SAY_AGAIN, delay);
    }

    private void sayHourly(File file, String what) {
        say(Level.WARN, subject(file), what, SAY_AGAIN.multipliedBy(60), TRY_AGAIN);
    }

    /** It does not go on until somebody mends something. */
    private void stopped(String about, String what) {
        say(Level.ERROR, about, what, SAY_AGAIN, TRY_SOON);
    }

    private void say(Level level, String about, String what, Duration sayAgain, Duration tryAgain) {
        Instant now = clock.instant();
        troubled.values().removeIf(trouble -> now.isAfter(trouble.saidAt().plus(FORGET)));
        troubled.compute(about, (subject, trouble) -> {
            boolean say = trouble == null || !now.isBefore(trouble.saidAt().plus(sayAgain));
            if (say) {
                LOG.atLevel(level).log("inbox {}: {}", subject, what);
            }
            return new Trouble(say ? now : trouble.saidAt(), tryAgain, now.plus(tryAgain));
        });
    }

    private static String subject(File file) {
        return "file '" + Text.visible(file.getName()) + "'";
    }
}
