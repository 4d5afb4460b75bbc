package io.voddelete.store;

import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL that reads the lines of a submission (?1) after one of them (?2), with their outcome. Each query can have further
 * conditions; they may be joined, and then ordered.
 */
final class LineReads {
    private static final String INFO = ", title, vod_status, created_at, request_id";
    private static final String NO_DUPLICATE =
            ", CAST(NULL AS TEXT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), ";
    static final String ACCEPTED = "SELECT line, asset_id, status, reason, error_code, settled_at" + INFO + NO_DUPLICATE
            + KeptColumnSql.of("?1", "asset.line") + " FROM asset WHERE submission = ?1 AND line > ?2";
    static final String EARLIER = "SELECT e.line, a.asset_id, e.status, e.reason, e.error_code, e.settled_at"
            + INFO.replace(", ", ", e.") + NO_DUPLICATE + KeptColumnSql.of("?1", "e.line")
            + " FROM earlier e JOIN asset a ON a.id = e.asset WHERE e.submission = ?1 AND e.line > ?2";
    static final String REJECTED =
            "SELECT line, text, CAST(NULL AS TEXT), reason, CAST(NULL AS TEXT), CAST(NULL AS BIGINT),"
                    + " CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)" + NO_DUPLICATE
                    + KeptColumnSql.of("?1", "rejected.line") + " FROM rejected WHERE submission = ?1 AND line > ?2";
    /** A duplicate shows the outcome of the generation that it duplicates. */
    static final String DUPLICATE = "SELECT d.line, a.asset_id, "
            + Stream.of(
                            "status",
                            "reason",
                            "error_code",
                            "settled_at",
                            "title",
                            "vod_status",
                            "created_at",
                            "request_id")
                    .map(column -> "CASE WHEN e.asset IS NULL THEN a." + column + " ELSE e." + column + " END")
                    .collect(Collectors.joining(", "))
            + ", s.source, coalesce(e.line, a.line), s.sealed_at, s.caller, " + KeptColumnSql.of("?1", "d.line")
            + " FROM duplicate d JOIN asset a ON a.id = d.asset"
            + " LEFT JOIN earlier e ON e.asset = d.asset AND e.generation = d.generation"
            + " JOIN submission s ON s.id = coalesce(e.submission, a.submission)"
            + " WHERE d.submission = ?1 AND d.line > ?2";

    /** All lines. */
    static final String ALL = String.join(" UNION ALL ", ACCEPTED, EARLIER, DUPLICATE, REJECTED);

    /** Ends a query, with the maximum number of lines (?3). */
    static final String IN_ORDER = " ORDER BY 1 LIMIT ?3";

    private LineReads() {}

    /** Reads a row of one of the queries. */
    static SubmissionLine line(ResultSet row) throws SQLException {
        String status = row.getString(3);
        String origin = row.getString(11);
        return new SubmissionLine(
                row.getLong(1),
                row.getString(2),
                status == null ? null : Status.valueOf(status),
                row.getString(4),
                row.getString(5),
                InfoColumns.read(row, 7),
                row.getString(10),
                Sql.instantOrNull(row, 6),
                KeptColumnSql.read(row.getString(15)),
                origin == null ? null : new Origin(origin, row.getString(14), row.getLong(12)),
                Sql.instantOrNull(row, 13));
    }
}
