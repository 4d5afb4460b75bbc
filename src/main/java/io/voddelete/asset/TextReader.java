package io.voddelete.asset;

import java.io.IOException;
import java.io.InputStream;

/**
 * Plain text: one asset id a line. White space at the ends of a line, blank lines and lines that begin with {@code #} are
 * passed over.
 */
final class TextReader implements AssetIdReader {
    private static final int LONGEST_LINE = 1024;

    private final Lines lines;
    private final AssetIdPattern pattern;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    TextReader(InputStream in, AssetIdPattern pattern) {
        this.lines = new Lines(in, LONGEST_LINE);
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        while (lines.next()) {
            String text = lines.text().strip();
            boolean tooLong = lines.isTooLong(); // what looks blank so far may hold an id further on
            if (text.startsWith("#") || text.isEmpty() && !tooLong) {
                continue;
            }
            return tooLong ? Entry.rejected(lines.number(), text, "too-long") : pattern.read(lines.number(), text);
        }
        return null;
    }

    @Override
    public long lines() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
