package io.voddelete.intake;

import io.voddelete.asset.Text;
import io.voddelete.pipeline.Causes;
import io.voddelete.pipeline.FileStamp;
import io.voddelete.pipeline.WithheldException;
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
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which files of the inbox are taken in, when one that could not be is tried again, and where it goes when done. */
public final class Inbox {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final Duration TRY_AGAIN_AT_LAST = Duration.ofMinutes(5);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    private static final Duration FORGET = Duration.ofDays(1);
    private static final int LONGEST_NAME = 255;
    private static final int ROOM_FOR_SUFFIX = ".receipt.json".length();
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private record Trouble(Instant saidAt, Duration delay, Instant tryAgain) {}

    private record Move(FileStamp stamp, String doneName) {}

    private final InstantSource clock;
    private final Map<String, Trouble> troubled = new ConcurrentHashMap<>();
    private final Map<String, Move> moves = new ConcurrentHashMap<>();

    public Inbox(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Whether the file is taken in now: a regular file, no link, whose name ends in {@code .txt}.
     * One that ends in {@code .tmp} is still being written; it is taken in when it has been renamed.
     */
    public boolean takes(File file) {
        if (!isRegular(file)) {
            return false;
        }
        String name = file.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith(".tmp")) {
            return false;
        }
        if (!name.endsWith(".txt")) {
            say(
                    subject(file),
                    "it is left alone: only .txt files, one asset id a line, are taken in",
                    SAY_AGAIN.multipliedBy(60),
                    TRY_AGAIN);
            return false;
        }
        return isTime(subject(file)) && isDoneUsable(done(file)) && !isToBeMovedOnly(file);
    }

    private boolean isTime(String subject) {
        Trouble trouble = troubled.get(subject);
        return trouble == null || !clock.instant().isBefore(trouble.tryAgain());
    }

    /** Looked at before anything is read: a file that cannot be moved when it is done would be read again and again. */
    private boolean isDoneUsable(Path done) {
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
            say(subject, what.formatted(TRY_AGAIN.toSeconds(), Text.visible(e.toString())), SAY_AGAIN, TRY_AGAIN);
            return false;
        }
    }

    /** A file that was accepted but could not be moved is not read again; only the move is tried again. */
    private boolean isToBeMovedOnly(File file) {
        Move move = moves.get(file.getName());
        if (move == null) {
            return false;
        }
        try {
            if (!move.stamp().isCurrent()) {
                moves.remove(file.getName()); // another file of the same name
                return false;
            }
            // the submission's id is in the name: what may lie there is a copy of this very file
            Files.move(file.toPath(), done(file).resolve(move.doneName()), StandardCopyOption.REPLACE_EXISTING);
            moves.remove(file.getName());
            troubled.remove(subject(file));
        } catch (IOException e) {
            tryLater(file, "it is accepted, but cannot be moved to done/, which", e);
        }
        return true;
    }

    private boolean isRegular(File file) {
        try {
            return Files.isRegularFile(file.toPath(), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            say(
                    subject(file),
                    "its name cannot be spelt in this locale; rename it, or start with LC_ALL=C.UTF-8",
                    SAY_AGAIN.multipliedBy(60),
                    TRY_AGAIN);
            return false;
        }
    }

    /** Leaves a file in the inbox that could not be taken in; it is tried again, at longer and longer intervals. */
    public void keep(File file, Exception exception) {
        Throwable cause = Causes.innermost(exception);
        if (cause instanceof WithheldException) {
            LOG.info("{} stays in the inbox: {}", Text.visible(file.getName()), cause.getMessage());
        } else {
            tryLater(file, "it stays in the inbox and", cause);
        }
    }

    /** The file is accepted; it is moved next, and should it still be there after that, it is not read again. */
    public void awaitMove(FileStamp accepted, String doneName) {
        moves.values().removeIf(move -> Files.notExists(move.stamp().file()));
        File file = accepted.file().toFile();
        troubled.remove(subject(file));
        moves.put(file.getName(), new Move(accepted, doneName));
    }

    /**
     * The name under which a file is kept when it is done: its own, with the submission's id before the extension so that
     * no two files collide, and short enough for a receipt beside it.
     */
    public String doneName(String name, String submissionId) {
        int dot = name.lastIndexOf('.');
        String end = "-" + submissionId + (dot < 0 ? "" : name.substring(dot));
        String stem = dot < 0 ? name : name.substring(0, dot);
        while (bytes(stem) + bytes(end) + ROOM_FOR_SUFFIX > LONGEST_NAME) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + end;
    }

    private void tryLater(File file, String what, Throwable cause) {
        Trouble before = troubled.get(subject(file));
        Duration delay = before == null ? TRY_AGAIN : before.delay().multipliedBy(2);
        if (delay.compareTo(TRY_AGAIN_AT_LAST) > 0) {
            delay = TRY_AGAIN_AT_LAST;
        }
        String why = " is tried again in " + delay.toSeconds() + " s: " + Text.visible(cause.toString());
        say(subject(file), what + why, SAY_AGAIN, delay);
    }

    private void say(String about, String what, Duration sayAgain, Duration tryAgain) {
        Instant now = clock.instant();
        troubled.values().removeIf(trouble -> now.isAfter(trouble.saidAt().plus(FORGET)));
        troubled.compute(about, (subject, trouble) -> {
            boolean say = trouble == null || !now.isBefore(trouble.saidAt().plus(sayAgain));
            if (say) {
                LOG.warn("inbox {}: {}", subject, what);
            }
            return new Trouble(say ? now : trouble.saidAt(), tryAgain, now.plus(tryAgain));
        });
    }

    private static String subject(File file) {
        return "file '" + Text.visible(file.getName()) + "'";
    }

    private static Path done(File file) {
        return file.toPath().resolveSibling("done");
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
