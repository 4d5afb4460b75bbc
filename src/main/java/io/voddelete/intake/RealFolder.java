package io.voddelete.intake;

import io.voddelete.support.GuardedOpen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * A folder outside of which nothing is read, whatever links, {@code ..} or swapped folders it contains. It may itself be given
 * as a link, which is resolved once. If the system supports it, a file is opened step by step, each step in exactly the
 * folder that the previous step opened.
 */
final class RealFolder {
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path given;
    private final Path real;
    private final SourceFolder.Lister lister;
    private final Duration longest;

    /**
     * Resolves the folder.
     *
     * @throws IOException if it does not exist
     */
    RealFolder(Path given, SourceFolder.Lister lister) throws IOException {
        this(given, lister, GuardedOpen.LONGEST);
    }

    /** @param longest the time limit for opening a file */
    RealFolder(Path given, SourceFolder.Lister lister, Duration longest) throws IOException {
        this.longest = longest;
        this.given = given;
        this.real = given.toRealPath();
        this.lister = lister;
    }

    /** @throws IOException if the path of the folder now leads elsewhere */
    void requireSame() throws IOException {
        Path now = given.toRealPath();
        if (!now.equals(real)) {
            throw new IOException("the source '" + given + "' was " + real + " at the start but now leads to " + now
                    + "; restart if that is intended");
        }
    }

    /** Whether an entry is really a folder in this one, not a link. */
    boolean holdsFolder(Path entry) {
        try {
            return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    && entry.toRealPath().startsWith(real);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Opens a regular file.
     *
     * @param file as listed, beginning with the path that was given for the folder
     * @throws IOException if it is not in the folder, or if it or a folder on its path is a link
     */
    InputStream open(Path file) throws IOException {
        requireSame();
        Path way = way(file);
        return GuardedOpen.open(
                file, longest, () -> openStepByStep(file, way)); // it may be exchanged for a pipe in between
    }

    private InputStream openStepByStep(Path file, Path way) throws IOException {
        try (DirectoryStream<Path> folder = lister.open(real)) {
            return folder instanceof SecureDirectoryStream<Path> steps ? open(steps, way) : openChecked(file, way);
        }
    }

    private Path way(Path file) throws IOException {
        Path way = file.startsWith(given)
                ? given.relativize(file)
                : given.toAbsolutePath()
                        .normalize()
                        .relativize(file.toAbsolutePath().normalize());
        for (Path step : way) {
            if (step.toString().isEmpty()
                    || step.toString().equals("..")
                    || step.toString().equals(".")) {
                throw leadsOut(file);
            }
        }
        return way;
    }

    private static InputStream open(SecureDirectoryStream<Path> folder, Path way) throws IOException {
        if (way.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return open(next, way.subpath(1, way.getNameCount()));
            }
        }
        BasicFileAttributeView view =
                folder.getFileAttributeView(way, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().isRegularFile()) {
            throw new IOException("it is a link, a pipe or a device; use a regular file");
        }
        return Channels.newInputStream(folder.newByteChannel(way, OPTIONS));
    }

    /** Used where folders cannot be held open: checks before and after. */
    private InputStream openChecked(Path file, Path way) throws IOException {
        Object before = key(file, way);
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        try {
            if (!Objects.equals(before, key(file, way))) {
                throw leadsOut(file);
            }
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private Object key(Path file, Path way) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || !file.toRealPath().equals(real.resolve(way))) {
            throw leadsOut(file);
        }
        return attributes.fileKey();
    }

    private IOException leadsOut(Path file) {
        return new IOException(
                "'" + file + "' is a link or leads out of the source " + real + "; nothing outside is read");
    }
}
