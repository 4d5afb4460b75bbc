package io.voddelete.store;

import io.voddelete.asset.Status;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the lines that a filter selects. Failed and kept ids are found by an index. Of others a page looks at a limited number,
 * because lines that are not selected take time as well.
 */
final class LineSearch {
    static final int MOST_LOOKED_AT = 20_000;

    static final String ACCEPTED =
            indexed("asset", "asset_line", LineReads.ACCEPTED) + upTo("line") + " AND status = ?5";
    static final String DUPLICATE = LineReads.DUPLICATE + upTo("d.line")
            + " AND (CAST(?5 AS TEXT) IS NULL OR CASE WHEN e.asset IS NULL THEN a.status ELSE e.status END = ?5)"
            + " AND (CAST(?6 AS TEXT) IS NULL OR CASE WHEN e.asset IS NULL THEN a.reason ELSE e.reason END = ?6)";
    static final String REJECTED = LineReads.REJECTED + upTo("line")
            + " AND (CAST(?5 AS TEXT) IS NULL OR ?5 = 'REJECTED')" + " AND (CAST(?6 AS TEXT) IS NULL OR reason = ?6)";

    private LineSearch() {}

    /**
     * One page.
     *
     * @param filter selects not all
     * @param after the last line of the page before; 0 for the first page
     */
    static LineList page(Sql sql, Submission submission, LineFilter filter, long after, int most) throws SQLException {
        List<String> parts = new ArrayList<>();
        List<String> lookedAt = new ArrayList<>();
        if (filter.reason() == null
                && Stream.of(Status.PENDING, Status.DELETED)
                        .anyMatch(status -> status.name().equals(filter.status()))) {
            parts.add(ACCEPTED);
            lookedAt.add("asset INDEXED BY asset_line");
        }
        if (!LineFilter.REJECTED.equals(filter.status())) {
            parts.add(DUPLICATE);
            lookedAt.add("duplicate");
        }
        if (filter.status() == null || LineFilter.REJECTED.equals(filter.status())) {
            parts.add(REJECTED);
            if (filter.reason() != null) {
                lookedAt.add("rejected");
            }
        }
        long upTo = end(sql, lookedAt, submission.row(), after);
        List<@Nullable Object> values = new ArrayList<>(
                Arrays.asList(submission.row(), after, most + 1, upTo, filter.status(), filter.reason()));
        for (ReasonCount count : ReasonSql.of(sql, submission.row())) {
            if (filter.selects(count.status(), count.reason())
                    && !count.status().equals(LineFilter.REJECTED)) {
                parts.addAll(byReason(values.size() + 1));
                values.add(count.status());
                values.add(count.reason());
            }
        }
        List<SubmissionLine> found =
                sql.list(LineReads::line, String.join(" UNION ALL ", parts) + LineReads.IN_ORDER, values.toArray());
        return LineList.of(found, most, upTo == Long.MAX_VALUE ? 0 : upTo);
    }

    /**
     * The queries for what an index finds.
     *
     * @param status the number of its parameter; the next one is that of the reason
     */
    static List<String> byReason(int status) {
        return List.of(
                indexed("asset", "asset_reason", LineReads.ACCEPTED) + upTo("line") + isOf("", status),
                indexed("earlier e", "earlier_reason", LineReads.EARLIER) + upTo("e.line") + isOf("e.", status));
    }

    private static String upTo(String line) {
        return " AND " + line + " <= ?4";
    }

    /** What an index finds, for a status and a reason. */
    private static String isOf(String table, int status) {
        return " AND " + table + "status = ?" + status + " AND " + table + "reason = ?" + (status + 1);
    }

    /** Without a hint, the database might sort all rows instead of reading them in order. */
    private static String indexed(String table, String index, String query) {
        return query.replace(" FROM " + table + " ", " FROM " + table + " INDEXED BY " + index + " ");
    }

    /** The last line that a page looks at; {@link Long#MAX_VALUE} if it looks at all that are left. */
    private static long end(Sql sql, List<String> tables, long submission, long after) throws SQLException {
        OptionalLong first = first(sql, tables, submission, after);
        if (first.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long end = first.getAsLong() + MOST_LOOKED_AT - 1;
        return first(sql, tables, submission, end).isEmpty() ? Long.MAX_VALUE : end;
    }

    /** The first line in these tables after another one. */
    private static OptionalLong first(Sql sql, List<String> tables, long submission, long after) throws SQLException {
        OptionalLong first = OptionalLong.empty();
        for (String table : tables) {
            Optional<Long> line = sql.first(
                    row -> row.getLong(1),
                    "SELECT line FROM " + table + " WHERE submission = ? AND line > ? ORDER BY line LIMIT 1",
                    submission,
                    after);
            if (line.isPresent() && (first.isEmpty() || line.get() < first.getAsLong())) {
                first = OptionalLong.of(line.get());
            }
        }
        return first;
    }
}
