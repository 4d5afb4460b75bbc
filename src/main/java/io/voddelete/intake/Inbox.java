package io.voddelete.intake;

import io.voddelete.asset.Text;
import io.voddelete.pipeline.Causes;
import io.voddelete.pipeline.WithheldException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which files of the inbox are taken in, when one that could not be is tried again, and what it is called when done. */
public final class Inbox {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    private static final Duration FORGET = Duration.ofDays(1);
    private static final int LONGEST_NAME = 255;
    private static final int ROOM_FOR_SUFFIX = ".receipt.json".length();
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private record Trouble(Instant saidAt, Instant tryAgain) {}

    private final InstantSource clock;
    private final Map<String, Trouble> troubled = new ConcurrentHashMap<>();

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
                    file,
                    "it is left alone: only .txt files, one asset id a line, are taken in",
                    SAY_AGAIN.multipliedBy(60));
            return false;
        }
        Trouble trouble = troubled.get(file.getName());
        return trouble == null || !clock.instant().isBefore(trouble.tryAgain());
    }

    private boolean isRegular(File file) {
        try {
            return Files.isRegularFile(file.toPath(), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            say(
                    file,
                    "its name cannot be spelt in this locale; rename it, or start with LC_ALL=C.UTF-8",
                    SAY_AGAIN.multipliedBy(60));
            return false;
        }
    }

    /** Leaves a file in the inbox that could not be taken in; it is tried again. */
    public void keep(File file, Exception exception) {
        Throwable cause = Causes.innermost(exception);
        if (cause instanceof WithheldException) {
            LOG.info("{} stays in the inbox: {}", Text.visible(file.getName()), cause.getMessage());
        } else {
            say(
                    file,
                    "it stays in the inbox and is tried again in " + TRY_AGAIN.toSeconds() + " s: "
                            + Text.visible(cause.toString()),
                    SAY_AGAIN);
        }
    }

    /** The file is done with. */
    public void done(String name) {
        troubled.remove(name);
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

    private void say(File file, String what, Duration again) {
        Instant now = clock.instant();
        troubled.values().removeIf(trouble -> now.isAfter(trouble.saidAt().plus(FORGET)));
        troubled.compute(file.getName(), (name, trouble) -> {
            boolean first = trouble == null;
            boolean say = first || !now.isBefore(trouble.saidAt().plus(again));
            if (say) {
                LOG.warn("inbox file '{}': {}", Text.visible(name), what);
            }
            return new Trouble(say ? now : trouble.saidAt(), now.plus(TRY_AGAIN));
        });
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
