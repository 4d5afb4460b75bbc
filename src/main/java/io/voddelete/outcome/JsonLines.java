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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of JSON lines that grows only by whole lines, each of which ends with a line feed. An unfinished line left
 * by a crash is cut off when the file is opened; its outcome was not marked as reported and is written again. A hole left by
 * a power loss among unflushed lines is moved to another file, with everything after it. The file may be rotated at any
 * time, by renaming it or by copying and truncating it.
 */
public final class JsonLines implements AutoCloseable {
    /** The place of the file. */
    @FunctionalInterface
    public interface Place {
        /** @throws IOException if it does not exist now, so that nobody would find a new file */
        void requireInPlace() throws IOException;
    }

    private static final int BLOCK = 8192;
    /** More than can be unflushed, and little enough to read each time the file is opened. */
    private static final long SEARCHED_FOR_HOLES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JsonLines.class);

    private record Opened(FileChannel channel, FileIdentity identity) {}

    private final Path file;
    private final Path folder;
    private final Place place;
    private @Nullable Opened opened;
    private boolean dirty;
    private long failedFlushes;
    private boolean closed;

    /**
     * @param file created with its directory at the first line
     * @param place must exist, or the file is not opened
     * @throws IllegalArgumentException if the path is that of a root directory
     */
    public JsonLines(Path file, Place place) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("'" + file + "' is not the path of a file in a folder");
        }
        this.file = file;
        this.folder = parent;
        this.place = place;
    }

    /**
     * Appends a line, or several with line feeds between them. They are on the disk after {@link #force()}.
     *
     * @throws IllegalStateException after {@link #close()}: the file may then belong to another process
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
            flushBeforeClose(e);
            reopenNextTime(e);
            throw new OutcomeFileException("cannot write a line to " + file + ": " + RootCause.shown(e), e);
        }
    }

    /** Flushes appended lines to the disk. */
    public synchronized void force() {
        if (!dirty) {
            return;
        }
        try {
            open().force(false);
            dirty = false;
        } catch (IOException e) {
            failedFlushes++;
            reopenNextTime(e);
            throw new OutcomeFileException("cannot flush lines of " + file + " to the disk: " + RootCause.shown(e), e);
        }
    }

    /**
     * How often a flush has failed. Lines that were appended before one may be lost though a later flush succeeds, since the
     * system reports such a failure once.
     */
    synchronized long failedFlushes() {
        return failedFlushes;
    }

    /** Flushes and closes. A failure is only logged: unflushed lines are not marked as reported, and other files follow. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (opened == null) {
            return;
        }
        try (FileChannel closing = opened.channel) {
            if (dirty) {
                closing.force(false);
            }
            dirty = false;
        } catch (IOException e) {
            LOG.warn("Cannot close {}: {}. Its last lines are written again after the next start", file, e.toString());
        }
        opened = null;
    }

    private FileChannel open() throws IOException {
        if (closed) {
            throw new IllegalStateException(file + " is closed");
        }
        if (opened == null) {
            place.requireInPlace();
            PrivateFiles.makeFolders(folder);
            cutTornLine();
            opened = openedAgain();
        }
        return opened.channel;
    }

    /** With APPEND, truncating the file leaves no hole of NULs before the next line. */
    private Opened openedAgain() throws IOException {
        FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            forceNames();
            return new Opened(channel, FileIdentity.at(file));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void leaveRotatedFile() throws IOException {
        if (opened != null && !opened.identity.isInPlace()) {
            opened.channel.close();
            opened = null;
        }
    }

    /** Reopening cuts off a partly written line. */
    private void reopenNextTime(IOException cause) {
        try {
            if (opened != null) {
                opened.channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        opened = null;
    }

    /** Whole lines are in it, and it may have been renamed, so that nobody would flush them later. */
    private void flushBeforeClose(IOException cause) {
        try {
            if (opened != null) {
                opened.channel.force(false);
            }
        } catch (IOException e) {
            failedFlushes++;
            cause.addSuppressed(e);
        }
    }

    /** Flushing lines does not flush the name of a new file or folder. */
    private void forceNames() throws IOException {
        AtomicFile.forceFolder(folder);
        Path above = folder.getParent();
        if (above != null) {
            AtomicFile.forceFolder(above);
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
                        "{} has a hole at byte {}, as after a power loss: its last {} bytes are moved to {}. Outcomes that"
                                + " were not on the disk are written again; if there was no power loss, check the disk",
                        file,
                        hole,
                        size - end,
                        keepAside(whole, end, size));
            }
            whole.truncate(end);
        }
    }

    /** A failing disk leaves holes too, with lines after them that are not written again. */
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

    /** A crash may have left a file of that name, complete or not. */
    private Path asideThatIsFree(String name) {
        Path aside = file.resolveSibling(name);
        for (int number = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); number++) {
            aside = file.resolveSibling(name + "-" + number);
        }
        return aside;
    }

    /** The position of the first NUL, which no line contains; the size if there is none. */
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
