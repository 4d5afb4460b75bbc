package io.voddelete.reader;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One entry per line. Surrounding blanks, blank lines and lines that begin with {@code #} are skipped; a line that is too
 * long is rejected.
 */
abstract class LineReader implements AssetIdReader {
    private final Lines lines;
    private final AssetIdPattern pattern;
    private long commented;

    /**
     * @param in UTF-8 text without byte order mark; closed with this reader
     * @param longest the maximum length of a line in bytes
     */
    LineReader(InputStream in, int longest, AssetIdPattern pattern) {
        this.lines = new Lines(in, longest);
        this.pattern = pattern;
    }

    /**
     * Reads the text of one line.
     *
     * @param text not blank
     */
    abstract Entry read(long line, String text) throws IOException;

    @Override
    public final @Nullable Entry next() throws IOException {
        while (lines.next()) {
            String text = lines.text();
            boolean tooLong = lines.isTooLong(); // what looks blank so far may hold an id further on
            String stripped = Text.strip(text);
            if (stripped.startsWith("#")) {
                commented += pattern.isClearlyIn(stripped) ? 1 : 0;
                continue;
            }
            if (stripped.isEmpty() && !tooLong) {
                continue;
            }
            return tooLong ? Entry.rejected(lines.number(), text.strip(), "too-long") : read(lines.number(), text);
        }
        return null;
    }

    @Override
    public final long lines() {
        return lines.number();
    }

    /** The number of comments so far that contain what looks like an asset id. */
    final long commented() {
        return commented;
    }

    @Override
    public final void close() throws IOException {
        lines.close();
    }
}
