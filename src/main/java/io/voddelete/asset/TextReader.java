package io.voddelete.asset;

import java.io.InputStream;

/** Plain text: one asset id a line. */
final class TextReader extends LineReader {
    private static final int LONGEST_LINE = 1024;

    private final AssetIdPattern pattern;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    TextReader(InputStream in, AssetIdPattern pattern) {
        super(in, LONGEST_LINE);
        this.pattern = pattern;
    }

    @Override
    Entry read(long line, String text) {
        return pattern.read(line, text);
    }
}
