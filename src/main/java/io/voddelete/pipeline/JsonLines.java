package io.voddelete.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of JSON lines that only ever grows by whole lines: each is one write that ends with a line feed. What a crash
 * left unfinished at the end is cut off when the file is opened; its outcome was not marked as reported and comes again.
 */
public final class JsonLines implements AutoCloseable {
    private static final int BLOCK = 8192;

    private final Path file;
    private FileChannel channel;
    private boolean dirty;

    /** @param file made with its directory at the first line */
    public JsonLines(Path file) {
        this.file = file;
    }

    /** Appends one line. It is on the disk after {@link #force()}. */
    public synchronized void append(byte[] json) {
        byte[] line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        try {
            FileChannel open = open();
            dirty = true;
            for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
                open.write(rest);
            }
        } catch (IOException e) {
            reopenNextTime(e);
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Opening again cuts off what may have been written of the line. */
    private void reopenNextTime(IOException cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        channel = null;
    }

    /** Brings what was appended to the disk. */
    public synchronized void force() {
        if (!dirty) {
            return;
        }
        try {
            open().force(false);
            dirty = false;
        } catch (IOException e) {
            reopenNextTime(e);
            throw new UncheckedIOException(file + " cannot be flushed to the disk: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (channel == null) {
            return;
        }
        force();
        try {
            channel.close();
            channel = null;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be closed: " + e.getMessage(), e);
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel opened = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            opened.truncate(endOfLastLine(opened));
            opened.position(opened.size());
            channel = opened;
        }
        return channel;
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        for (long end = channel.size(); end > 0; end -= BLOCK) {
            long start = Math.max(0, end - BLOCK);
            ByteBuffer block = ByteBuffer.allocate((int) (end - start));
            for (int read = 0; read >= 0 && block.hasRemaining(); ) {
                read = channel.read(block, start + block.position());
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }
}
