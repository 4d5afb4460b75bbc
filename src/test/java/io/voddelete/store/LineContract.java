package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lines of a submission that are selected, page by page. */
public abstract class LineContract extends AssetStoreContract {
    private static final List<String> REASONS =
            List.of("not-found", "refused", "not-an-asset-id", "protected", "nothing");
    private static final int WINDOW = LineSearch.MOST_LOOKED_AT;

    @Test
    void whatIsListedIsWhatTheFilterSelectsInOrder() {
        Random some = new Random(20261130);
        Submission first = submit("a", 1, 120);
        settleSome(some);
        Submission second = store.submissions().open("b", "file:b");
        List<Entry> lines = new ArrayList<>();
        for (int line = 1; line <= 200; line++) {
            if (line % 3 == 0) {
                lines.add(new Entry.Rejected(line, "line " + line, line % 2 == 0 ? "not-an-asset-id" : "nothing"));
            } else if (line % 7 != 0) {
                lines.add(Ids.line(line, 60 + line)); // some are retried, some are duplicates, some are new
            }
        }
        store.submissions().accept(second, lines);
        store.submissions().seal(second, Ids.sealing(200));
        settleSome(some);
        assertThatCountersAgreeWithRows();

        int selected = 0;
        for (Submission submission : List.of(first, second)) {
            List<SubmissionLine> all = store.sealedSubmissions().lines(submission, 0, 1_000);
            assertThat(all).hasSizeGreaterThan(100);
            for (String status :
                    Stream.concat(Stream.of(""), LineFilter.STATUSES.stream()).toList()) {
                for (String reason :
                        Stream.concat(Stream.of(""), REASONS.stream()).toList()) {
                    LineFilter filter =
                            new LineFilter(status.isEmpty() ? null : status, reason.isEmpty() ? null : reason);
                    List<SubmissionLine> expected = all.stream()
                            .filter(line -> isSelected(line, filter))
                            .toList();
                    selected += expected.size();
                    assertThat(listed(submission, filter, 1 + some.nextInt(20)))
                            .as(filter.toString())
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(selected).isGreaterThan(500);
        assertThat(store.sealedSubmissions().reasons(second))
                .extracting(ReasonCount::status, ReasonCount::reason, ReasonCount::lines)
                .contains(tuple("REJECTED", "not-an-asset-id", 33L), tuple("REJECTED", "nothing", 33L));
    }

    /** About a third of what is due. */
    private void settleSome(Random some) {
        List<Result> results = new ArrayList<>();
        for (Claim claim : claim(60)) {
            results.add(
                    switch (some.nextInt(4)) {
                        case 0 -> failed(claim, "not-found");
                        case 1 -> failed(claim, "refused");
                        case 2 -> new Result.Settled(claim, Status.KEPT, "protected", 0, null, null);
                        default -> deleted(claim);
                    });
        }
        store.claims().settle(results);
    }

    private static boolean isSelected(SubmissionLine line, LineFilter filter) {
        String status =
                line.status() == null ? LineFilter.REJECTED : line.status().name();
        return (filter.status() == null || filter.status().equals(status))
                && (filter.reason() == null || filter.reason().equals(line.reason()));
    }

    /** A page looks at some lines only, and the next one goes on; but what failed is found wherever it is. */
    @Test
    void aPageLooksAtSomeLinesOnly() throws SQLException {
        Submission submission = submit("a", 1, 2);
        int last = 2 * WINDOW + 5;
        try (Connection connection = rawConnection();
                Statement rows = connection.createStatement()) {
            rows.execute("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < " + last
                    + ") INSERT INTO asset (asset_id, submission, line, status, reason, settled_at) SELECT"
                    + " 'x' || i, 1, i, CASE WHEN i < " + (last - 2) + " THEN 'DELETED' WHEN i < " + last
                    + " THEN 'FAILED' ELSE 'PENDING' END, CASE WHEN i IN (" + (last - 2) + ", " + (last - 1)
                    + ") THEN 'refused' END, 1 FROM n");
            rows.execute("INSERT INTO reason_count VALUES (1, 'FAILED', 'refused', 2)");
        }
        LineFilter pending = new LineFilter("PENDING", null);
        LineList first = store.sealedSubmissions().lines(submission, pending, 1, 10);
        assertThat(first.lines()).isEmpty();
        assertThat(first.next()).isEqualTo(WINDOW + 1L);
        assertThat(listed(submission, pending, 10))
                .extracting(SubmissionLine::line)
                .containsExactly(1L, (long) last);

        LineList failed = store.sealedSubmissions().lines(submission, new LineFilter("FAILED", null), 0, 1);
        assertThat(failed.lines()).extracting(SubmissionLine::line).containsExactly(last - 2L);
        assertThat(failed.next()).isEqualTo(last - 2L);
        LineList jump = store.sealedSubmissions().lines(submission, LineFilter.NONE, last - 3L, 2);
        assertThat(jump.lines()).extracting(SubmissionLine::line).containsExactly(last - 2L, last - 1L);
        assertThat(jump.next()).isEqualTo(last - 1L);
        assertThat(store.sealedSubmissions()
                        .lines(submission, LineFilter.NONE, jump.next(), 2)
                        .next())
                .isZero();
    }

    /** With a sort, a page would take as long as there are lines. */
    @Test
    void everyPageIsFoundByAnIndex() {
        List<String> byReason = new ArrayList<>(LineSearch.byReason(7));
        byReason.addAll(LineSearch.byReason(9));
        List<String> all = new ArrayList<>(List.of(LineSearch.ACCEPTED, LineSearch.DUPLICATE, LineSearch.REJECTED));
        all.addAll(byReason);
        for (List<String> parts : List.of(
                List.of(LineReads.ALL),
                List.of(LineSearch.ACCEPTED),
                List.of(LineSearch.DUPLICATE),
                List.of(LineSearch.REJECTED),
                byReason,
                all)) {
            assertThat(queryPlan(String.join(" UNION ALL ", parts) + LineReads.IN_ORDER))
                    .as(parts.toString())
                    .noneMatch(step -> step.contains("SCAN") || step.contains("B-TREE"));
        }
        assertThat(queryPlan(String.join(" UNION ALL ", byReason) + LineReads.IN_ORDER))
                .filteredOn(step -> step.contains("_reason"))
                .hasSize(4)
                .allMatch(step -> step.contains("submission=? AND status=? AND reason=? AND line>?"));
    }

    private List<SubmissionLine> listed(Submission submission, LineFilter filter, int most) {
        List<SubmissionLine> listed = new ArrayList<>();
        long after = 0;
        do {
            LineList page = store.sealedSubmissions().lines(submission, filter, after, most);
            assertThat(page.lines()).hasSizeLessThanOrEqualTo(most);
            listed.addAll(page.lines());
            after = page.next();
        } while (after != 0);
        return listed;
    }
}
