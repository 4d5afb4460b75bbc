package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decides which column of a table contains the ids, and reads it, without guessing. A table with text in more than one
 * column needs exactly one header cell that {@linkplain IdColumns names the ids}. Titles may precede the header if there is
 * no id above it. Whether a table has only one column is known at its end: until {@link #end} the table may be refused.
 *
 * <p>Pass the records one by one; the result of {@link #take} comes after all results of {@link #poll}.
 */
final class IdTable {
    private static final int NONE = -1;

    private final ListRules rules;
    private final IdText ids;
    /** Whether ordinary words match the id pattern: then an id does not distinguish data from a header. */
    private final boolean wordsAreIds;

    private final Queue<Entry> ready = new ArrayDeque<>();
    private final Titles titles = new Titles();
    private int column = NONE;
    /** Null while there is none. */
    private @Nullable IdHeader header;

    IdTable(ListRules rules) {
        this.rules = rules;
        this.ids = new IdText(rules.pattern());
        this.wordsAreIds = rules.pattern().matchesWords();
    }

    /**
     * Takes the next record.
     *
     * @return its entry, or null if there is none or it is not known yet
     * @throws UnreadableException if the table is ambiguous
     */
    @Nullable
    Entry take(long line, List<String> cells) throws UnreadableException {
        if (header != null) {
            return below(header, line, cells);
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

    /** The next entry of an earlier record; null if there is none. */
    @Nullable
    Entry poll() {
        return ready.poll();
    }

    /** Call after the last record; {@link #poll} may then return more. */
    void end() throws UnreadableException {
        if (!titles.isEmpty()) {
            beginWithoutHeader(titles.last().line(), titles.last().cells());
        }
    }

    /** The header that names the ids; null if there is none so far. */
    @Nullable
    IdHeader header() {
        return header;
    }

    /** The column that is read, such as {@code column 2 'Asset-ID'}; null if unknown so far, or the first one without a header. */
    @Nullable
    String column() {
        if (header != null) {
            return String.format(Locale.ROOT, "column %d '%s'", column + 1, Text.visible(Text.strip(header.name())));
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
                            IdHeader.shown(named.stream().map(cells::get).toList())),
                    "keep one of them, and remove or rename the others");
        }
        column = named.get(0);
        header = new IdHeader(line, cells, column, rules);
        titles.refuseSparing();
        titles.take();
    }

    /** No header names the ids, so there must be only one column. */
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

    /** A record of a table without a header and, so far, with one column. */
    private @Nullable Entry only(long line, List<String> cells) throws UnreadableException {
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

    private @Nullable Entry below(IdHeader header, long line, List<String> cells) throws UnreadableException {
        String raw = cells.size() > column ? cells.get(column) : "";
        if (header.mayBeMoved(cells)) {
            return header.isAgainIn(line, cells)
                    ? null
                    : Entry.rejected(line, String.join(",", cells), "too-many-cells");
        }
        Entry entry = ids.read(line, raw);
        boolean found = entry instanceof Entry.Found;
        if ((!found || wordsAreIds) && header.isAgainIn(line, cells)) {
            return null;
        }
        if (found) {
            refuseSpared(line, cells);
            return header.withKept(entry, cells);
        }
        noteHeading(line, cells);
        if (!Text.isBlank(raw)) {
            return header.withKept(entry, cells);
        }
        return isBlank(cells)
                ? null
                : header.withKept(Entry.rejected(line, String.join(",", cells), "no-asset-id"), cells);
    }

    /** A cell next to the id may say that this asset is to be kept. */
    private void refuseSpared(long line, List<String> cells) throws UnreadableException {
        for (int i = 0; i < cells.size(); i++) {
            if (i != column && DecidingName.sparesWhatIsBeside(cells.get(i))) {
                throw ForbiddenColumn.mayKeep(Text.strip(cells.get(i)), "cell in line " + line);
            }
        }
    }

    /** A single text between rows is a title of the rows below it. */
    private void noteHeading(long line, List<String> cells) {
        List<String> texts =
                cells.stream().filter(cell -> !Text.isBlank(cell)).limit(2).toList();
        if (texts.size() == 1) {
            ids.noteHeading(line, texts.get(0));
        }
    }

    private UnreadableException noIdColumn(long line, List<String> cells) throws UnreadableException {
        if (column != NONE && !rules.columns().named(cells).isEmpty()) {
            IdHeader.refuseDeciding(line, cells, rules.columns());
            return new UnreadableException(
                    "no-id-column",
                    String.format(
                            Locale.ROOT,
                            "line %d is the header of a table, but there is an id above it; columns found: %s",
                            line,
                            IdHeader.shown(cells)),
                    "put the header above all ids; drop concatenated lists separately");
        }
        Titles.Title above = new Titles.Title(line, cells);
        if (!titles.isEmpty()
                && titles.last().cells().stream()
                                .filter(cell -> !Text.isBlank(cell))
                                .count()
                        > 1) {
            above = titles.last();
            IdHeader.refuseDeciding(above.line(), above.cells(), rules.columns());
        }
        return new UnreadableException(
                "no-id-column",
                String.format(
                        Locale.ROOT,
                        "no header names the id column, and line %d has text in another column; columns found in line %d: %s",
                        line,
                        above.line(),
                        IdHeader.shown(above.cells())),
                "name that column asset_id in a header, or another name from vod.intake.id-columns; or keep only one column, with one id per line");
    }

    private static boolean isBlank(List<String> cells) {
        return cells.stream().allMatch(Text::isBlank);
    }
}
