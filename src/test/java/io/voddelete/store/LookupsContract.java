package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import io.voddelete.store.Outbox.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people and systems are told about submissions, ids and the sender. */
public abstract class LookupsContract extends AssetStoreContract {
    private static final Order ORDER = Order.of("ops", null);

    private static final AssetHistory.Asked NOBODY = new AssetHistory.Asked(Requested.NONE, null, null, null);

    @AfterEach
    void countersAgreeWithRows() {
        assertThatCountersAgreeWithRows();
    }

    @Test
    void submissionsComeTheNewestFirstPageByPage() {
        for (int i = 1; i <= 5; i++) {
            submit("s" + i, i, i + 1);
        }
        store.submissions().open("s6", "file:s6");

        List<Submission> first = store.queries()
                .submissions(Long.MAX_VALUE, 4, VisibleSubmissions.ALL)
                .submissions();
        List<Submission> second = store.queries()
                .submissions(first.get(3).row(), 4, VisibleSubmissions.ALL)
                .submissions();

        assertThat(first).extracting(each -> each.source()).containsExactly("file:s6", "file:s5", "file:s4", "file:s3");
        assertThat(second).extracting(each -> each.source()).containsExactly("file:s2", "file:s1");
    }

    @Test
    void aSubmissionIsToldWithItsCountersAsTheyAre() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 4));
        Submission reading = one(open);
        assertThat(reading.sealed()).isFalse();
        assertThat(reading.sealedAt()).isNull();
        assertThat(reading.isDone()).isFalse();
        assertThat(reading.progress().accepted()).isEqualTo(3);

        clock.advance(Duration.ofSeconds(5));
        store.submissions().seal(open, new Seal(7, "abc", "done/a.txt", NOTICES));
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)), failed(claims.get(1), "refused"));

        Submission state = one(open);
        assertThat(state)
                .isEqualTo(new Submission(
                        open.row(),
                        open.submissionId(),
                        "file:a.txt",
                        null,
                        Requested.NONE,
                        START,
                        START.plusSeconds(5),
                        Optional.of(new Seal(7, "abc", "done/a.txt", NOTICES)),
                        Submission.Release.NONE_HELD,
                        new Submission.Progress(3, 1, 1, 1, 0, 0, 0, 0, 3)));
        assertThat(state.isDone()).isFalse();
        assertThat(store.queries().submission("another", VisibleSubmissions.ALL))
                .isEmpty();
    }

    @Test
    void aSubmissionIsDoneOnlyWhenTheIdsOfOthersThatItNamesAreSettled() {
        submit("a", 1, 2);
        Submission second = submit("b", 1, 2);
        assertThat(one(second).isDone()).isFalse();
        assertThat(one(second).progress().waiting()).isEqualTo(1);

        settle(deleted(claimOnly()));

        assertThat(one(second).isDone()).isTrue();
    }

    @Test
    void asTurnsAreFairNoMoreOfALargeSubmissionComesBeforeASmallOneThanItHasItself() {
        Submission large = submit("large", 1, 1001);
        Submission small = submit("small", 2001, 2006);

        assertThat(store.queries().idsBefore(one(small))).isEqualTo(5);
        assertThat(store.queries().idsBefore(one(large))).isEqualTo(5);

        claim(100);
        Submission late = submit("late", 3001, 3031);
        long before = store.queries().idsBefore(one(late));
        assertThat(before)
                .as("those of the large one until both had their turns")
                .isBetween(20L, 40L);
    }

    @Test
    void ofVeryManyWaitingSubmissionsAllIdsComeBefore() throws SQLException {
        Submission last = submit("last", 1, 11);
        try (Connection connection = rawConnection();
                Statement rows = connection.createStatement()) {
            rows.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + (JdbcSubmissionQueries.MOST_ADDED_UP + 1)
                            + ") INSERT INTO submission (submission_id, intake_key, source,"
                            + " state, opened_at, accepted, pending) SELECT 's' || i, 'k' || i, 'x', 'SEALED', 0, 100, 100 FROM n");
            rows.execute("DELETE FROM total"); // then the next start counts, whatever the database
            restart();

            assertThat(store.queries().idsBefore(one(last)))
                    .isEqualTo(100L * (JdbcSubmissionQueries.MOST_ADDED_UP + 1));

            rows.execute("DELETE FROM submission WHERE source = 'x'");
            rows.execute("DELETE FROM total");
            restart();
        }
        assertThat(store.queries().idsBefore(one(last))).isZero();
    }

    @Test
    void everythingAboutAnIdIsTold() {
        Submission first = submit("a", 1, 2);
        Submission duplicate = submit("b", List.of(Ids.line(4, 1).with(Map.of("ticket", "CHG-4"))));
        clock.advance(Duration.ofSeconds(1));
        AssetInfo info = new AssetInfo("A film", "PUBLISHED", START.minusSeconds(3600));
        Claim claimed = claimOnly();
        Claim informed = claimed.with(claimed.known().withInfo(info));
        store.claims().settle(List.of(failed(begin(List.of(informed)).claims().get(0), "refused")), "req-1");
        List<Outcome> failures = store.outbox().unreported(Side.FAILURE, false, 10);
        store.outbox().markReported(Side.FAILURE, failures);
        store.outbox().markReported(Side.FAILURE, failures);
        clock.advance(Duration.ofSeconds(1));
        Submission again = submit("c", List.of(Ids.line(9, 1).with(Map.of("ticket", "CHG-9", "who", "anna"))));
        Instant due = START.plusSeconds(60);
        settle(later(claimOnly(), due));

        AssetHistory history =
                store.queries().asset(Ids.id(1), VisibleSubmissions.ALL).orElseThrow();

        Generation newest = new Generation(
                new Named(
                        again.submissionId(),
                        new Origin("file:c", null, 9),
                        2,
                        START.plusSeconds(2),
                        NOBODY,
                        Map.of("ticket", "CHG-9", "who", "anna")),
                Status.PENDING,
                0,
                null,
                null,
                null,
                AssetInfo.NONE,
                null,
                null,
                null);
        Generation earlier = new Generation(
                new Named(first.submissionId(), new Origin("file:a", null, 1), 1, START, NOBODY, Map.of()),
                Status.FAILED,
                1,
                "refused",
                "VOD.10062",
                "no such asset",
                info,
                "req-1",
                START.plusSeconds(1),
                START.plusSeconds(1));
        assertThat(history.generations()).containsExactly(newest, earlier);
        assertThat(history.newest()).isEqualTo(newest);
        assertThat(history.duplicates())
                .containsExactly(new Named(
                        duplicate.submissionId(),
                        new Origin("file:b", null, 4),
                        1,
                        START,
                        NOBODY,
                        Map.of("ticket", "CHG-4")));
        assertThat(history.moreDuplicates()).isFalse();
        assertThat(history.dueAt()).isEqualTo(due);
        assertThat(history.claimed()).isFalse();
        assertThat(history.callId()).isNull();
        assertThat(store.queries().asset(Ids.id(2), VisibleSubmissions.ALL)).isEmpty();
    }

    @Test
    void anIdWhoseCallWasBegunIsToldAsOneThatMayBeDeleted() {
        submit("a", 1, 2);
        begin(List.of(claimOnly()));

        AssetHistory calling =
                store.queries().asset(Ids.id(1), VisibleSubmissions.ALL).orElseThrow();

        assertThat(calling.claimed()).isTrue();
        assertThat(calling.calling()).isTrue();
        assertThat(calling.mayHaveActed()).isTrue();
        assertThat(calling.callId()).isEqualTo("call of " + Ids.id(1));
        assertThat(calling.callAt()).isEqualTo(START);
    }

    @Test
    void ofManyDuplicatesTheNewestAreTold() {
        submit("a", 1, 2);
        for (int i = 0; i <= SubmissionQueries.MOST_DUPLICATES; i++) {
            submit("d" + i, 1, 2);
        }

        AssetHistory history =
                store.queries().asset(Ids.id(1), VisibleSubmissions.ALL).orElseThrow();

        assertThat(history.duplicates()).hasSize(SubmissionQueries.MOST_DUPLICATES);
        assertThat(history.duplicates().get(0).origin().source())
                .isEqualTo("file:d" + SubmissionQueries.MOST_DUPLICATES);
        assertThat(history.moreDuplicates()).isTrue();
    }

    @Test
    void anIdThatOnlyABrokenOffReadingHoldsIsTriedAgain() {
        submit("a", 1, 2);
        settle(failed(claimOnly(), "busy"));
        Submission broken = store.submissions().open("b", "file:b");
        store.submissions().accept(broken, Ids.lines(1, 2));
        assertThat(store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                .as("while it is read")
                .isEmpty();
        store.submissions().abandon(broken);

        Submission retry = store.submissions()
                .retry(Ids.id(1), DayLimit.NONE, Requested.NONE)
                .orElseThrow();

        assertThat(counters(retry)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                .as("once")
                .isEmpty();
        Claim claim = claimOnly();
        assertThat(claim.generation()).isEqualTo(2);
        settle(deleted(claim));
    }

    @Test
    void idsThatFailedForOneReasonAreTriedAgainAsOneSubmission() {
        Submission a = submit("a", 1, 5);
        submit("b", 5, 8);
        for (Claim claim : claim(10)) {
            String id = claim.assetId().value();
            settle(
                    id.equals(Ids.id(2).value())
                            ? deleted(claim)
                            : failed(
                                    claim,
                                    List.of(Ids.id(3).value(), Ids.id(6).value())
                                                    .contains(id)
                                            ? "busy"
                                            : "denied"));
        }

        RetriedIds first = retry(new FailedIds(a, "denied", null), 1).orElseThrow();
        assertThat(first.more()).isTrue();
        assertThat(first.submission().source()).isEqualTo("retry:denied:" + a.submissionId());
        assertThat(first.submission().sealed()).isTrue();
        assertThat(counters(first.submission())).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        Claim claim = claimOnly();
        assertThat(claim.assetId()).isEqualTo(Ids.id(1));
        assertThat(claim.generation()).isEqualTo(2);
        settle(failed(claim, "denied"));

        RetriedIds all = retry(new FailedIds(null, "denied", null), 10).orElseThrow();
        assertThat(all.more()).isFalse();
        assertThat(all.submission().source()).isEqualTo("retry:denied");
        assertThat(claim(10))
                .extracting(Claim::assetId)
                .containsExactlyInAnyOrder(Ids.id(1), Ids.id(4), Ids.id(5), Ids.id(7));
        assertThat(retry(new FailedIds(null, "denied", null), 10)).as("once").isEmpty();
        assertThat(retry(new FailedIds(a, "gone", null), 10)).isEmpty();
        assertThatCountersAgreeWithRows();
    }

    @Test
    void idsThatFailedWithOneCodeAreTriedAgainAlone() {
        submit("a", 1, 4);
        List<Claim> claims = claim(3);
        settle(
                new Result.Settled(claims.get(0), Status.FAILED, "refused", 1, "VOD.1", null),
                new Result.Settled(claims.get(1), Status.FAILED, "refused", 1, "VOD.2", null),
                new Result.Settled(claims.get(2), Status.FAILED, "refused", 1, null, null));

        assertThat(retry(new FailedIds(null, "refused", "VOD.3"), 10)).isEmpty();
        retry(new FailedIds(null, "refused", "VOD.2"), 10).orElseThrow();
        assertThat(claimOnly().assetId()).isEqualTo(claims.get(1).assetId());
        retry(new FailedIds(null, "refused", ""), 10).orElseThrow();
        assertThat(claimOnly().assetId()).isEqualTo(claims.get(2).assetId());
    }

    private Optional<RetriedIds> retry(FailedIds which, int most) {
        return store.submissions().retry(which, most, DayLimit.NONE, Requested.NONE);
    }

    @Test
    void aFailedIdIsTriedAgainAsASubmissionOfItsOwnAndNoOther() {
        submit("a", 1, 3);
        assertThat(store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                .as("pending")
                .isEmpty();
        List<Claim> claims = claim(10);
        settle(failed(claims.get(0), "busy"), deleted(claims.get(1)));
        assertThat(store.submissions().retry(Ids.id(2), DayLimit.NONE, Requested.NONE))
                .as("deleted")
                .isEmpty();
        assertThat(store.submissions().retry(Ids.id(3), DayLimit.NONE, Requested.NONE))
                .as("unknown")
                .isEmpty();

        Submission retry = store.submissions()
                .retry(Ids.id(1), DayLimit.NONE, Requested.NONE)
                .orElseThrow();

        assertThat(retry.source()).isEqualTo("retry:" + Ids.id(1));
        assertThat(counters(retry)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(one(retry).sealed()).isTrue();
        assertThat(store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                .as("once")
                .isEmpty();
        Claim claim = claimOnly();
        assertThat(claim.generation()).isEqualTo(2);
        settle(failed(claim, "busy"));
        assertThat(store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                .as("each time it failed")
                .isPresent();
        assertThat(store.queries()
                        .asset(Ids.id(1), VisibleSubmissions.ALL)
                        .orElseThrow()
                        .generations())
                .hasSize(3);
    }

    @Test
    void aPauseByAnOperatorOutlastsARestartAndBeginsOnce() {
        assertThat(store.senderState().operatorPause()).isEmpty();
        store.senderState().setOperatorPause(ORDER);
        clock.advance(Duration.ofMinutes(1));
        store.senderState().setOperatorPause(ORDER);
        restart();
        assertThat(store.senderState().operatorPause()).contains(START);

        store.senderState().endOperatorPause(ORDER);
        store.senderState().endOperatorPause(ORDER);

        assertThat(store.senderState().operatorPause()).isEmpty();
    }

    @Test
    void whatWasSettledLatelyIsForgottenAfterFiveMinutes() {
        assertThat(store.queries().lately()).isEqualTo(new RecentThroughput(0, Duration.ZERO));
        submit("a", 1, 6);
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)), later(claims.get(1), START));
        clock.advance(Duration.ofMinutes(1));
        settle(deleted(claims.get(2)), failed(claims.get(3), "refused"));
        assertThat(store.queries().lately()).isEqualTo(new RecentThroughput(3, Duration.ofMinutes(1)));

        clock.advance(Duration.ofSeconds(249));
        assertThat(store.queries().lately().ids()).isEqualTo(2);
        assertThat(store.queries().lately().within()).isBetween(Duration.ofSeconds(290), Duration.ofMinutes(5));
        clock.setBy(Duration.ofHours(-5));
        assertThat(store.queries().lately().ids()).as("the clock was set back").isEqualTo(2);
        clock.advance(Duration.ofMinutes(5));
        assertThat(store.queries().lately().ids()).isZero();
    }

    @Test
    void whatWasSettledIsKnownByTheMinuteForADay() {
        submit("a", 1, 6);
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)));
        assertThat(store.queries().settledByMinute(60)).as("no minute is over").isEmpty();
        clock.advance(Duration.ofSeconds(59));
        settle(deleted(claims.get(1)), failed(claims.get(2), "refused"));
        clock.advance(Duration.ofSeconds(61));
        settle(deleted(claims.get(3)));
        assertThat(store.queries().settledByMinute(60)).containsExactly(3L, 0L);
        clock.setBy(Duration.ofHours(-5));
        assertThat(store.queries().settledByMinute(1)).containsExactly(0L);

        clock.advance(Duration.ofDays(1));
        assertThat(store.queries().settledByMinute(2000))
                .hasSize(1440)
                .startsWith(1L, 0L)
                .endsWith(0L);
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.queries().settledByMinute(1440)).containsOnly(0L);
        assertThat(store.queries().settledByMinute(0)).isEmpty();
    }

    @Test
    void totalsAreTheSameAfterARestart() {
        submit("a", 1, 6);
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)), failed(claims.get(1), "refused"));
        store.outbox().markReported(Side.SUCCESS, store.outbox().unreported(Side.SUCCESS, false, 10));
        Totals before = store.queries().totals();
        assertThat(before).isEqualTo(new Totals(1, 5, 3, 1, 1, 0, 0, 0, 1));

        restart();

        assertThat(store.queries().totals()).isEqualTo(before);
    }

    @Test
    void anIdIsDueFromItsTimeOnAndWhileItIsClaimed() {
        assertThat(store.queries().isAnyDue(clock.instant())).isFalse();
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 2));
        assertThat(store.queries().isAnyDue(clock.instant())).isFalse();
        store.submissions().seal(open, new Seal(1, "abc", null, NOTICES));
        assertThat(store.queries().isAnyDue(clock.instant())).isTrue();

        List<Claim> claims = claim(10);
        assertThat(store.queries().isAnyDue(clock.instant())).isTrue();
        settle(later(claims.get(0), clock.instant().plusSeconds(60)));
        assertThat(store.queries().isAnyDue(clock.instant())).isFalse();
        assertThat(store.queries().isAnyDue(clock.instant().plusSeconds(60))).isTrue();

        clock.advance(Duration.ofSeconds(60));
        settle(deleted(claim(10).get(0)));
        assertThat(store.queries().isAnyDue(clock.instant())).isFalse();
    }

    /** With a sort, or from the one end of a table to the other, an answer would take as long as there are rows. */
    @Test
    void everyAnswerIsFoundByAnIndex() {
        submit("a", 1, 20);
        for (String query : List.of(
                SubmissionSql.SELECT + " WHERE submission_id = ?",
                JdbcSubmissionQueries.NEWEST,
                JdbcSubmissionQueries.ONE,
                JdbcSubmissionQueries.ASSET,
                JdbcSubmissionQueries.EARLIER,
                JdbcSubmissionQueries.OWN,
                JdbcSubmissionQueries.SEEN,
                JdbcSubmissionQueries.DUPLICATES)) {
            assertThat(queryPlan(query))
                    .as(query)
                    .isNotEmpty()
                    .noneMatch(step -> step.contains("SCAN"))
                    .noneMatch(step -> step.contains("TEMP B-TREE FOR ORDER BY"));
        }
        assertThat(queryPlan(ClaimSql.NEXT)).containsExactly("SCAN submission USING INDEX submission_turn");
        assertThat(queryPlan(ClaimSql.WHO_IS_DUE))
                .containsExactly("SEARCH submission USING INDEX submission_waiting (next_due>? AND next_due<?)");
        assertThat(queryPlan(JdbcSubmissionQueries.ANY_DUE))
                .anyMatch(step -> step.contains("submission USING INDEX submission_waiting"))
                .anyMatch(step -> step.contains("asset USING") && step.contains("INDEX asset_claimed"))
                .noneMatch(step -> step.equals("SCAN submission") || step.equals("SCAN asset"));
        assertThat(queryPlan(JdbcSubmissionQueries.BEFORE))
                .as("the rows of submission are bounded, and so are those of what is added up")
                .anyMatch(step -> step.contains("submission USING INDEX submission_waiting"))
                .noneMatch(step -> step.equals("SCAN submission"));
        assertThat(queryPlan(JdbcFigures.HELD_SUBMISSIONS))
                .anyMatch(step -> step.contains("submission USING") && step.contains("INDEX submission_"))
                .noneMatch(step -> step.equals("SCAN submission"));
        assertThat(queryPlan(JdbcSubmissionQueries.RUNNING))
                .anyMatch(step -> step.contains("submission USING INDEX submission_waiting"))
                .noneMatch(step -> step.equals("SCAN submission"));
    }

    @Test
    void whatRunsIsSealedAndHasPendingIds() {
        submit("done", 1, 2);
        settle(deleted(claimOnly()));
        submit("first", 2, 4);
        submit("of duplicates", 2, 4);
        store.submissions().accept(store.submissions().open("open", "file:open"), Ids.lines(4, 6));
        submit("second", 6, 8);
        submit("third", 8, 9);

        assertThat(store.queries().running(2))
                .extracting(state -> state.source())
                .containsExactly("file:first", "file:second");
        assertThat(store.queries().running(9)).hasSize(3);
    }

    private Submission one(Submission submission) {
        return store.queries()
                .submission(submission.submissionId(), VisibleSubmissions.ALL)
                .orElseThrow();
    }

    @Test
    void whoAskedForAnAssetAndWhoApprovedItIsShownWithEachSubmissionThatNamedIt() {
        Requested anna = new Requested("anna", "/srv/inbox", "CHG-1", null);
        for (String name : List.of("a", "b")) {
            Submission submission = store.submissions().open(name, "file:" + name, anna);
            store.submissions().accept(submission, Ids.lines(1, 2));
            store.submissions().seal(submission, Ids.sealing(1));
        }
        settle(failed(claimOnly(), "busy"));
        Requested ops = new Requested("ops", "10.0.0.1", null, null);
        store.submissions().retry(Ids.id(1), DayLimit.NONE, ops);

        AssetHistory history =
                store.queries().asset(Ids.id(1), VisibleSubmissions.ALL).orElseThrow();

        assertThat(history.generations())
                .extracting(one -> one.named().asked())
                .containsExactly(
                        new AssetHistory.Asked(ops, null, null, null), new AssetHistory.Asked(anna, null, null, null));
        assertThat(history.duplicates())
                .extracting(one -> one.asked().requested())
                .containsExactly(anna);
    }
}
