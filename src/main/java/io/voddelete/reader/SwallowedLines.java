package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a table in which a quoted cell spans several lines that look like rows, a header or a title. A stray quote turns
 * all lines up to the next quote into one cell: their ids would be lost, and a header among them would no longer say in which
 * column the ids below it are.
 */
final class SwallowedLines {
    private final ListRules rules;
    private final char separator;

    SwallowedLines(ListRules rules, char separator) {
        this.rules = rules;
        this.separator = separator;
    }

    /**
     * Looks into the cells that span several lines.
     *
     * @param recordLine the line on which the record begins
     * @param cells of a record, their lines ended by LF
     * @param header of the table; null if there is none so far
     * @throws UnreadableException if one of them contains an id, a line like a header, or a title that may keep ids
     */
    void refuse(long recordLine, String[] cells, @Nullable IdHeader header) throws UnreadableException {
        long first = recordLine;
        for (String cell : cells) {
            long last = first + cell.chars().filter(c -> c == '\n').count();
            if (last > first) {
                refuse(first, last, cell, header);
                refuseParts(first, last, cell, cells.length, header);
            }
            first = last;
        }
    }

    private void refuse(long first, long last, String cell, @Nullable IdHeader header) throws UnreadableException {
        if (rules.pattern().isIn(cell)) {
            throw refusal("ids-in-quotes", first, last, "contains what looks like an asset id");
        }
        boolean isName =
                header == null ? rules.columns().names(cell) : header.name().equals(cell); // in several lines
        for (String line : cell.split("\n")) {
            List<String> texts = Arrays.stream(line.split(Pattern.quote(String.valueOf(separator))))
                    .map(text -> Text.strip(text.replace("\"", "")))
                    .filter(text -> !Text.isBlank(text))
                    .toList();
            boolean named = !isName && texts.stream().anyMatch(rules.columns()::names);
            if (named || header != null && texts.size() > 1 && header.sharesAName(texts)) {
                throw refusal(
                        "header-in-quotes", first, last, "contains what looks like a header: " + IdHeader.shown(texts));
            }
            boolean alone = texts.size() == 1 && !texts.get(0).equals(Text.strip(cell));
            if (alone && !isOneText(cell) && DecidingName.sparesWhatIsBelow(texts.get(0))) {
                throw ForbiddenColumn.mayKeep(
                        texts.get(0), "text in the quoted cell from line " + first + " to " + last);
            }
        }
    }

    /** The end of the cell is within another row, whose other cells are then too far to the left. */
    private void refuseParts(long first, long last, String cell, int cells, @Nullable IdHeader header)
            throws UnreadableException {
        if (header != null && cells < header.size() && !isOneText(cell)) {
            throw refusal(
                    "rows-in-quotes",
                    first,
                    last,
                    "contains what looks like rows, and its record has " + cells + " cells instead of "
                            + header.size());
        }
    }

    /** Whether the lines are those of a text, such as a remark, not of rows. */
    private boolean isOneText(String cell) {
        return cell.indexOf(separator) < 0;
    }

    private static UnreadableException refusal(String code, long first, long last, String what) {
        return new UnreadableException(
                code,
                String.format(Locale.ROOT, "a quoted cell from line %d to %d %s", first, last, what),
                "remove the quote in line " + first
                        + ", or double it (\"\") if it is part of the text; if the cell is a text of several lines, write it in one");
    }
}
