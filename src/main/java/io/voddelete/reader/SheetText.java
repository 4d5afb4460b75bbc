package io.voddelete.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;

/**
 * A sheet as CSV, each row on the line of its number, so that the same rules apply to the id column. Cells that are not text
 * have a {@link SheetMark}.
 */
final class SheetText {
    private static final Pattern SEPARATING = Pattern.compile("\\R|\\t");
    private static final int LONGEST_CELL = 1000; // an id is shorter by far

    private final Workbook.Rows rows;
    private int lines;
    /** The row that follows, once it has been read; otherwise null. */
    private @Nullable Row row;

    private SheetText(Workbook.Rows rows) {
        this.rows = rows;
    }

    /** The sheet line by line; the rows are closed with the stream. */
    static InputStream of(Workbook.Rows rows) {
        return new PagedStream(new SheetText(rows)::nextLine, rows);
    }

    /** Empty after the last row. */
    private byte[] nextLine() throws IOException {
        if (row == null) {
            row = rows.next();
            if (row == null) {
                return new byte[0];
            }
        }
        lines++;
        if (lines < row.getRowNum()) {
            return new byte[] {'\n'}; // a row that is not there
        }
        byte[] line = (text(row) + "\n").getBytes(StandardCharsets.UTF_8);
        row = null;
        return line;
    }

    private static String text(Row row) {
        StringBuilder text = new StringBuilder();
        int filled = 0;
        for (Cell cell : row) {
            text.append(text.isEmpty() ? "" : ",").append('"');
            String shown = cell == null ? "" : text(cell); // the library leaves gaps
            text.append(shown.replace("\"", "\"\"")).append('"');
            filled = shown.isBlank() ? filled : text.length();
        }
        return text.substring(0, filled);
    }

    /** The content of a cell; for a formula, its result when the workbook was saved. */
    static String text(Cell cell) {
        Object value = cell.getValue();
        boolean formula = cell.getFormula() != null;
        if (value instanceof String text && cell.getType() != CellType.ERROR && !(formula && text.startsWith("#"))) {
            String whole = SheetMark.unmarked(SEPARATING.matcher(text).replaceAll(" "));
            return whole.length() <= LONGEST_CELL ? whole : whole.substring(0, LONGEST_CELL) + '…';
        }
        if (formula) {
            return SheetMark.FORMULA.after(cell.getAddress().toString());
        }
        if (value == null) {
            return "";
        }
        return cell.getType() == CellType.NUMBER
                ? SheetMark.NUMBER.after(cell.getRawValue())
                : SheetMark.OTHER.after(value.toString());
    }
}
