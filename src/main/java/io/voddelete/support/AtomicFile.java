package io.voddelete.support;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files atomically: after a crash a file is complete or absent. Never overwrites content. Thread-safe.
 *
 * @param random source of the names of temporary files, so that they cannot be guessed
 */
public record AtomicFile(RandomGenerator random) {
    private static final int LONGEST_NAME = 255;
    private static final int MOST_BEFORE = 1_000;
    /** Temporary files of this and earlier versions. */
    private static final Pattern HALF = Pattern.compile("\\.[0-9a-f]{8,20}\\.tmp");

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);

    /** Writes the content of a file; may leave the stream open and unflushed. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a temporary file, syncs it to disk and renames it. If the file already exists with the same content, nothing
     * changes; an existing file with other content is first renamed to {@code <name>.before-1} and so on.
     *
     * @throws IOException if the content cannot be written; the temporary file is then deleted
     */
    public void write(Path file, Content content) throws IOException {
        // a short name, because the target's own may already have the maximum length
        Path half = file.resolveSibling(String.format(Locale.ROOT, ".%016x.tmp", random.nextLong()));
        try (FileChannel channel = PrivateFiles.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
            content.write(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    out.flush(); // syncs before the writer's close
                }
            });
            out.flush();
            channel.force(false);
        } catch (FileAlreadyExistsException e) {
            throw e; // not our file
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(half); // it may be what fills the disk
            throw e;
        }
        try {
            publish(half, file);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static void publish(Path half, Path file) throws IOException {
        try {
            PrivateFiles.rename(half, file);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            if (Files.mismatch(half, file) >= 0) {
                keepBefore(file);
                PrivateFiles.rename(half, file);
            }
        }
    }

    private static void keepBefore(Path file) throws IOException {
        for (int number = 1; ; number++) {
            Path before = before(file, ".before-" + number);
            try {
                PrivateFiles.rename(file, before);
                LOG.info(
                        "Rewriting {}; its previous content is kept as {}",
                        Text.visible(file.toString()),
                        Text.visible(before.getFileName().toString()));
                return;
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_BEFORE) {
                    throw e;
                }
            }
        }
    }

    /** Truncates a name that is too long at its beginning, since its end holds the submission id. */
    private static Path before(Path file, String end) {
        String name = file.getFileName() + end;
        while (Text.utf8Length(name) > LONGEST_NAME) {
            name = name.substring(name.offsetByCodePoints(0, 1));
        }
        return file.resolveSibling(name);
    }

    /** Deletes temporary files that a crash left in a folder. Call only while nothing is written to that folder. */
    public static void removeHalves(Path folder) throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(
                folder, file -> HALF.matcher(file.getFileName().toString()).matches())) {
            for (Path half : halves) {
                Files.deleteIfExists(half);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Syncs the entries of a folder to disk. */
    public static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
