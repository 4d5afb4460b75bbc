package io.voddelete.reader;

import io.voddelete.asset.Notice;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table as text, separated by comma, semicolon, tab, or the character that a first line {@code sep=x} declares; {@link
 * IdTable} decides which column is read. Blank lines and lines that begin with {@code #} between records are skipped. The
 * line of an entry is the line on which its record begins.
 */
final class CsvReader implements AssetIdReader {
    private static final int HEAD = 64 * 1024;

    private final CsvLines lines;
    private final SwallowedLines swallowed;
    private final IdTable table;
    private final Iterator<CSVRecord> records;
    private final boolean quoted;
    private boolean ended;

    /** @param in UTF-8 text without byte order mark; closed with this reader */
    CsvReader(InputStream in, ListRules rules) throws IOException {
        InputStream text = in.markSupported() ? in : new BufferedInputStream(in);
        CsvHead head = CsvHead.of(new String(Format.peek(text, HEAD), StandardCharsets.UTF_8), rules);
        this.lines = new CsvLines(text, rules, head.declared());
        this.swallowed = new SwallowedLines(rules, head.separator());
        this.table = new IdTable(rules);
        this.quoted = head.format().getQuoteCharacter() != null;
        this.records = head.format().parse(lines).iterator();
    }

    @Override
    public @Nullable Entry next() throws IOException {
        for (Entry entry = table.poll(); ; entry = table.poll()) {
            if (entry != null || ended) {
                return entry;
            }
            if (lines.beginRecord()) {
                entry = table.take(lines.recordLine(), record());
                if (entry != null) {
                    return entry;
                }
            } else {
                ended = true;
                table.end();
            }
        }
    }

    @Override
    public long lines() {
        return lines.number();
    }

    @Override
    public List<Notice> notices() {
        return Notice.ofReading(table.column(), table.trimmed(), lines.commented());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private List<String> record() throws IOException {
        String[] cells;
        try {
            cells = records.next().values();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw lines.bad(
                        "has a quote that is not closed, or is not followed by a separator", "correct its quotes");
            }
            throw e.getCause();
        }
        if (!quoted) {
            Arrays.setAll(cells, i -> CsvHead.unquoted(cells[i]));
        } else if (lines.number() > lines.recordLine()) {
            swallowed.refuse(lines.recordLine(), cells, table.header());
        }
        return Arrays.asList(cells);
    }
}
