package io.voddelete.intake;

import io.voddelete.support.OncePer;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of this machine that a schedule polls; of any other source there is nothing to say. */
public final class SourceFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFolder.class);
    /** Of a file that the operating system lists and the JDK cannot open. */
    private static final String MISSPELT = "its name has bytes that are no characters in this locale ("
            + System.getProperty("sun.jnu.encoding")
            + "); rename it, or start with LC_ALL=C.UTF-8 if that is how the name is written";

    private static final int MOST_SAID = 20;
    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    /** Opens a folder to list it. */
    @FunctionalInterface
    interface Lister {
        DirectoryStream<Path> open(Path folder) throws IOException;
    }

    private final Path folder;
    private final boolean deep;
    private final FileSettling quiet;
    private final Runnable pause;
    private final Lister lister;
    private RealFolder real;
    private final OncePer said;
    private final OncePer saidMore;

    /**
     * A folder that is a link is resolved now; one that is not there yet, at the first run.
     *
     * @param folder null if the source is no folder of this machine
     * @param deep whether the folders in it are polled too
     * @param quiet which files nobody writes to
     * @param pause waits until a file that nobody writes to is quiet, or the stop comes
     */
    public SourceFolder(Path folder, boolean deep, FileSettling quiet, Runnable pause, LongSupplier nanoTime) {
        this(folder, deep, quiet, pause, nanoTime, Files::newDirectoryStream);
    }

    SourceFolder(Path folder, boolean deep, FileSettling quiet, Runnable pause, LongSupplier nanoTime, Lister lister) {
        this.quiet = quiet;
        this.pause = pause;
        this.lister = lister;
        this.folder = folder;
        this.deep = deep;
        this.said = new OncePer(SAY_AGAIN, MOST_SAID, unsaid -> {}, nanoTime);
        this.saidMore = new OncePer(SAY_AGAIN, nanoTime);
        try {
            this.real = folder == null ? null : new RealFolder(folder, lister);
        } catch (IOException e) {
            LOG.debug("the folder of the source is not there yet", e);
        }
    }

    /** Whether the source is a folder of this machine, so that its files are {@linkplain #open opened} here. */
    public boolean isLocal() {
        return folder != null;
    }

    /**
     * Opens a file that lies in the folder, or in one below it.
     *
     * @param file as it was listed
     * @throws IOException also if it is a link, or the way to it leads out of the folder
     */
    public InputStream open(File file) throws IOException {
        return real().open(file.toPath());
    }

    private synchronized RealFolder real() throws IOException {
        if (real == null) {
            real = new RealFolder(folder, lister);
        }
        return real;
    }

    /**
     * Lists the folder before it is polled, since a poll takes one that cannot be listed for an empty one; and looks at its
     * files for as long as it takes to see which of them nobody writes to.
     *
     * @throws IOException if it cannot be listed, or is a link that leads elsewhere by now
     */
    public void look() throws IOException {
        if (folder == null) {
            return;
        }
        real().requireSame();
        if (look(folder)) {
            pause.run();
        }
    }

    /** @return whether there is a file that may be quiet soon */
    private boolean look(Path directory) throws IOException {
        boolean wait = false;
        try (DirectoryStream<Path> entries = lister.open(directory)) {
            for (Path entry : entries) {
                if (deep && !isPassedBy(entry) && real().holdsFolder(entry)) {
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

    /** Whether a folder that lies there is listed too: none of the system, and no link, which may lead out of the source. */
    public boolean enters(File directory) {
        if (FileNames.isSystemFolder(directory.getName())) {
            return false;
        }
        try {
            if (real().holdsFolder(directory.toPath())) {
                return true;
            }
            if (Files.exists(directory.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                say(directory, "it is a link, which may lead out of the source; put the folder itself there");
            }
        } catch (InvalidPathException | IOException e) {
            say(directory, "it cannot be looked at: " + RootCause.shown(e));
        }
        return false;
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

    /** Anybody may put very much there, which is looked at again for each list: so only the first few are named. */
    private void say(File file, String why) {
        if (said.isTime(file)) {
            LOG.warn(
                    "schedule: {} '{}' is left alone, since {}",
                    file.isDirectory() ? "folder" : "file",
                    Text.visible(file.getName()),
                    why);
        } else if (said.isFull() && saidMore.isTime(MOST_SAID)) {
            LOG.warn("schedule: more than {} files and folders of the source are left alone", MOST_SAID);
        }
    }

    /**
     * Looks at the folders in a folder that files are moved to, whose names begin with a dot.
     *
     * @throws IOException if one of them is a link
     */
    static void requireNothingLeadsOut(Path directory) throws IOException {
        try (DirectoryStream<Path> hidden = Files.newDirectoryStream(directory, ".*")) {
            for (Path entry : hidden) {
                if (Files.isSymbolicLink(entry) && Files.isDirectory(entry)) {
                    throw new IOException(
                            "'" + Text.visible(entry.toString()) + "' is a symbolic link, and lists are not"
                                    + " moved through links; make it a folder, or mount the other one there (mount --bind)");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether it is a regular file, and no link to one; what is gone by now is not. */
    static boolean isItself(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
