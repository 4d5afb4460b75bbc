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
 * A folder out of which nothing is read, whatever links, {@code ..} or swapped folders lie in it. It may be given as a link
 * itself, which is resolved once. Where the system can, a file is opened step by step from the folder on, each step in the
 * very folder that the step before has opened.
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
     * @throws IOException if it is not there
     */
    RealFolder(Path given, SourceFolder.Lister lister) throws IOException {
        this(given, lister, GuardedOpen.LONGEST);
    }

    /** @param longest how long the opening of a file may take */
    RealFolder(Path given, SourceFolder.Lister lister, Duration longest) throws IOException {
        this.longest = longest;
        this.given = given;
        this.real = given.toRealPath();
        this.lister = lister;
    }

    /** @throws IOException if the folder, as it was given, leads elsewhere by now */
    void requireSame() throws IOException {
        Path now = given.toRealPath();
        if (!now.equals(real)) {
            throw new IOException("the source '" + given + "' was " + real + " at the start and leads to " + now
                    + " now; restart if that is meant");
        }
    }

    /** Whether an entry is a folder that really lies in this one, and no link to one. */
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
     * @param file as it was listed, with the folder as it was given at its beginning
     * @throws IOException if it does not lie in the folder, or is a link, or a folder on the way is one
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
            throw new IOException("it is a link, a pipe or a device; put the file itself there");
        }
        return Channels.newInputStream(folder.newByteChannel(way, OPTIONS));
    }

    /** Where folders cannot be held open: looked at before and after. */
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
                "'" + file + "' is a link, or leads out of the source " + real + ", of which nothing is read outside");
    }
}
