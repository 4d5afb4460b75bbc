package io.voddelete.reader;

import io.voddelete.asset.Notice;
import java.io.InputStream;
import java.util.List;

/** Plain text: one asset id per line. */
final class TextReader extends LineReader {
    private static final int LONGEST_LINE = 1024;

    private final IdText ids;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    TextReader(InputStream in, ListRules rules) {
        super(in, LONGEST_LINE, rules.pattern());
        this.ids = new IdText(rules.pattern());
    }

    @Override
    Entry read(long line, String text) throws UnreadableException {
        return ids.read(line, text);
    }

    @Override
    public List<Notice> notices() {
        return Notice.ofReading(null, ids.trimmed(), commented());
    }
}
