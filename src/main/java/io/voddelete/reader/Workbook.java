package io.voddelete.reader;

import io.voddelete.support.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;

/** The sheet of a workbook that contains the ids. Only this class uses the library, which is optional. */
final class Workbook implements Closeable {
    private static final int MOST_NAMED = 5;
    private static final int ROWS_BETWEEN_LOOKS = 64;
    private static final int MOST_ROWS = 1_048_576;

    private final ZipCopy copy;
    private final AssetIdPattern pattern;
    private final ReadableWorkbook workbook;
    private final Sheet sheet;

    /** The ids found on a sheet. */
    private record Look(Sheet sheet, long ids, List<Integer> hiddenRows) {
        boolean isHidden() {
            return sheet.getVisibility() != SheetVisibility.VISIBLE;
        }

        String shown() {
            return "'" + Text.visible(sheet.getName(), 60) + "'" + (isHidden() ? " (hidden)" : "");
        }
    }

    /**
     * Opens a workbook and finds the sheet with ids; the first visible one if there are none.
     *
     * @param copy not closed with the workbook
     * @throws UnreadableException if it is broken, or ambiguous
     */
    Workbook(ZipCopy copy, AssetIdPattern pattern) throws IOException {
        this.copy = copy;
        this.pattern = pattern;
        try {
            this.workbook = new ReadableWorkbook(copy.file());
        } catch (RuntimeException e) {
            throw ZipCopy.bad(Text.visible(String.valueOf(e.getMessage())));
        }
        copy.unlink();
        try {
            this.sheet = sheetWithIds();
        } catch (IOException | RuntimeException | LinkageError e) {
            Format.close(workbook, e);
            throw e;
        }
    }

    /** The escaped name of the sheet that contains the ids. */
    String sheet() {
        return Text.visible(sheet.getName());
    }

    boolean hasSeveralSheets() {
        return workbook.getSheets().count() > 1;
    }

    /** That sheet as CSV. */
    InputStream text() throws IOException {
        return SheetText.of(new Rows(sheet));
    }

    @Override
    public void close() throws IOException {
        workbook.close();
    }

    private Sheet sheetWithIds() throws IOException {
        List<Look> looks = new ArrayList<>();
        for (Sheet sheet : workbook.getSheets().toList()) {
            looks.add(look(sheet));
        }
        List<Look> withIds = looks.stream().filter(look -> look.ids > 0).toList();
        if (withIds.size() > 1) {
            throw unclear(
                    "several sheets contain asset ids: "
                            + withIds.stream()
                                    .limit(MOST_NAMED)
                                    .map(Look::shown)
                                    .collect(Collectors.joining(", "))
                            + (withIds.size() > MOST_NAMED ? " and " + (withIds.size() - MOST_NAMED) + " more" : ""),
                    "keep one of them");
        }
        if (withIds.isEmpty()) {
            return looks.stream()
                    .filter(look -> !look.isHidden())
                    .findFirst()
                    .orElseThrow(() -> unclear("it has no visible sheet", "unhide the intended sheet"))
                    .sheet;
        }
        Look only = withIds.get(0);
        if (only.isHidden()) {
            throw unclear(
                    "only the hidden sheet " + only.shown() + " contains asset ids",
                    "unhide it if these ids are intended");
        }
        if (!only.hiddenRows.isEmpty()) {
            int count = only.hiddenRows.size();
            throw unclear(
                    String.format(
                            Locale.ROOT,
                            "%d hidden rows of sheet %s contain asset ids, perhaps because of a filter: %s%s",
                            count,
                            only.shown(),
                            only.hiddenRows.stream()
                                    .limit(MOST_NAMED)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")),
                            count > MOST_NAMED ? ", …" : ""),
                    "unhide all rows if they are intended, otherwise copy the visible rows to a new workbook");
        }
        if (DecidingName.sparesWhatIsBelow(only.sheet.getName())) {
            throw ForbiddenColumn.mayKeep(only.sheet.getName(), "sheet");
        }
        return only.sheet;
    }

    private Look look(Sheet sheet) throws IOException {
        long ids = 0;
        List<Integer> hidden = new ArrayList<>();
        try (Rows rows = new Rows(sheet)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                if (hasId(row)) {
                    ids++;
                    if (row.isHidden()) {
                        hidden.add(row.getRowNum());
                    }
                }
            }
        }
        return new Look(sheet, ids, hidden);
    }

    private boolean hasId(Row row) {
        for (Cell cell : row) {
            if (cell != null) {
                Entry entry = pattern.read(1, Text.strip(SheetText.text(cell))); // as the reader of the table sees it
                if (!(entry instanceof Entry.Rejected none) || none.reason().equals("upper-case")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static UnreadableException unclear(String what, String remedy) {
        return new UnreadableException("unclear-workbook", what, remedy);
    }

    /** The rows of one sheet, from the top; an exception of the library means that the workbook is broken. */
    final class Rows implements Closeable {
        private final Sheet sheet;
        private final Stream<Row> stream;
        private final Iterator<Row> rows;
        private int last;

        private Rows(Sheet sheet) throws IOException {
            this.sheet = sheet;
            try {
                this.stream = sheet.openStream();
                this.rows = stream.iterator();
            } catch (RuntimeException e) {
                throw broken(e);
            }
        }

        /** The next row; null after the last row. */
        @Nullable
        Row next() throws IOException {
            if (last % ROWS_BETWEEN_LOOKS == 0) {
                copy.goOnUnlessStopping();
            }
            Row row;
            try {
                row = rows.hasNext() ? rows.next() : null;
            } catch (RuntimeException e) {
                throw broken(e);
            }
            if (row != null && (row.getRowNum() <= last || row.getRowNum() > MOST_ROWS)) {
                throw ZipCopy.bad("row " + row.getRowNum() + " follows row " + last + " of sheet '"
                        + Text.visible(sheet.getName()) + "'");
            }
            last = row == null ? last : row.getRowNum();
            return row;
        }

        @Override
        public void close() {
            stream.close();
        }

        private UnreadableException broken(RuntimeException e) {
            return ZipCopy.bad("sheet '" + Text.visible(sheet.getName()) + "' cannot be read below row " + last + ": "
                    + Text.visible(String.valueOf(e.getMessage())));
        }
    }
}
