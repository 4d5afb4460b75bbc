package io.voddelete.reader;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Splits UTF-8 text into physical lines, which end with LF, CRLF or CR. Keeps the first bytes of a line and counts the rest,
 * so that a line of any length takes constant memory.
 */
final class Lines implements Closeable {
    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final byte[] kept;
    private int position;
    private int limit;
    private long number;
    private long length;
    private boolean afterCarriageReturn;

    /** @param longest the number of bytes of a line that are kept */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.kept = new byte[longest];
    }

    /** Goes to the next line; false at the end of the input. */
    boolean next() throws IOException {
        length = 0;
        if (!skipLineFeed()) {
            return false;
        }
        do {
            int start = position;
            while (position < limit && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            keep(start);
            if (position < limit) {
                afterCarriageReturn = buffer[position++] == '\r';
                break;
            }
        } while (fill());
        number++;
        return true;
    }

    /** The number of the line, from 1; 0 before the first line. */
    long number() {
        return number;
    }

    /** Whether the line is longer than the part that is kept. */
    boolean isTooLong() {
        return length > kept.length;
    }

    /** The part of the line that is kept; if the line is too long, its last character may be incomplete. */
    String text() {
        return new String(kept, 0, (int) Math.min(length, kept.length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Skips the second half of a CRLF; false at the end of the input. */
    private boolean skipLineFeed() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        if (afterCarriageReturn && buffer[position] == '\n') {
            position++;
        }
        afterCarriageReturn = false;
        return position < limit || fill();
    }

    private void keep(int start) {
        int some = position - start;
        if (length < kept.length) {
            System.arraycopy(buffer, start, kept, (int) length, (int) Math.min(some, kept.length - length));
        }
        length += some;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
