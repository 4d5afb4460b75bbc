package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The SQL that inserts ids which the store does not have yet. */
final class InsertSql {
    /** Rows of one statement, since a statement costs more than a row: it opens the table and each of its indexes. */
    private static final int TOGETHER = 50;

    private static final String INTO = "INSERT INTO asset (asset_id, submission, line, checksum) SELECT ";
    private static final String UNLESS_KNOWN = " ON CONFLICT (asset_id) DO NOTHING";
    private static final String ONE = INTO + "?1, ?2, ?3, ?4" + ArchivedIds.UNLESS_ARCHIVED + UNLESS_KNOWN;
    private static final String MANY = INTO + "v.column1, ?1, v.column2, v.column3 FROM (VALUES "
            + String.join(", ", Collections.nCopies(TOGETHER, "(?, ?, ?)")) + ") v"
            + " WHERE NOT EXISTS (SELECT 1 FROM archived a WHERE a.asset_id = v.column1)" + UNLESS_KNOWN;

    private InsertSql() {}

    /** Inserts ids, and returns those that were there before, or more than once among them; in the same order. */
    static List<Entry.Found> insert(Sql sql, Submission submission, List<Entry.Found> ids) throws SQLException {
        int many = ids.size() - ids.size() % TOGETHER;
        List<Entry.Found> known = new ArrayList<>();
        if (many > 0) {
            known.addAll(insertMany(sql, submission, ids.subList(0, many)));
        }
        known.addAll(insertEach(sql, submission, ids.subList(many, ids.size())));
        return known;
    }

    private static List<Entry.Found> insertMany(Sql sql, Submission submission, List<Entry.Found> ids)
            throws SQLException {
        long newest = sql.first(row -> row.getLong(1), "SELECT coalesce(max(id), 0) FROM asset")
                .orElseThrow();
        List<Object[]> statements = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += TOGETHER) {
            List<Object> values = new ArrayList<>(1 + 3 * TOGETHER);
            values.add(submission.row());
            for (Entry.Found found : ids.subList(from, from + TOGETHER)) {
                values.add(found.assetId().value());
                values.add(found.line());
                values.add(KnownId.checksum(submission, found, 1));
            }
            statements.add(values.toArray());
        }
        if (Arrays.stream(sql.batch(MANY, statements)).sum() == ids.size()) {
            return List.of();
        }
        Map<String, Long> inserted = new HashMap<>();
        sql.list( // each number is greater than those before
                row -> inserted.put(row.getString(1), row.getLong(2)),
                "SELECT asset_id, line FROM asset WHERE id > ?",
                newest);
        return ids.stream()
                .filter(found -> !inserted.remove(found.assetId().value(), found.line()))
                .toList();
    }

    private static List<Entry.Found> insertEach(Sql sql, Submission submission, List<Entry.Found> ids)
            throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (Entry.Found found : ids) {
            rows.add(new Object[] {
                found.assetId().value(), submission.row(), found.line(), KnownId.checksum(submission, found, 1)
            });
        }
        int[] inserted = sql.batch(ONE, rows);
        List<Entry.Found> known = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) {
                known.add(ids.get(i));
            }
        }
        return known;
    }
}
