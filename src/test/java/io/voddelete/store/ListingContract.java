package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Lists of submissions that are filtered, page by page. */
public abstract class ListingContract extends AssetStoreContract {
    private static final VisibleSubmissions OWN = new VisibleSubmissions("cms", null);
    private static final VisibleSubmissions TEAM = new VisibleSubmissions("cms", "file:team-");

    @Test
    void whatIsListedIsWhatTheFilterSelectsInOrderWhoeverAsks() throws SQLException {
        Random some = new Random(20261130);
        fill(
                400,
                "CASE i % 8 WHEN 0 THEN 'OPEN' ELSE 'SEALED' END",
                "CASE i % 8 WHEN 1 THEN 'HELD' WHEN 2 THEN 'CANCELLED' ELSE 'RELEASED' END",
                "CASE WHEN i % 8 = 3 THEN 5 ELSE 0 END",
                "CASE WHEN i % 8 = 4 THEN 1 ELSE 0 END");
        List<Submission> all = store.queries()
                .submissions(Long.MAX_VALUE, 1_000, VisibleSubmissions.ALL)
                .submissions();
        assertThat(all).hasSize(400);
        int selected = 0;
        for (int i = 0; i < 400; i++) {
            SubmissionFilter filter = new SubmissionFilter(
                    some.nextBoolean() ? null : any(some, SubmissionState.values()),
                    any(some, null, null, "file:", "file:team-", "webhook:"),
                    any(some, null, null, "ÄM-1", "äm-1", "TEAM-2", "cms", "id7"),
                    any(some, null, null, "anna", "cms", "nobody"),
                    any(some, null, null, at(100), at(250)),
                    any(some, null, null, at(300), at(150)));
            VisibleSubmissions sight = any(some, VisibleSubmissions.ALL, OWN, TEAM);
            List<String> expected = all.stream()
                    .filter(selects(filter))
                    .filter(each -> sight.covers(each.caller(), each.source()))
                    .sorted(order(filter))
                    .map(Submission::submissionId)
                    .toList();
            selected += expected.size();
            assertThat(listed(filter, sight, 1 + some.nextInt(20)))
                    .as(filter + " for " + sight)
                    .isEqualTo(expected);
        }
        assertThat(selected).isGreaterThan(2_000);
    }

    @Test
    void aPageLooksAtAFewRowsOnlyAndThenTheNextOneGoesOn() throws SQLException {
        int rows = 2 * SubmissionSearch.MOST_LOOKED_AT + 5;
        fill(rows, "'SEALED'", "CASE i % 2 WHEN 0 THEN 'RELEASED' ELSE 'HELD' END", "0", "0");
        SubmissionFilter oldest = new SubmissionFilter(SubmissionState.DONE, null, "id2 ", null, null, null);

        SubmissionList first = store.queries().submissions(oldest, 0, 10, VisibleSubmissions.ALL);
        assertThat(first.submissions()).isEmpty();
        assertThat(first.next()).isPositive();
        SubmissionList second = store.queries().submissions(oldest, first.next(), 10, VisibleSubmissions.ALL);
        assertThat(second.submissions()).isEmpty();
        SubmissionList third = store.queries().submissions(oldest, second.next(), 10, VisibleSubmissions.ALL);
        assertThat(third.submissions()).hasSize(1);
        assertThat(third.next()).isZero();

        SubmissionFilter newest = new SubmissionFilter(SubmissionState.HELD, null, "id" + rows + " ", null, null, null);
        SubmissionList held = store.queries().submissions(newest, 0, 10, VisibleSubmissions.ALL);
        assertThat(held.submissions()).isEmpty();
        assertThat(listed(newest, VisibleSubmissions.ALL, 10)).containsExactly("id" + rows);
    }

    /** With a sort, or from the one end of a table to the other, a page would take as long as there are rows. */
    @Test
    void everyPageIsFoundByAnIndex() {
        for (SubmissionSearch.Rows rows : List.of(
                SubmissionSearch.ALL,
                SubmissionSearch.OWN,
                SubmissionSearch.REQUESTED,
                SubmissionSearch.READING,
                SubmissionSearch.PENDING,
                SubmissionSearch.WAITING)) {
            for (String query : List.of(rows.end(), rows.page())) {
                assertThat(queryPlan(query))
                        .as(query)
                        .noneMatch(step -> step.contains("SCAN") || step.contains("B-TREE"))
                        .first()
                        .asString()
                        .matches("SEARCH submission USING (COVERING )?INDEX submission_.*[(].*>.*");
            }
        }
    }

    private List<String> listed(SubmissionFilter filter, VisibleSubmissions sight, int most) {
        List<String> listed = new ArrayList<>();
        long after = 0;
        do {
            SubmissionList page = store.queries().submissions(filter, after, most, sight);
            page.submissions().forEach(each -> listed.add(each.submissionId()));
            after = page.next();
        } while (after != 0);
        return listed;
    }

    private static Predicate<Submission> selects(SubmissionFilter filter) {
        return each -> (filter.state() == null || SubmissionState.of(each) == filter.state())
                && (filter.source() == null || each.source().startsWith(filter.source()))
                && (filter.text() == null || lower(words(each)).contains(lower(filter.text())))
                && (filter.requestedBy() == null
                        || filter.requestedBy().equals(each.requested().by()))
                && (filter.since() == null || !each.openedAt().isBefore(filter.since()))
                && (filter.until() == null || each.openedAt().isBefore(filter.until()));
    }

    private static String words(Submission submission) {
        return submission.submissionId() + " " + submission.source() + " "
                + (submission.caller() == null ? "" : submission.caller());
    }

    /** As SQLite does it. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder();
        text.chars()
                .forEach(each -> lower.append(
                        each < 128
                                ? String.valueOf((char) each).toLowerCase(Locale.ROOT)
                                : String.valueOf((char) each)));
        return lower.toString();
    }

    private static Comparator<Submission> order(SubmissionFilter filter) {
        return filter.isOldestFirst()
                ? Comparator.comparing(Submission::row)
                : Comparator.comparing(Submission::openedAt)
                        .thenComparing(Submission::row)
                        .reversed();
    }

    @SafeVarargs
    private static <T> T any(Random some, T... values) {
        return values[some.nextInt(values.length)];
    }

    private static Instant at(int seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    /** Submissions of several callers and sources, received while the clock is set back now and then. */
    private void fill(int many, String state, String gate, String pending, String waiting) throws SQLException {
        try (Connection connection = rawConnection();
                Statement rows = connection.createStatement()) {
            rows.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + many
                    + ") INSERT INTO submission (submission_id, intake_key, source, caller, state, gate, pending, waiting,"
                    + " requested_by, opened_at, sealed_at, sha256) SELECT 'id' || i, 'k' || i, CASE i % 3 WHEN 0 THEN 'file:team-' || i"
                    + " WHEN 1 THEN 'file:Äm-' || i ELSE 'webhook:' || i END, CASE i % 5 WHEN 0 THEN 'cms' WHEN 1 THEN"
                    + " 'other' END, " + state + ", " + gate + ", " + pending + ", " + waiting
                    + ", CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 'cms' ELSE 'anna' END"
                    + ", CASE WHEN i < 7 * (i % 4) THEN 0 ELSE i - 7 * (i % 4) END / 2 * 2000, 1, 'x' FROM n");
        }
        restart();
    }
}
