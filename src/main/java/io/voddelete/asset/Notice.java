package io.voddelete.asset;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A warning or remark about an accepted list, for its sender.
 *
 * @param code {@code id-column} (the column or JSON member that was read), {@code trimmed} (invisible characters around ids
 *     were removed), {@code commented-out} (comment lines contain ids), {@code partial-list} (the list says that it is
 *     incomplete), {@code sheet} (the sheet of a workbook that was read), {@code changed-later} (the file changed after it was
 *     accepted) or {@code more-notices} (how many were omitted)
 * @param text one line for people; untrusted text in it is escaped
 */
public record Notice(String code, String text) {
    private static final String PARTIAL_LIST = "partial-list";
    private static final String CHANGED_LATER = "changed-later";

    public Notice {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }

    /**
     * Returns the notices about how a list was read.
     *
     * @param column where the ids were read from, such as {@code column 2 'Asset-ID'}; null if there are no columns
     * @param trimmed number of ids with invisible characters around them
     */
    public static List<Notice> ofReading(@Nullable String column, long trimmed) {
        List<Notice> notices = new ArrayList<>();
        if (column != null) {
            notices.add(new Notice("id-column", "The ids were read from " + column));
        }
        if (trimmed > 0) {
            notices.add(new Notice(
                    "trimmed", "Removed no-break spaces or other invisible characters around " + trimmed + " ids"));
        }
        return notices;
    }

    /** @param commented number of lines that begin with {@code #} and contain what looks like an asset id */
    public static List<Notice> ofReading(@Nullable String column, long trimmed, long commented) {
        List<Notice> notices = ofReading(column, trimmed);
        if (commented > 0) {
            notices.add(new Notice(
                    "commented-out",
                    commented + " lines that begin with # contain what looks like an asset id and were skipped"));
        }
        return notices;
    }

    public static Notice partialList(String text) {
        return new Notice(PARTIAL_LIST, text);
    }

    /** Returns the notice that the file has changed since it was accepted. */
    public static Notice changedLater(String text) {
        return new Notice(CHANGED_LATER, text);
    }

    /** Returns this notice with the name of the list it is about, for a submission of several lists. */
    public Notice of(String list) {
        return new Notice(code, list + ": " + text);
    }

    /** Returns whether ids may be missing, so that somebody should look at it. */
    public boolean warns() {
        return code.equals(PARTIAL_LIST) || code.equals(CHANGED_LATER);
    }
}
