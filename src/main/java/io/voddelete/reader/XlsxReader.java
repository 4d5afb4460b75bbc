package io.voddelete.reader;

import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Excel workbook ({@code .xlsx}): the one sheet with ids, read like the CSV as which it would be saved. A number is not an
 * id, since Excel changes numbers with more than 15 digits. The line of an entry is the number of its row.
 */
final class XlsxReader implements AssetIdReader {
    private static final String LIBRARY = "org.dhatim:fastexcel-reader";
    /** Texts may take this fraction of the heap. */
    private static final int SHARE_OF_HEAP = 6;

    private final ZipCopy copy;
    private final Workbook workbook;
    private final AssetIdReader table;

    private XlsxReader(ZipCopy copy, Workbook workbook, AssetIdReader table) {
        this.copy = copy;
        this.workbook = workbook;
        this.table = table;
    }

    /**
     * Opens a workbook and reads its whole input.
     *
     * @param in a zip archive; closed with the reader, or if this fails
     * @throws UnreadableException if it is unreadable, or the library that reads workbooks is missing
     */
    static AssetIdReader open(InputStream in, ListRules rules, long maxBytes) throws IOException {
        return open(in, rules, maxBytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** @param mostHeap the maximum heap size of the texts of the workbook */
    static AssetIdReader open(InputStream in, ListRules rules, long maxBytes, long mostHeap) throws IOException {
        ZipCopy copy = ZipCopy.of(in, maxBytes, mostHeap);
        try {
            Workbook workbook = new Workbook(copy, rules.pattern());
            return new XlsxReader(copy, workbook, new CsvReader(workbook.text(), rules));
        } catch (IOException | RuntimeException e) {
            Format.close(copy, e);
            throw e;
        } catch (LinkageError e) {
            Format.close(copy, e);
            throw new UnreadableException(
                    "no-asset-ids",
                    "it is an Excel workbook, and the library that reads workbooks is missing or too old ("
                            + Text.visible(e.getMessage()) + ")",
                    "save it as CSV, or add " + LIBRARY + " and its dependencies to the class path");
        }
    }

    @Override
    public @Nullable Entry next() throws IOException {
        Entry entry = table.next();
        return entry instanceof Entry.Rejected line ? explained(line) : entry;
    }

    @Override
    public long lines() {
        return table.lines();
    }

    @Override
    public List<Notice> notices() {
        List<Notice> notices = new ArrayList<>(table.notices());
        if (workbook.hasSeveralSheets()) {
            notices.add(new Notice("sheet", "the ids were read from sheet '" + workbook.sheet() + "'"));
        }
        return notices;
    }

    @Override
    public void close() throws IOException {
        try {
            table.close();
            workbook.close();
        } finally {
            copy.close();
        }
    }

    /** @param line text in it is escaped, including the marks of {@link SheetMark} */
    private Entry explained(Entry.Rejected line) throws UnreadableException {
        SheetMark mark = line.reason().equals("no-asset-id") ? null : SheetMark.at(line.text());
        String text = SheetMark.strip(line.text());
        if (mark == SheetMark.FORMULA) {
            throw new UnreadableException(
                    "unclear-workbook",
                    "cell " + text + " of sheet '" + workbook.sheet() + "' is a formula whose result is not text",
                    "copy the id column and paste it as values");
        }
        return new Entry.Rejected(line.line(), text, mark == null ? line.reason() : mark.reason(), line.columns());
    }
}
