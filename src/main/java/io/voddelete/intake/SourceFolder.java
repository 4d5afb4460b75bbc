package io.voddelete.intake;

import io.voddelete.asset.Text;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of this machine that a schedule polls; of any other source there is nothing to say. */
public final class SourceFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFolder.class);
    /** Of a file that the operating system lists and the JDK cannot open. */
    private static final String MISSPELT = "its name has bytes that are no characters in this locale ("
            + System.getProperty("sun.jnu.encoding")
            + "); rename it, or start with LC_ALL=C.UTF-8 if that is how the name is written";

    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    /** Opens a folder to list it. */
    @FunctionalInterface
    interface Lister {
        DirectoryStream<Path> open(Path folder) throws IOException;
    }

    private final Path folder;
    private final boolean deep;
    private final QuietFiles quiet;
    private final Runnable pause;
    private final InstantSource clock;
    private final Lister lister;
    private final Map<File, Instant> said = new ConcurrentHashMap<>();

    /**
     * @param folder null if the source is no folder of this machine
     * @param deep whether the folders in it are polled too
     * @param quiet which files nobody writes to
     * @param pause waits until a file that nobody writes to is quiet, or the stop comes
     */
    public SourceFolder(Path folder, boolean deep, QuietFiles quiet, Runnable pause, InstantSource clock) {
        this(folder, deep, quiet, pause, clock, Files::newDirectoryStream);
    }

    SourceFolder(Path folder, boolean deep, QuietFiles quiet, Runnable pause, InstantSource clock, Lister lister) {
        this.quiet = quiet;
        this.pause = pause;
        this.lister = lister;
        this.folder = folder;
        this.deep = deep;
        this.clock = clock;
    }

    /**
     * Lists the folder before it is polled, since a poll takes one that cannot be listed for an empty one; and looks at its
     * files for as long as it takes to see which of them nobody writes to.
     *
     * @throws IOException if it cannot be listed
     */
    public void look() throws IOException {
        if (folder != null && look(folder)) {
            pause.run();
        }
    }

    /** @return whether there is a file that may be quiet soon */
    private boolean look(Path directory) throws IOException {
        boolean wait = false;
        try (DirectoryStream<Path> entries = lister.open(directory)) {
            for (Path entry : entries) {
                if (deep && !isPassedBy(entry) && Files.isDirectory(entry)) {
                    wait |= look(entry);
                } else if (!isPassedBy(entry) && isItself(entry)) {
                    wait |= !isQuiet(entry.toFile());
                }
            }
            return wait;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether nobody writes to a file that lies there. */
    public boolean isQuiet(File file) {
        try {
            return quiet.isQuiet(file.toPath());
        } catch (InvalidPathException e) {
            return false; // it cannot be opened either
        }
    }

    /** As the folder that files are moved to; a poll does not look into it. */
    private static boolean isPassedBy(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(".") || FileNames.isSystemFolder(name);
    }

    /**
     * Whether a file that lies there is taken in: one that nobody writes to, that its name does not say to leave alone, and no
     * link, which would be consumed while others write to its target.
     */
    public boolean takes(File file) {
        if (FileNames.isLeftAlone(file.getName())) {
            return false;
        }
        try {
            if (isItself(file.toPath())) {
                return isQuiet(file);
            }
            if (Files.exists(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                say(file, "it is a link, a pipe or a device; put the file itself there");
            } else if (FileNames.isMisspelt(file.getName())) {
                say(file, MISSPELT);
            }
        } catch (InvalidPathException e) {
            say(file, MISSPELT);
        }
        return false;
    }

    private void say(File file, String why) {
        Instant now = clock.instant();
        said.values().removeIf(time -> !now.isBefore(time.plus(SAY_AGAIN)));
        if (said.putIfAbsent(file, now) == null) {
            LOG.warn("schedule: file '{}' is left alone, since {}", Text.visible(file.getName()), why);
        }
    }

    /** Whether it is a regular file, and no link to one; what is gone by now is not. */
    static boolean isItself(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
