package io.voddelete.intake;

import io.voddelete.outcome.Receipt;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Counts the ids of a list and the lines that are none, and refuses a list of which most are none, or too many. It is
 * hardly the list that was meant, and each rejected line takes many times its size on the disk.
 */
final class ListCount {
    /** So many rejected lines are taken however few ids there are: in a short list three typos are most of it. */
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

    /** @param before the rejected lines of other lists that count too */
    ListCount(long most, long before) {
        this.most = most;
        this.before = before;
    }

    /**
     * Counts an entry; called before anything is written of it.
     *
     * @throws UnreadableException if it is one rejected line too many
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
                            "more than %d lines%s hold no asset id",
                            most,
                            before == 0 ? "" : " of the run"));
        }
    }

    /**
     * Told at the end of a list.
     *
     * @param lines all its lines
     * @throws UnreadableException if there is no id among them, or most of those that hold something hold none
     */
    void end(long lines) throws UnreadableException {
        if (found == 0) {
            throw noIds(String.valueOf(lines));
        }
        if (rejected > FEW && rejected > found) {
            throw tooMany(rejected + " of " + (found + rejected) + " lines hold no asset id");
        }
    }

    /** Whether there was no entry. */
    boolean isEmpty() {
        return found + rejected == 0;
    }

    /** The entries that are ids. */
    long found() {
        return found;
    }

    /** The entries that are none. */
    long rejected() {
        return rejected;
    }

    private UnreadableException noIds(String lines) {
        String none = first.isEmpty() ? "" : "; the first that is none is " + shown(first.get(0), ", ");
        return new UnreadableException(
                "no-asset-ids",
                "there is no asset id in its " + lines + " lines" + none,
                "check that it is the right file, with one id a line or in a column asset_id set apart by comma, semicolon or tab;"
                        + " vod.asset-id.pattern says what an asset id looks like",
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
                "check that it is the right file, and correct those lines or leave them out;"
                        + " vod.intake.max-rejected-lines is " + most,
                first,
                rejected);
    }

    private static String shown(Entry.Rejected line, String between) {
        return String.format(Locale.ROOT, "line %d%s'%s' (%s)", line.line(), between, line.text(), line.reason());
    }
}
