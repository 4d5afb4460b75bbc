package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.Locale;

/** Reads one text after the other as an asset id, and counts those that invisible characters stood around. */
final class IdText {
    private final AssetIdPattern pattern;
    private long trimmed;
    private long tabAround;
    private long tabInside;
    private boolean begun;
    private String heading;
    private long headingLine;

    IdText(AssetIdPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * What stands in a cell, a line or an element; blanks of any kind at its ends are passed over.
     *
     * @throws UnreadableException if tabs at the ends turn out to separate columns, or a text above says that the id is to
     *     be spared
     */
    Entry read(long line, String raw) throws UnreadableException {
        String text = Text.strip(raw);
        Entry entry = pattern.read(line, text);
        boolean found = entry instanceof Entry.Found;
        if (!found) {
            noteHeading(line, text);
        } else if (heading != null) {
            throw ForbiddenColumn.mayKeep(heading, "title in line " + headingLine);
        }
        begun |= found;
        if (found && text.length() != raw.length()) {
            trimmed += text.equals(raw.trim()) ? 0 : 1;
            tabAround = raw.indexOf('\t') < 0 ? tabAround : line;
        } else if (!found) {
            tabInside = text.indexOf('\t') < 0 ? tabInside : line;
        }
        if (tabAround > 0 && tabInside > 0) {
            throw new UnreadableException(
                    "no-id-column",
                    String.format(
                            Locale.ROOT,
                            "tabs separate columns in line %d, so the id in line %d stands in one of several columns",
                            tabInside,
                            tabAround),
                    "call the column of the ids asset_id in a header, or leave one column");
        }
        return entry;
    }

    /** Notes a text between the ids: it may be the title of those below it. */
    void noteHeading(long line, String text) {
        boolean remark = begun && pattern.isClearlyIn(text); // about the id that it holds
        if (heading == null && !remark && text.length() <= Text.LONGEST && DecidingName.sparesWhatIsBelow(text)) {
            heading = Text.strip(text);
            headingLine = line;
        }
    }

    /** The ids so far around which stood more than plain white space. */
    long trimmed() {
        return trimmed;
    }
}
