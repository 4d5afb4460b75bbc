package io.voddelete.asset;

import java.io.InputStream;
import java.util.List;

/** Plain text: one asset id a line. */
final class TextReader extends LineReader {
    private static final int LONGEST_LINE = 1024;

    private final IdText ids;
    private boolean begun;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    TextReader(InputStream in, ListRules rules) {
        super(in, LONGEST_LINE);
        this.ids = new IdText(rules.pattern());
    }

    @Override
    Entry read(long line, String text) throws UnreadableException {
        Entry entry = ids.read(line, text);
        if (!begun && entry instanceof Entry.Rejected && DecidingName.sparesWhatIsBelow(text)) {
            throw ForeignOption.refusal(Text.strip(text), "title in line " + line);
        }
        begun |= entry instanceof Entry.Found;
        return entry;
    }

    @Override
    public List<Notice> notices() {
        return Notice.ofReading(null, ids.trimmed());
    }
}
