package io.voddelete.intake;

import io.voddelete.outcome.Receipt;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Counts the ids and the rejected lines of a list, and refuses a list if most lines, or too many, are rejected. Such a list
 * is probably a mistake, and each rejected line takes many times its size on the disk.
 */
final class ListCount {
    /** This many rejected lines are always tolerated: in a short list, three typos can be most of it. */
    public static final int FEW = 100;

    private static final int SHOWN = 5;

    private final long most;
    private final long before;
    private final List<Entry.Rejected> first = new ArrayList<>();
    private long found;
    private long rejected;

    /** @param most {@code vod.intake.max-rejected-lines} */
    public ListCount(long most) {
        this(most, 0);
    }

    /** @param before the rejected lines of earlier lists, which count too */
    ListCount(long most, long before) {
        this.most = most;
        this.before = before;
    }

    /**
     * Counts an entry. Call before anything of it is written.
     *
     * @throws UnreadableException if there are too many rejected lines
     */
    void add(Entry entry) throws UnreadableException {
        if (!(entry instanceof Entry.Rejected line)) {
            found++;
            return;
        }
        rejected++;
        if (first.size() < Receipt.LONGEST_LIST) {
            first.add(line);
        }
        if (before + rejected > most) {
            throw found == 0 && rejected > FEW
                    ? noIds("first " + line.line())
                    : tooMany(String.format(
                            Locale.ROOT,
                            "more than %d lines%s do not contain an asset id",
                            most,
                            before == 0 ? "" : " of the run"));
        }
    }

    /**
     * Call at the end of a list.
     *
     * @param lines the number of lines
     * @throws UnreadableException if there is no id among them, or most of the lines that are not blank are rejected
     */
    void end(long lines) throws UnreadableException {
        if (found == 0) {
            throw noIds(String.valueOf(lines));
        }
        if (rejected > FEW && rejected > found) {
            throw tooMany(rejected + " of " + (found + rejected) + " lines do not contain an asset id");
        }
    }

    /** Whether there were no entries. */
    boolean isEmpty() {
        return found + rejected == 0;
    }

    /** The number of entries that are ids. */
    long found() {
        return found;
    }

    /** The number of rejected entries. */
    long rejected() {
        return rejected;
    }

    private UnreadableException noIds(String lines) {
        String none = first.isEmpty() ? "" : "; the first rejected line: " + shown(first.get(0), ", ");
        return new UnreadableException(
                "no-asset-ids",
                "none of its " + lines + " lines contains an asset id" + none,
                "check that it is the right list, with one id per line or in a column asset_id separated by comma, semicolon or tab;"
                        + " vod.asset-id.pattern defines what an asset id looks like",
                first,
                rejected);
    }

    private UnreadableException tooMany(String what) {
        return new UnreadableException(
                "too-many-rejected",
                what + "; the first: "
                        + first.stream()
                                .limit(SHOWN)
                                .map(line -> shown(line, " "))
                                .collect(Collectors.joining(", ")),
                "check that it is the right list, and correct or remove those lines;"
                        + " vod.intake.max-rejected-lines is " + most,
                first,
                rejected);
    }

    private static String shown(Entry.Rejected line, String between) {
        return String.format(Locale.ROOT, "line %d%s'%s' (%s)", line.line(), between, line.text(), line.reason());
    }
}
