package io.voddelete.reader;

import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.io.IOException;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, as returned by a database: each with one column that {@linkplain IdColumns names the ids}, or with only one
 * column, or the id itself. The line of an entry is the number of its row.
 */
public final class RowReader implements AssetIdReader {
    private final Iterator<?> rows;
    private final IdText ids;
    private final Members members;
    /** The name of the only column, if it does not name the ids; null if unknown so far. */
    private @Nullable String only;

    private long number;

    public RowReader(Iterator<?> rows, ListRules rules) {
        this.rows = rows;
        this.ids = new IdText(rules.pattern());
        this.members = new Members(rules);
    }

    @Override
    public @Nullable Entry next() throws IOException {
        if (!rows.hasNext()) {
            return null;
        }
        number++;
        Object row = rows.next();
        Object value = id(row);
        requireText(value);
        String text = value == null ? "" : value.toString();
        Entry entry = Text.isBlank(text) ? Entry.rejected(number, "", "no-asset-id") : ids.read(number, text);
        return entry.with(kept(row));
    }

    /** What is kept of the other columns of a row: values that have a text of their own. */
    private Map<String, String> kept(Object row) {
        KeptColumns.Values values = new KeptColumns.Values();
        if (row instanceof Map<?, ?> columns) {
            columns.forEach((column, value) -> {
                String name = members.keptAs(String.valueOf(column));
                if (name != null && value != null && hasText(value)) {
                    values.add(name, value.toString());
                }
            });
        }
        return values.all();
    }

    private static boolean hasText(Object value) {
        return value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum
                || value instanceof UUID
                || value instanceof Date
                || value instanceof Temporal;
    }

    @Override
    public long lines() {
        return number;
    }

    @Override
    public List<Notice> notices() {
        return Notice.ofReading(only != null ? "'" + Text.visible(only) + "'" : members.column(), ids.trimmed());
    }

    @Override
    public void close() throws IOException {
        if (rows instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (Exception e) {
                throw new IOException("cannot close the rows", e);
            }
        }
    }

    /** Returns the value in the column of the ids; null if the database has none there. */
    private @Nullable Object id(Object row) throws UnreadableException {
        if (!(row instanceof Map<?, ?> columns)) {
            return row;
        }
        List<Object> named = new ArrayList<>();
        for (Object column : columns.keySet()) {
            if (members.holdsId(String.valueOf(column), "column in row", number)) {
                named.add(column);
            }
        }
        if (named.size() > 1) {
            throw new UnreadableException(
                    "two-id-columns",
                    String.format(
                            Locale.ROOT,
                            "row %d has %d columns that name the ids: %s",
                            number,
                            named.size(),
                            shown(named)),
                    "select one of them");
        }
        if (named.size() == 1) {
            refuseSpared(columns, named.get(0));
            return columns.get(named.get(0));
        }
        if (columns.size() == 1) {
            Map.Entry<?, ?> column = columns.entrySet().iterator().next();
            requireOnly(String.valueOf(column.getKey()));
            return column.getValue();
        }
        for (Object value : columns.values()) {
            if (value instanceof Iterable) {
                requireText(value);
            }
        }
        throw new UnreadableException(
                "no-id-column",
                String.format(
                        Locale.ROOT,
                        "row %d has %d columns, and none of them names the ids: %s",
                        number,
                        columns.size(),
                        shown(columns.keySet())),
                "select only one column, or name one of them asset_id (vod.intake.id-columns)");
    }

    /** Of several values, or of an object without a text of its own, nobody has written an id. */
    private void requireText(@Nullable Object value) throws UnreadableException {
        if (value instanceof Iterable
                || value instanceof Map
                || value != null && value.toString().startsWith(value.getClass().getName() + "@")) {
            throw new UnreadableException(
                    "unsupported-body",
                    String.format(
                            Locale.ROOT,
                            "row %d has a %s where its id is expected",
                            number,
                            Text.visible(value.getClass().getTypeName())),
                    "select the id as text; marshal an object that was JSON to JSON again");
        }
    }

    private void refuseSpared(Map<?, ?> columns, Object named) throws UnreadableException {
        for (Map.Entry<?, ?> column : columns.entrySet()) {
            if (!named.equals(column.getKey())
                    && column.getValue() instanceof CharSequence text
                    && DecidingName.sparesWhatIsBeside(text.toString())) {
                throw ForbiddenColumn.mayKeep(text.toString(), "value in row " + number);
            }
        }
    }

    /** Rows with one column that does not name the ids must all have the same column. */
    private void requireOnly(String column) throws UnreadableException {
        if (only != null && !only.equals(column)) {
            throw new UnreadableException(
                    "header-differs",
                    String.format(
                            Locale.ROOT,
                            "row %d has the column '%s', but earlier rows have '%s'",
                            number,
                            Text.visible(column, 60),
                            Text.visible(only, 60)),
                    "select the same column in all rows, or name it asset_id (vod.intake.id-columns)");
        }
        only = column;
    }

    private static String shown(Collection<?> columns) {
        return columns.stream()
                .limit(5)
                .map(column -> "'" + Text.visible(String.valueOf(column), 30) + "'")
                .collect(Collectors.joining(", ", "", columns.size() > 5 ? " and more" : ""));
    }
}
