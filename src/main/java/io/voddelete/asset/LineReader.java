package io.voddelete.asset;

import java.io.IOException;
import java.io.InputStream;

/**
 * One entry a line. White space at the ends of a line, blank lines and lines that begin with {@code #} are passed over; a
 * line that is too long is rejected.
 */
abstract class LineReader implements AssetIdReader {
    private final Lines lines;

    /**
     * @param in UTF-8 text without byte order mark; closed with this reader
     * @param longest the bytes of the longest line
     */
    LineReader(InputStream in, int longest) {
        this.lines = new Lines(in, longest);
    }

    /**
     * Reads what stands on one line.
     *
     * @param text not empty, without white space at its ends
     */
    abstract Entry read(long line, String text) throws IOException;

    @Override
    public final Entry next() throws IOException {
        while (lines.next()) {
            String text = lines.text().strip();
            boolean tooLong = lines.isTooLong(); // what looks blank so far may hold an id further on
            if (text.startsWith("#") || text.isEmpty() && !tooLong) {
                continue;
            }
            return tooLong ? Entry.rejected(lines.number(), text, "too-long") : read(lines.number(), text);
        }
        return null;
    }

    @Override
    public final long lines() {
        return lines.number();
    }

    @Override
    public final void close() throws IOException {
        lines.close();
    }
}
