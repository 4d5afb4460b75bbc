package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Status;
import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The SQL that finds {@link FailedIds}, by the counts of reasons and the index of reasons: never through all ids. */
final class FailedIdSql {
    static final String OF_SUBMISSION = "SELECT asset_id FROM asset INDEXED BY asset_reason WHERE submission = ?1"
            + " AND status = 'FAILED' AND reason = ?2 AND (CAST(?3 AS TEXT) IS NULL OR coalesce(error_code, '') = ?3) ORDER BY line LIMIT ?4";

    /** The oldest submissions first, by the order of the indexes: to sort a million rows for some thousand would take long. */
    static final String OF_ALL = "SELECT a.asset_id FROM reason_count r CROSS JOIN asset a INDEXED BY asset_reason"
            + " ON a.submission = r.submission AND a.status = r.status AND a.reason = r.reason WHERE r.status = 'FAILED'"
            + " AND r.reason = ?1 AND (CAST(?2 AS TEXT) IS NULL OR coalesce(a.error_code, '') = ?2) LIMIT ?3";

    /** Without an index: most are settled for good, and a person waits for this alone. */
    static final String ARCHIVED = "SELECT asset_id FROM archived WHERE status = 'FAILED' AND reason = ?1"
            + " AND (CAST(?2 AS TEXT) IS NULL OR coalesce(error_code, '') = ?2) AND (CAST(?3 AS BIGINT) IS NULL OR submission = ?3) LIMIT ?4";

    private FailedIdSql() {}

    /** Returns ids that are selected, each once; those that only archives have come last. */
    static List<String> find(Sql sql, FailedIds which, int most) throws SQLException {
        Submission of = which.of();
        List<String> found = of == null
                ? sql.list(row -> row.getString(1), OF_ALL, which.reason(), which.errorCode(), most)
                : sql.list(row -> row.getString(1), OF_SUBMISSION, of.row(), which.reason(), which.errorCode(), most);
        if (found.size() < most) {
            found.addAll(sql.list(
                    row -> row.getString(1),
                    ARCHIVED,
                    which.reason(),
                    which.errorCode(),
                    of == null ? null : of.row(),
                    most - found.size()));
        }
        return found;
    }

    /** Returns those that are still FAILED as the lines of a list, sorted by id. */
    static List<Entry.Found> asList(Sql sql, List<String> ids) throws SQLException {
        List<Entry.Found> list = new ArrayList<>();
        for (String id : ids) {
            Entry.Found next = new Entry.Found(list.size() + 1, new AssetId(id));
            if (KnownId.find(sql, next)
                    .filter(known -> known.status() == Status.FAILED)
                    .isPresent()) {
                list.add(next);
            }
        }
        return Chunks.found(list);
    }
}
