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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local folder that a schedule polls; does nothing for any other source. */
public final class SourceFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFolder.class);
    /** For a file that the operating system lists but the JDK cannot open. */
    private static final String MISSPELT = "its name has bytes that are not valid in this locale ("
            + System.getProperty("sun.jnu.encoding")
            + "); rename it, or start with LC_ALL=C.UTF-8 if the name is in UTF-8";

    private static final int MOST_SAID = 20;
    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    /** Opens a folder to list it. */
    @FunctionalInterface
    interface Lister {
        DirectoryStream<Path> open(Path folder) throws IOException;
    }

    private final @Nullable Path folder;
    private final boolean deep;
    private final FileSettling quiet;
    private final Runnable pause;
    private final Lister lister;
    /** Null until the folder exists. */
    private @Nullable RealFolder real;

    private final OncePer said;
    private final OncePer saidMore;

    /**
     * A folder that is a link is resolved now, or at the first run if it does not exist yet.
     *
     * @param folder null if the source is not a local folder
     * @param deep whether its subfolders are polled too
     * @param quiet decides which files are complete
     * @param pause waits until a complete file counts as quiet, or the stop comes
     */
    public SourceFolder(
            @Nullable Path folder, boolean deep, FileSettling quiet, Runnable pause, LongSupplier nanoTime) {
        this(folder, deep, quiet, pause, nanoTime, Files::newDirectoryStream);
    }

    SourceFolder(
            @Nullable Path folder,
            boolean deep,
            FileSettling quiet,
            Runnable pause,
            LongSupplier nanoTime,
            Lister lister) {
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
            LOG.debug("The folder of the source does not exist yet", e);
        }
    }

    /** Whether the source is a local folder, so that its files are {@linkplain #open opened} here. */
    public boolean isLocal() {
        return folder != null;
    }

    /**
     * Opens a file in the folder or in a subfolder.
     *
     * @param file as listed
     * @throws IOException if it fails, the file is a link, or its path leads out of the folder
     */
    public InputStream open(File file) throws IOException {
        return real().open(file.toPath());
    }

    private synchronized RealFolder real() throws IOException {
        if (real != null) {
            return real;
        }
        if (folder == null) {
            throw new IllegalStateException("The source is not a local folder");
        }
        RealFolder found = new RealFolder(folder, lister);
        real = found;
        return found;
    }

    /**
     * Lists the folder before it is polled, since a poll treats a folder that cannot be listed as empty, and observes its
     * files until it knows which of them are complete.
     *
     * @throws IOException if it cannot be listed, or is a link that now leads elsewhere
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

    /** Whether a file in the folder is complete. */
    public boolean isQuiet(File file) {
        try {
            return quiet.isQuiet(file.toPath());
        } catch (InvalidPathException e) {
            return false; // it cannot be opened either
        }
    }

    /** Whether a subfolder is listed too: not a system folder, and not a link, which may lead out of the source. */
    public boolean enters(File directory) {
        if (FileNames.isSystemFolder(directory.getName())) {
            return false;
        }
        try {
            if (real().holdsFolder(directory.toPath())) {
                return true;
            }
            if (Files.exists(directory.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                say(directory, "it is a link, which may lead out of the source; use a real folder");
            }
        } catch (InvalidPathException | IOException e) {
            say(directory, "it cannot be checked: " + RootCause.shown(e));
        }
        return false;
    }

    /** Like the folder to which files are moved, which a poll does not enter. */
    private static boolean isPassedBy(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(".") || FileNames.isSystemFolder(name);
    }

    /**
     * Whether a file in the folder is read: complete, without a name that excludes it, and not a link, which would be consumed
     * while others write to its target.
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
                say(file, "it is a link, a pipe or a device; use a regular file");
            } else if (FileNames.isMisspelt(file.getName())) {
                say(file, MISSPELT);
            }
        } catch (InvalidPathException e) {
            say(file, MISSPELT);
        }
        return false;
    }

    /** There may be very many, and they are checked again for each list, so only the first few are named. */
    private void say(File file, String why) {
        if (said.isTime(file)) {
            LOG.warn(
                    "Schedule: {} '{}' is not read: {}",
                    file.isDirectory() ? "folder" : "file",
                    Text.visible(file.getName()),
                    why);
        } else if (said.isFull() && saidMore.isTime(MOST_SAID)) {
            LOG.warn("Schedule: more than {} files and folders of the source are not read", MOST_SAID);
        }
    }

    /**
     * Checks the subfolders with names that begin with a dot, to which files may be moved.
     *
     * @throws IOException if one of them is a link
     */
    static void requireNothingLeadsOut(Path directory) throws IOException {
        try (DirectoryStream<Path> hidden = Files.newDirectoryStream(directory, ".*")) {
            for (Path entry : hidden) {
                if (Files.isSymbolicLink(entry) && Files.isDirectory(entry)) {
                    throw new IOException("'" + Text.visible(entry.toString())
                            + "' is a symbolic link, and lists are not moved through"
                            + " links; replace it with a folder, or mount the other folder there (mount --bind)");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether it is a regular file and not a link; false if it is gone. */
    static boolean isItself(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
