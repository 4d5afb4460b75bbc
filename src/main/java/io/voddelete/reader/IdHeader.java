package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The header of a table that names the id column; distinguishes it from the records and other headers below it. */
final class IdHeader {
    /** Names are shorter; a longer text that mentions the ids is a remark. */
    private static final int LONGEST_NAME = 64;

    private final long line;
    private final List<String> cells;
    private final int column;
    private final ListRules rules;
    /** Whether ordinary words match the id pattern: then an id does not distinguish data from a header. */
    private final boolean wordsAreIds;

    private final Set<String> otherNames;
    private final List<@Nullable String> kept;

    /** @throws UnreadableException if another column decides about its row */
    IdHeader(long line, List<String> cells, int column, ListRules rules) throws UnreadableException {
        this.line = line;
        this.cells = List.copyOf(cells);
        this.column = column;
        this.rules = rules;
        this.wordsAreIds = rules.pattern().matchesWords();
        this.kept = rules.kept().in(cells);
        refuseDeciding(line, cells, rules.columns());
        this.otherNames = cells.stream()
                .map(DecidingName::plain)
                .filter(name -> !name.isEmpty() && !rules.columns().names(name))
                .collect(Collectors.toSet());
    }

    /** The number of columns. */
    int size() {
        return cells.size();
    }

    /** The name of the id column. */
    String name() {
        return cells.get(column);
    }

    /**
     * Whether a record has more cells than the header, so that its id may be in the wrong column: a separator in an unquoted
     * cell moves the rest of the record to the right.
     */
    boolean mayBeMoved(List<String> record) {
        if (record.size() <= cells.size()) {
            return false;
        }
        return column > 0
                ? !record.stream().allMatch(Text::isBlank)
                : !wordsAreIds && record.stream().skip(cells.size()).anyMatch(rules.pattern()::isIn);
    }

    /** The entry of a record with the columns of it that are kept. */
    Entry withKept(Entry entry, List<String> record) {
        KeptColumns.Values values = new KeptColumns.Values();
        for (int i = 0; i < Math.min(kept.size(), record.size()); i++) {
            String name = kept.get(i);
            if (name != null) {
                values.add(name, record.get(i));
            }
        }
        return entry.with(values.all());
    }

    /** Whether the record repeats the header, as in concatenated lists; refuses a header that differs. */
    boolean isAgainIn(long recordLine, List<String> record) throws UnreadableException {
        String raw = record.size() > column ? record.get(column) : "";
        boolean names = record.stream().anyMatch(rules.columns()::names);
        boolean sharesNames = !wordsAreIds
                && !Text.isBlank(raw)
                && (sharesAName(record)
                        || raw.length() <= LONGEST_NAME && rules.columns().mayBeIn(raw));
        if (!names && !sharesNames || !wordsAreIds && record.stream().anyMatch(rules.pattern()::isIn)) {
            return false;
        }
        if (plain(record).equals(plain(cells))) {
            return true;
        }
        refuseDeciding(recordLine, record, rules.columns());
        throw new UnreadableException(
                "header-differs",
                String.format(
                        Locale.ROOT,
                        "line %d is a header that differs from line %d: %s instead of %s",
                        recordLine,
                        line,
                        shown(record),
                        shown(cells)),
                "do not concatenate lists with different columns; drop them separately");
    }

    /** Whether one of the cells is the name of another column than that of the ids. */
    boolean sharesAName(List<String> record) {
        return record.stream().map(DecidingName::plain).anyMatch(otherNames::contains);
    }

    /** Refuses a list with a column that decides about its row. */
    static void refuseDeciding(long line, List<String> cells, IdColumns columns) throws UnreadableException {
        for (String cell : cells) {
            if (!columns.names(cell)) {
                ForbiddenColumn.refuse(Text.strip(cell), "column in line " + line, "; columns found: " + shown(cells));
            }
        }
    }

    /** The first cells, for messages. */
    static String shown(List<String> cells) {
        String first = cells.stream()
                .limit(5)
                .map(cell -> "'" + Text.visible(Text.strip(cell), 20) + "'")
                .collect(Collectors.joining(", "));
        return cells.size() <= 5 ? first : first + " and " + (cells.size() - 5) + " more";
    }

    private static List<String> plain(List<String> cells) {
        int end = cells.size();
        while (end > 0 && Text.isBlank(cells.get(end - 1))) {
            end--;
        }
        return cells.subList(0, end).stream().map(DecidingName::plain).toList();
    }
}
