package io.voddelete.asset;

import java.util.Locale;

/** Reads one text after the other as an asset id, and counts those that invisible characters stood around. */
final class IdText {
    private final AssetIdPattern pattern;
    private long trimmed;
    private long tabAround;
    private long tabInside;

    IdText(AssetIdPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * What stands in a cell, a line or an element; blanks of any kind at its ends are passed over.
     *
     * @throws UnreadableException if tabs at the ends turn out to separate columns
     */
    Entry read(long line, String raw) throws UnreadableException {
        String text = Text.strip(raw);
        Entry entry = pattern.read(line, text);
        boolean found = entry instanceof Entry.Found;
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

    /** The ids so far around which stood more than plain white space. */
    long trimmed() {
        return trimmed;
    }
}
