package io.voddelete.asset;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows in memory, as a database gives them: a row with a column {@code asset_id}, however it is spelt, or with one column
 * only, or the id itself. The line of an entry is the number of its row.
 */
public final class RowReader implements AssetIdReader {
    private final Iterator<?> rows;
    private final AssetIdPattern pattern;
    private long number;

    public RowReader(Iterator<?> rows, AssetIdPattern pattern) {
        this.rows = rows;
        this.pattern = pattern;
    }

    @Override
    public Entry next() throws IOException {
        if (!rows.hasNext()) {
            return null;
        }
        number++;
        Object value = id(rows.next());
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? Entry.rejected(number, text, "no-asset-id") : pattern.read(number, text);
    }

    @Override
    public long lines() {
        return number;
    }

    @Override
    public void close() throws IOException {
        if (rows instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (Exception e) {
                throw new IOException("the rows cannot be closed", e);
            }
        }
    }

    private Object id(Object row) throws UnreadableException {
        if (!(row instanceof Map<?, ?> columns)) {
            return row;
        }
        for (Object column : columns.keySet()) {
            ForeignOption.refuse(String.valueOf(column), "column in row " + number);
        }
        List<?> named = columns.keySet().stream()
                .filter(column -> "assetid".equals(ForeignOption.plain(String.valueOf(column))))
                .toList();
        if (named.size() == 1) {
            return columns.get(named.get(0));
        }
        if (named.isEmpty() && columns.size() == 1) {
            return columns.values().iterator().next();
        }
        throw new UnreadableException(
                "no-asset-ids",
                String.format(
                        Locale.ROOT,
                        "row %d has %d columns, and %d of them are called asset_id",
                        number,
                        columns.size(),
                        named.size()),
                "ask for one column only, or call one of them asset_id");
    }
}
