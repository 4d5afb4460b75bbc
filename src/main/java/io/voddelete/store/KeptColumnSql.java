package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL of columns that are kept with the lines of a list. Without such columns nothing is written. */
final class KeptColumnSql {
    /** Neither is in a name or a value, which are escaped. */
    private static final char AFTER_NAME = '\t';

    private static final char AFTER_VALUE = '\n';

    private KeptColumnSql() {}

    /** Returns the expression for the columns of a line, given the columns of a query that identify it. */
    static String of(String submission, String line) {
        return "(SELECT c.value FROM line_column c WHERE c.submission = " + submission + " AND c.line = " + line + ")";
    }

    /** Stores the columns of lines, each once. */
    static void keep(Sql sql, Submission submission, List<? extends Entry> entries) throws SQLException {
        Set<String> names = new TreeSet<>();
        List<Object[]> rows = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.columns().isEmpty()) {
                names.addAll(entry.columns().keySet());
                rows.add(new Object[] {submission.row(), entry.line(), text(entry.columns())});
            }
        }
        sql.batch(
                "INSERT INTO line_column (submission, line, value) SELECT ?, ?, ? WHERE true ON CONFLICT DO NOTHING",
                rows);
        for (String name : names) {
            sql.run(
                    "INSERT INTO kept_column (submission, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    submission.row(),
                    name);
        }
    }

    /** Returns the names of all columns of a submission, in alphabetical order. */
    static List<String> names(Sql sql, Submission submission) throws SQLException {
        return sql.list(
                row -> row.getString(1),
                "SELECT name FROM kept_column WHERE submission = ? ORDER BY name",
                submission.row());
    }

    private static String text(Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + AFTER_NAME + column.getValue())
                .collect(Collectors.joining(String.valueOf(AFTER_VALUE)));
    }

    /** @param stored null if no column of the line was kept */
    static Map<String, String> read(@Nullable String stored) {
        if (stored == null) {
            return Map.of();
        }
        SortedMap<String, String> columns = new TreeMap<>();
        Arrays.stream(stored.split(String.valueOf(AFTER_VALUE)))
                .map(column -> column.split(String.valueOf(AFTER_NAME), 2))
                .forEach(column -> columns.put(column[0], column[1]));
        return Collections.unmodifiableSortedMap(columns);
    }
}
