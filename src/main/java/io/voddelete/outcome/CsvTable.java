package io.voddelete.outcome;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** Tables for spreadsheets. */
public final class CsvTable {
    static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setQuoteMode(QuoteMode.ALL)
            .get();

    /** Without the byte order mark, Excel reads UTF-8 as the regional code page. */
    static final String BYTE_ORDER_MARK = "\uFEFF";

    private CsvTable() {}

    /** A whole table. Texts may be foreign: none becomes a formula. */
    public static byte[] of(List<String> header, List<List<@Nullable Object>> rows) {
        StringBuilder table = new StringBuilder(BYTE_ORDER_MARK);
        try (CSVPrinter csv = new CSVPrinter(table, FORMAT)) {
            csv.printRecord(header);
            for (List<@Nullable Object> row : rows) {
                csv.printRecord(row.stream()
                        .map(cell -> cell instanceof String text ? NoFormula.in(text) : cell)
                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to memory", e);
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }
}
