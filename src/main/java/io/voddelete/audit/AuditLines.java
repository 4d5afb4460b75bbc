package io.voddelete.audit;

import io.voddelete.support.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the lines of files one after another, in constant memory. */
final class AuditLines implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final Iterator<Path> files;
    private final byte[] block = new byte[BLOCK];
    private byte[] text = new byte[1024];
    private int at;
    private int filled;
    private @Nullable Path file;
    private @Nullable InputStream in;
    private long line;
    private long position;
    private long bytes;

    AuditLines(List<Path> files) {
        this.files = files.iterator();
    }

    /** Returns the number of bytes read so far. */
    long bytes() {
        return bytes;
    }

    /** Returns the next line, or null after the last one. A line that is too long ends as if it were torn. */
    @Nullable
    AuditLine next() throws IOException {
        while (true) {
            if (in == null || file == null) {
                if (!files.hasNext()) {
                    return null;
                }
                open(files.next());
            } else {
                AuditLine next = read(file, in);
                if (next != null) {
                    return next;
                }
                close();
            }
        }
    }

    private void open(Path next) throws IOException {
        file = next;
        in = Channels.newInputStream(PrivateFiles.open(next, StandardOpenOption.READ));
        line = 0;
        position = 0;
        at = 0;
        filled = 0;
    }

    private @Nullable AuditLine read(Path from, InputStream stream) throws IOException {
        long start = position;
        int length = 0;
        while (length <= AuditLine.LONGEST) {
            if (at == filled) {
                at = 0;
                filled = Math.max(0, stream.read(block));
                bytes += filled;
                if (filled == 0) {
                    return length == 0 ? null : line(from, start, false, length);
                }
            }
            int end = at;
            while (end < filled && block[end] != '\n') {
                end++;
            }
            length = copy(end, length);
            if (end < filled) {
                at = end + 1;
                position++;
                return line(from, start, true, length);
            }
            at = end;
        }
        return line(from, start, false, length);
    }

    private int copy(int end, int length) {
        int more = end - at;
        if (length + more > text.length) {
            text = Arrays.copyOf(text, Math.max(length + more, text.length * 2));
        }
        System.arraycopy(block, at, text, length, more);
        position += more;
        return length + more;
    }

    private AuditLine line(Path from, long start, boolean isWhole, int length) {
        return AuditLine.of(from, ++line, start, isWhole, text, length);
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
