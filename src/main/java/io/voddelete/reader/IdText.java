package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads texts as asset ids, and counts those that had invisible characters around them. */
final class IdText {
    private final AssetIdPattern pattern;
    private long trimmed;
    private long tabAround;
    private long tabInside;
    private boolean begun;
    /** A title that says that the ids below it are to be kept; null if there is none. */
    private @Nullable String heading;

    private long headingLine;

    IdText(AssetIdPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a cell, a line or an element; blanks of any kind around it are ignored.
     *
     * @throws UnreadableException if tabs around it turn out to separate columns, or a text above says that the id is to be
     *     kept
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
                            "tabs separate columns in line %d, so the id in line %d is in one of several columns",
                            tabInside,
                            tabAround),
                    "name the id column asset_id in a header, or keep only one column");
        }
        return entry;
    }

    /** Records a text between the ids, which may be the title of those below it. */
    void noteHeading(long line, String text) {
        boolean remark = begun && pattern.isClearlyIn(text); // about the id that it holds
        if (heading == null && !remark && text.length() <= Text.LONGEST && DecidingName.sparesWhatIsBelow(text)) {
            heading = Text.strip(text);
            headingLine = line;
        }
    }

    /** The number of ids so far that were surrounded by more than plain white space. */
    long trimmed() {
        return trimmed;
    }
}
