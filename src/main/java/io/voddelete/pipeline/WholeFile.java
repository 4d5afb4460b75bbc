package io.voddelete.pipeline;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** A file that is there whole or not at all, also after a crash. */
final class WholeFile {
    /** Writes the content; need not close or flush. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /** Writes under another name, brings it to the disk and renames. What was there before is replaced. */
    static void write(Path file, Content content) throws IOException {
        // a short name: the file's own may be as long as names can be
        Path half = file.resolveSibling(
                String.format(Locale.ROOT, ".%08x.tmp", file.getFileName().hashCode()));
        try (FileChannel channel = FileChannel.open(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
            content.write(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    out.flush(); // writers close what they are given
                }
            });
            out.flush();
            channel.force(false);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(half); // it may be what fills the disk
            throw e;
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Brings names in a folder to the disk. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
