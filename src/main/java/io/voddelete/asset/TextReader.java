package io.voddelete.asset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Plain text: one asset id a line. White space at the ends of a line, blank lines, lines that begin with {@code #} and
 * a byte order mark are passed over; a line ends with LF, CRLF or CR. A line of any length takes constant memory.
 */
public final class TextReader implements AssetIdReader {
    private static final int LONGEST_LINE = 1024;
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final AssetIdPattern pattern;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] buffer = new byte[64 * 1024];
    private final byte[] kept = new byte[LONGEST_LINE];
    private int position;
    private int limit;
    private long lines;
    private long length;
    private boolean afterCarriageReturn;

    /** @param in UTF-8 text; closed with this reader */
    public TextReader(InputStream in, AssetIdPattern pattern) {
        this.in = in;
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        while (readLine()) {
            lines++;
            String text;
            try {
                text = decode();
            } catch (CharacterCodingException e) {
                return Entry.rejected(lines, new String(kept, 0, keptLength(), StandardCharsets.UTF_8), "not-utf-8");
            }
            boolean tooLong = length > LONGEST_LINE; // what looks blank so far may hold an id further on
            if (text.startsWith("#") || text.isEmpty() && !tooLong) {
                continue;
            }
            return tooLong ? Entry.rejected(lines, text, "too-long") : pattern.read(lines, text);
        }
        return null;
    }

    @Override
    public long lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private String decode() throws CharacterCodingException {
        String text = length > LONGEST_LINE
                ? new String(kept, StandardCharsets.UTF_8)
                : decoder.decode(ByteBuffer.wrap(kept, 0, keptLength())).toString();
        return (lines == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text).strip();
    }

    private int keptLength() {
        return (int) Math.min(length, LONGEST_LINE);
    }

    /** Keeps the first bytes of the next line and counts the others; false at the end of the input. */
    private boolean readLine() throws IOException {
        length = 0;
        boolean any = false;
        for (int b = read(); b >= 0; b = read()) {
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                return true;
            }
            any = true;
            if (length < LONGEST_LINE) {
                kept[(int) length] = (byte) b;
            }
            length++;
        }
        return any;
    }

    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return position == limit ? -1 : buffer[position++] & 0xFF;
    }
}
