package io.voddelete.outcome;

import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.RootCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of JSON lines that only ever grows by whole lines: each is one write that ends with a line feed. What a crash
 * left unfinished at the end is cut off when the file is opened; its outcome was not marked as reported and comes again. A
 * hole that a power loss left among lines that were not flushed is moved aside, with what lies behind it.
 * The file may be rotated meanwhile, by renaming it or by copying and emptying it.
 */
public final class JsonLines implements AutoCloseable {
    /** Where the file belongs. */
    @FunctionalInterface
    public interface Place {
        /** @throws IOException if it is not there now, so that nobody would find a file that is begun */
        void requireInPlace() throws IOException;
    }

    private static final int BLOCK = 8192;
    /** More than can be unflushed, and little enough to be read whenever the file is opened. */
    private static final long SEARCHED_FOR_HOLES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JsonLines.class);

    private final Path file;
    private final Place place;
    private FileChannel channel;
    private FileIdentity opened;
    private boolean dirty;
    private boolean closed;

    /**
     * @param file made with its directory at the first line
     * @param place without it the file is not opened
     */
    public JsonLines(Path file, Place place) {
        this.file = file;
        this.place = place;
    }

    /**
     * Appends one line. It is on the disk after {@link #force()}.
     *
     * @throws IllegalStateException after {@link #close()}: the file may be another process's by then
     */
    public synchronized void append(byte[] json) {
        byte[] line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        try {
            if (!dirty) { // once a flush, not once a line
                leaveRotatedFile();
            }
            FileChannel open = open();
            dirty = true;
            for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
                open.write(rest);
            }
        } catch (IOException e) {
            reopenNextTime(e);
            throw new OutcomeFileException(
                    "a line cannot be written: " + RootCause.shown(e) + "; it was for " + file, e);
        }
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
            throw new OutcomeFileException(
                    "lines cannot be flushed to the disk: " + RootCause.shown(e) + "; they are in " + file, e);
        }
    }

    /** Flushes and closes. A fault is only said: what was not flushed is not marked as reported, and other files follow. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (channel == null) {
            return;
        }
        try (FileChannel closing = channel) {
            if (dirty) {
                closing.force(false);
            }
            dirty = false;
        } catch (IOException e) {
            LOG.warn("{} cannot be closed: {}. Its last lines come again after the next start", file, e.toString());
        }
        channel = null;
    }

    private FileChannel open() throws IOException {
        if (closed) {
            throw new IllegalStateException(file + " is closed");
        }
        if (channel == null) {
            place.requireInPlace();
            PrivateFiles.makeFolders(file.toAbsolutePath().getParent());
            cutTornLine();
            // APPEND: one that empties the file gets no hole of NULs before the next line
            channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            forceNames();
            opened = FileIdentity.at(file);
        }
        return channel;
    }

    private void leaveRotatedFile() throws IOException {
        if (channel != null && !opened.isInPlace()) {
            channel.close();
            channel = null;
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

    /** A new file's name need not be on the disk because its lines are; nor that of its folder. */
    private void forceNames() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        AtomicFile.forceFolder(folder);
        if (folder.getParent() != null) {
            AtomicFile.forceFolder(folder.getParent());
        }
    }

    private void cutTornLine() throws IOException {
        try (FileChannel whole =
                PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = whole.size();
            long hole = startOfHole(whole, size);
            long end = endOfLastLine(whole, hole);
            if (hole < size) {
                LOG.warn(
                        "{} has a hole at byte {}, as after a loss of power: its last {} bytes are moved to {}. What was"
                                + " not on the disk comes again; if there was no loss of power, look after the disk",
                        file,
                        hole,
                        size - end,
                        keepAside(whole, end, size));
            }
            whole.truncate(end);
        }
    }

    /** A disk that fails leaves holes as well, and lines behind them that do not come again. */
    private Path keepAside(FileChannel whole, long from, long to) throws IOException {
        Path aside = asideThatIsFree(file.getFileName() + ".behind-" + from + "-" + to);
        try (FileChannel kept = PrivateFiles.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = from; at < to; ) {
                at += whole.transferTo(at, to - at, kept);
            }
            kept.force(true);
        }
        forceNames();
        return aside;
    }

    /** A crash may have left one of that name, whole or not. */
    private Path asideThatIsFree(String name) {
        Path aside = file.resolveSibling(name);
        for (int number = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); number++) {
            aside = file.resolveSibling(name + "-" + number);
        }
        return aside;
    }

    /** Where NULs begin, which no line holds; the size where there are none. */
    private static long startOfHole(FileChannel channel, long size) throws IOException {
        for (long start = Math.max(0, size - SEARCHED_FOR_HOLES); start < size; start += BLOCK) {
            ByteBuffer block = read(channel, start, Math.min(size, start + BLOCK));
            for (int i = 0; i < block.position(); i++) {
                if (block.get(i) == 0) {
                    return start + i;
                }
            }
        }
        return size;
    }

    private static long endOfLastLine(FileChannel channel, long size) throws IOException {
        for (long end = size; end > 0; end -= BLOCK) {
            long start = Math.max(0, end - BLOCK);
            ByteBuffer block = read(channel, start, end);
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    private static ByteBuffer read(FileChannel channel, long start, long end) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) (end - start));
        for (int read = 0; read >= 0 && block.hasRemaining(); ) {
            read = channel.read(block, start + block.position());
        }
        return block;
    }
}
