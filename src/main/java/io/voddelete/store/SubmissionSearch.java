package io.voddelete.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the submissions that a filter selects. One page looks at a limited number of rows of an index, because rows that are not
 * selected take time as well.
 */
final class SubmissionSearch {
    static final int MOST_LOOKED_AT = 20_000;

    /**
     * Some rows in the order of an index. Both statements begin with the same parameters: the key of the index, and the bounds of
     * what was received and of the row.
     *
     * @param end the last row that one page looks at, and the one after it
     * @param page what is selected up to there
     */
    record Rows(String end, String page) {
        /** Down from a time and a row to another time. */
        static Rows newestFirst(String index, String condition) {
            String rows = " INDEXED BY " + index + " WHERE " + condition + " AND (opened_at, id) < (?2, ?3)";
            String order = " ORDER BY opened_at DESC, id DESC LIMIT ";
            return new Rows(
                    "SELECT id, opened_at FROM submission" + rows + " AND opened_at >= ?4" + order + "2 OFFSET ?5",
                    SubmissionSql.SELECT + rows + " AND (opened_at, id) >= (?4, ?5)" + SELECTED + order + "?13");
        }

        /** Up from a row. */
        static Rows oldestFirst(String index, String condition) {
            String rows = " INDEXED BY " + index + " WHERE " + condition + " AND id > ?3";
            String order = " ORDER BY id LIMIT ";
            return new Rows(
                    "SELECT id, opened_at FROM submission" + rows + order + "2 OFFSET ?5",
                    SubmissionSql.SELECT + rows + " AND id <= ?5 AND opened_at < ?2 AND opened_at >= ?4" + SELECTED
                            + order + "?13");
        }
    }

    /**
     * Where a filter looks.
     *
     * @param key what the index begins with; null if it begins with the time
     */
    private record Place(Rows rows, @Nullable String key) {}

    /** The end of the rows that one page looks at. */
    private record End(long row, long millis) {}

    private static final String SELECTED = " AND (?6 = 1 OR caller = ?7 OR substr(source, 1, length(?8)) = ?8)"
            + " AND (CAST(?9 AS TEXT) IS NULL OR substr(source, 1, length(?9)) = ?9)"
            + " AND (CAST(?10 AS TEXT) IS NULL OR instr(lower(submission_id || ' ' || source || ' ' || coalesce(caller, '')), ?10) > 0)"
            + " AND (?11 = 0 OR state = 'SEALED' AND gate = 'RELEASED' AND unfinished = 0)"
            + " AND (CAST(?12 AS TEXT) IS NULL OR requested_by = ?12)";

    static final Rows ALL = Rows.newestFirst("submission_opened", "TRUE");
    static final Rows REQUESTED = Rows.newestFirst("submission_requested", "requested_by = ?1");
    static final Rows OWN = Rows.newestFirst("submission_caller_opened", "caller = ?1");
    static final Rows READING = Rows.newestFirst("submission_reading", "state = 'OPEN'");
    static final Rows PENDING =
            Rows.newestFirst("submission_unfinished", "state = 'SEALED' AND gate = 'RELEASED' AND unfinished = 1");
    static final Rows WAITING =
            Rows.oldestFirst("submission_gate", "state = 'SEALED' AND gate <> 'RELEASED' AND gate = ?1");

    private static final String OPENED_AT =
            "SELECT id, opened_at FROM submission WHERE id <= ? ORDER BY id DESC LIMIT 1";

    private SubmissionSearch() {}

    /** @param mark the row of the last submission of the page before; 0 for the first page */
    static SubmissionList page(Sql sql, SubmissionFilter filter, long mark, int most, VisibleSubmissions sight)
            throws SQLException {
        long since = filter.since() == null ? Long.MIN_VALUE : filter.since().toEpochMilli();
        long until = filter.until() == null ? Long.MAX_VALUE : filter.until().toEpochMilli();
        boolean up = filter.isOldestFirst();
        End from = up ? new End(mark, until) : upper(sql, mark, until);
        Place place = place(filter, sight);
        List<End> ends = sql.list(
                row -> new End(row.getLong(1), row.getLong(2)),
                place.rows.end,
                place.key,
                from.millis,
                from.row,
                since,
                MOST_LOOKED_AT - 1);
        boolean areMore = ends.size() == 2;
        End last = areMore ? ends.get(0) : new End(up ? Long.MAX_VALUE : Long.MIN_VALUE, since);
        List<Submission> found = sql.list(
                SubmissionSql::read,
                place.rows.page,
                place.key,
                from.millis,
                from.row,
                up ? since : last.millis,
                last.row,
                sight.isAll(),
                sight.caller(),
                sight.prefix(),
                filter.source(),
                lower(filter.text()),
                filter.state() == SubmissionState.DONE,
                filter.requestedBy(),
                most + 1);
        return SubmissionList.of(found, most, areMore ? last.row : 0);
    }

    /** As SQL does it: letters of ASCII only. */
    private static @Nullable String lower(@Nullable String text) {
        return text == null
                ? null
                : text.chars()
                        .map(each -> each >= 'A' && each <= 'Z' ? each + ('a' - 'A') : each)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** The time from which on rows are looked at, downwards. */
    private static End upper(Sql sql, long mark, long until) throws SQLException {
        if (mark == 0) {
            return new End(Long.MIN_VALUE, until);
        }
        End marked = sql.first(row -> new End(row.getLong(1), row.getLong(2)), OPENED_AT, mark)
                .orElse(new End(0, Long.MIN_VALUE));
        return marked.millis < until ? marked : new End(Long.MIN_VALUE, until);
    }

    private static Place place(SubmissionFilter filter, VisibleSubmissions sight) {
        SubmissionState state = filter.state();
        if (state == SubmissionState.READING) {
            return new Place(READING, null);
        }
        if (state == SubmissionState.PENDING) {
            return new Place(PENDING, null);
        }
        if (state != null && state.isWaiting()) {
            return new Place(WAITING, state.name());
        }
        if (filter.requestedBy() != null) {
            return new Place(REQUESTED, filter.requestedBy());
        }
        return sight.prefix() == null ? new Place(OWN, sight.caller()) : new Place(ALL, null);
    }
}
