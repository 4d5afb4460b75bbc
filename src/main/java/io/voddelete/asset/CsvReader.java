package io.voddelete.asset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVRecord;

/**
 * CSV with comma, semicolon or tab. The ids are in the column that the first record calls {@code asset_id}, else in the
 * first column, and the first record is data. Blank lines and lines that begin with {@code #} between two records are
 * passed over; a {@link ForeignOption} in the first record is refused. The line of an entry is the one on which its record begins.
 */
final class CsvReader implements AssetIdReader {
    private final CsvLines lines;
    private final AssetIdPattern pattern;
    private Iterator<CSVRecord> records;
    private int column;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    CsvReader(InputStream in, AssetIdPattern pattern) {
        this.lines = new CsvLines(in);
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        CSVRecord row = records == null ? first() : nextRecord();
        if (row == null) {
            return null;
        }
        String text = row.size() > column ? row.get(column).strip() : "";
        return text.isEmpty()
                ? Entry.rejected(lines.recordLine(), String.join(",", row), "no-asset-id")
                : pattern.read(lines.recordLine(), text);
    }

    @Override
    public long lines() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** The first record that is data. */
    private CSVRecord first() throws IOException {
        if (!lines.beginRecord()) {
            return null;
        }
        records = CsvColumns.format(CsvColumns.of(lines.line()).separator())
                .parse(lines)
                .iterator();
        CSVRecord first = record();
        for (String cell : first) { // also where none is called asset_id: the ids may be in a first column called id
            ForeignOption.refuse(cell, "column in line " + lines.recordLine());
        }
        List<Integer> named = CsvColumns.named(first.values());
        if (named.size() > 1) {
            throw lines.bad("more than one column is called asset_id", "leave one of them");
        }
        if (named.isEmpty()) {
            return first;
        }
        column = named.get(0);
        return nextRecord();
    }

    private CSVRecord nextRecord() throws IOException {
        return lines.beginRecord() ? record() : null;
    }

    private CSVRecord record() throws IOException {
        try {
            return records.next();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw lines.bad("a quote does not end, or more than a separator follows its end", "correct its quotes");
            }
            throw e.getCause();
        }
    }
}
