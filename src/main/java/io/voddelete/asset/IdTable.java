package io.voddelete.asset;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which column of a table holds the ids, and reads it; nothing is guessed. A table with text in more than one
 * column needs one header cell that {@linkplain IdColumns names the ids}. Titles may stand above the header if no id does.
 * Whether a table of one column stays one is known at its end only: until {@link #end} an entry may still be refused.
 *
 * <p>Give it the records one by one; what {@link #take} returns comes after all that {@link #poll} gives.
 */
final class IdTable {
    private static final int NONE = -1;

    private final ListRules rules;
    private final IdText ids;
    /** Whether words look like ids too: then an id does not tell data from a header. */
    private final boolean wordsAreIds;

    private final Queue<Entry> ready = new ArrayDeque<>();
    private final Titles titles = new Titles();
    private int column = NONE;
    private List<String> header;
    private long headerLine;
    private Set<String> otherNames = Set.of();

    IdTable(ListRules rules) {
        this.rules = rules;
        this.ids = new IdText(rules.pattern());
        this.wordsAreIds = rules.pattern().matchesWords();
    }

    /**
     * Takes the next record.
     *
     * @return what it holds, or null if that is nothing or not known yet
     * @throws UnreadableException if the table could be read in two ways
     */
    Entry take(long line, List<String> cells) throws UnreadableException {
        if (header != null) {
            return below(line, cells);
        }
        if (isBlank(cells)) {
            return null;
        }
        if (column != NONE) {
            return only(line, cells);
        }
        boolean id = cells.stream().anyMatch(rules.pattern()::isIn);
        List<Integer> named = rules.columns().named(cells);
        if (!named.isEmpty() && (!id || wordsAreIds)) {
            begin(line, cells, named);
            return null;
        }
        if (id) {
            titles.note(cells);
            beginWithoutHeader(line, cells);
            return only(line, cells);
        }
        titles.add(line, cells);
        if (titles.areTooMany()) {
            beginWithoutHeader(line, cells);
        }
        return null;
    }

    /** The next entry of a record that was taken before; null if there is none. */
    Entry poll() {
        return ready.poll();
    }

    /** Told after the last record; {@link #poll} may give more then. */
    void end() throws UnreadableException {
        if (!titles.isEmpty()) {
            beginWithoutHeader(titles.last().line(), titles.last().cells());
        }
    }

    /** The column that is read, as {@code column 2 'Asset-ID'}; null if it is not known yet, or is the first one and no header names it. */
    String column() {
        if (header != null) {
            return String.format(
                    Locale.ROOT, "column %d '%s'", column + 1, Text.visible(Text.strip(header.get(column))));
        }
        return column > 0 ? "column " + (column + 1) : null;
    }

    /** See {@link IdText#trimmed}. */
    long trimmed() {
        return ids.trimmed();
    }

    private void begin(long line, List<String> cells, List<Integer> named) throws UnreadableException {
        if (named.size() > 1) {
            throw new UnreadableException(
                    "two-id-columns",
                    String.format(
                            Locale.ROOT,
                            "line %d has %d columns that name the ids: %s",
                            line,
                            named.size(),
                            shown(cells, named)),
                    "leave one of them, or rename the others");
        }
        refuseDeciding(line, cells);
        titles.refuseSparing();
        titles.take();
        header = List.copyOf(cells);
        headerLine = line;
        column = named.get(0);
        otherNames = cells.stream()
                .map(DecidingName::plain)
                .filter(name -> !name.isEmpty() && !rules.columns().names(name))
                .collect(Collectors.toSet());
    }

    /** Nothing names the ids, so there must be one column only. */
    private void beginWithoutHeader(long line, List<String> cells) throws UnreadableException {
        if (titles.onlyColumn() < 0) {
            throw noIdColumn(line, cells);
        }
        titles.refuseSparing();
        column = titles.onlyColumn();
        for (Titles.Title title : titles.take()) {
            ready.add(ids.read(title.line(), title.cells().get(column)));
        }
    }

    /** A record of a table that has no header and, so far, one column. */
    private Entry only(long line, List<String> cells) throws UnreadableException {
        for (int i = 0; i < cells.size(); i++) {
            if (i != column && !Text.isBlank(cells.get(i))) {
                throw noIdColumn(line, cells);
            }
        }
        Entry entry = ids.read(line, cells.get(column));
        if (ready.isEmpty()) {
            return entry;
        }
        ready.add(entry);
        return null;
    }

    private Entry below(long line, List<String> cells) throws UnreadableException {
        String raw = cells.size() > column ? cells.get(column) : "";
        if (cells.size() > header.size() && column > 0 && !isBlank(cells)) {
            // a separator in an unquoted cell moves what follows it into the next column
            return isHeaderAgain(line, cells) ? null : Entry.rejected(line, String.join(",", cells), "too-many-cells");
        }
        Entry entry = ids.read(line, raw);
        if (entry instanceof Entry.Found && !wordsAreIds) {
            return entry;
        }
        if (isHeaderAgain(line, cells)) {
            return null;
        }
        if (entry instanceof Entry.Found || !Text.isBlank(raw)) {
            return entry;
        }
        return isBlank(cells) ? null : Entry.rejected(line, String.join(",", cells), "no-asset-id");
    }

    /** Whether the record is the header again, as a joined list has it; refuses one that differs. */
    private boolean isHeaderAgain(long line, List<String> cells) throws UnreadableException {
        boolean names = cells.stream().anyMatch(rules.columns()::names);
        boolean sharesNames = !wordsAreIds
                && cells.size() > column
                && !Text.isBlank(cells.get(column))
                && cells.stream().map(DecidingName::plain).anyMatch(otherNames::contains);
        if (!names && !sharesNames || !wordsAreIds && cells.stream().anyMatch(rules.pattern()::isIn)) {
            return false;
        }
        if (plain(cells).equals(plain(header))) {
            return true;
        }
        refuseDeciding(line, cells);
        throw new UnreadableException(
                "header-differs",
                String.format(
                        Locale.ROOT,
                        "line %d is another header than line %d: %s instead of %s",
                        line,
                        headerLine,
                        shown(cells),
                        shown(header)),
                "do not join lists with different columns; drop each of them by itself");
    }

    private static List<String> plain(List<String> cells) {
        int end = cells.size();
        while (end > 0 && Text.isBlank(cells.get(end - 1))) {
            end--;
        }
        return cells.subList(0, end).stream().map(DecidingName::plain).toList();
    }

    private void refuseDeciding(long line, List<String> cells) throws UnreadableException {
        for (String cell : cells) {
            if (!rules.columns().names(cell)) {
                ForeignOption.refuse(Text.strip(cell), "column in line " + line);
            }
        }
    }

    private UnreadableException noIdColumn(long line, List<String> cells) throws UnreadableException {
        Titles.Title above = new Titles.Title(line, cells);
        if (!titles.isEmpty()
                && titles.last().cells().stream()
                                .filter(cell -> !Text.isBlank(cell))
                                .count()
                        > 1) {
            above = titles.last();
            refuseDeciding(above.line(), above.cells());
        }
        return new UnreadableException(
                "no-id-column",
                String.format(
                        Locale.ROOT,
                        "no header names the column of the ids, and line %d has text in another column; columns found in line %d: %s",
                        line,
                        above.line(),
                        shown(above.cells())),
                "call that column asset_id in a header, or another name of vod.intake.id-columns; or leave one column");
    }

    private static boolean isBlank(List<String> cells) {
        return cells.stream().allMatch(Text::isBlank);
    }

    private static String shown(List<String> cells, List<Integer> some) {
        return shown(some.stream().map(cells::get).toList());
    }

    private static String shown(List<String> cells) {
        String first = cells.stream()
                .limit(5)
                .map(cell -> "'" + Text.visible(Text.strip(cell), 20) + "'")
                .collect(Collectors.joining(", "));
        return cells.size() <= 5 ? first : first + " and " + (cells.size() - 5) + " more";
    }
}
