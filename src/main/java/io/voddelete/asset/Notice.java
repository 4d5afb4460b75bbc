package io.voddelete.asset;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Something the sender of a list should know although the list was accepted.
 *
 * @param code a machine word: {@code id-column} (the column or member that was read), {@code trimmed} (ids with invisible characters
 *     around them), {@code commented-out} (lines that are comments and hold ids), {@code partial-list} (the list says that it is not all of it), {@code sheet} (the one that was read of
 *     a workbook), {@code changed-later} (its file changed after it was accepted) or {@code more-notices} (how many were left out)
 * @param text one line for people, with foreign text escaped
 */
public record Notice(String code, String text) {
    private static final String PARTIAL_LIST = "partial-list";
    private static final String CHANGED_LATER = "changed-later";

    public Notice {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }

    /**
     * How a list was read.
     *
     * @param column the column or member that the ids were read from, as {@code column 2 'Asset-ID'}; null for none
     * @param trimmed the ids around which stood blanks that nobody sees
     */
    public static List<Notice> ofReading(String column, long trimmed) {
        List<Notice> notices = new ArrayList<>();
        if (column != null) {
            notices.add(new Notice("id-column", "the ids were read from " + column));
        }
        if (trimmed > 0) {
            notices.add(new Notice(
                    "trimmed", trimmed + " ids had no-break spaces or other invisible characters around them"));
        }
        return notices;
    }

    /** The same of text, in which {@code commented} lines begin with {@code #} and hold what looks like an id. */
    public static List<Notice> ofReading(String column, long trimmed, long commented) {
        List<Notice> notices = ofReading(column, trimmed);
        if (commented > 0) {
            notices.add(new Notice(
                    "commented-out",
                    commented + " lines that begin with # hold what looks like an asset id and were passed over"));
        }
        return notices;
    }

    public static Notice partialList(String text) {
        return new Notice(PARTIAL_LIST, text);
    }

    /** What was accepted is not all of the file any more. */
    public static Notice changedLater(String text) {
        return new Notice(CHANGED_LATER, text);
    }

    /** The same about one of several lists. */
    public Notice of(String list) {
        return new Notice(code, list + ": " + text);
    }

    /** Whether somebody should look at it: ids that were meant may be missing. */
    public boolean warns() {
        return code.equals(PARTIAL_LIST) || code.equals(CHANGED_LATER);
    }
}
