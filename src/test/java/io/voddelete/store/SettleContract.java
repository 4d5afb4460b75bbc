package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.store.Outbox.Side;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.PaceState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settle and report: which result counts, and to whom it is told. */
public abstract class SettleContract extends AssetStoreContract {
    @AfterEach
    void countersAgreeWithRows() {
        assertThatCountersAgreeWithRows();
    }

    @Test
    void everythingKnownComesBackWithTheNextClaim() {
        submit("a.txt", 1, 2);
        Busy busy = new Busy(START, 3, 2, true);
        Known known = new Known(Evidence.REFUSED, true, 1, true, 4, 2, 3, busy, "VOD.10111", "denied: \u2603")
                .withInfo(new AssetInfo("A film \u2603", "PUBLISHED", START.minusSeconds(60)));
        settle(new Result.Later(claimOnly(), known, START));
        restart();
        assertThat(claimOnly().known()).isEqualTo(known);
    }

    @Test
    void whatIsKeptStaysClaimedAndIsKnownAfterACrash() {
        submit("a.txt", 1, 2);
        Claim claim = claimOnly();
        Known known = Known.NOTHING.attempted().withEvidence(Evidence.CALL_REFUSED, "VOD.10062", "text");
        store.claims().beginCall("call", new Batch(List.of(claim)), LEASE, CallGuard.NONE);

        assertThat(settle(new Result.Kept(claim.with(known)))).isEqualTo(1);

        assertThat(claim(10)).as("still claimed").isEmpty();
        Batch next = new Batch(List.of(claim.with(known)));
        store.claims().beginCall("next call", next, LEASE, CallGuard.NONE);
        assertThat(next.size()).isEqualTo(1);
        settle(new Result.Kept(claim.with(known)));
        restart();
        assertThat(claimOnly().known()).isEqualTo(known);
    }

    @Test
    void whatIsKeptNeedsTheClaim() {
        submit("a.txt", 1, 2);
        Claim lost = claimOnly();
        clock.advance(LEASE);
        claimOnly();

        assertThat(settle(new Result.Kept(lost.with(Known.NOTHING.refused())))).isZero();

        clock.advance(LEASE);
        assertThat(claimOnly().known()).isEqualTo(Known.NOTHING);
    }

    @Test
    void deletedSettlesWithoutTheClaim() {
        submit("a.txt", 1, 2);
        Claim lost = claimOnly();
        clock.advance(LEASE);
        Claim held = claimOnly();
        assertThat(settle(deleted(lost))).isEqualTo(1);
        assertThat(settle(failed(held, "refused"), later(held, START))).isZero();
        assertThat(store.queries().totals()).isEqualTo(new Totals(1, 1, 0, 1, 0, 0, 0, 0, 1));
    }

    @Test
    void failedAndLaterNeedTheClaim() {
        submit("a.txt", 1, 2);
        Claim lost = claimOnly();
        clock.advance(LEASE);
        Claim held = claimOnly();
        Known known = new Known(Evidence.REFUSED, true, 1, true, 4, 2, 3, Busy.NEVER, null, null);
        assertThat(settle(failed(lost, "refused"), new Result.Later(lost, known, START)))
                .isZero();
        assertThat(claim(10)).isEmpty();
        assertThat(settle(later(held, clock.instant()))).isEqualTo(1);
        assertThat(claimOnly().known()).isEqualTo(Known.NOTHING.delayed());
    }

    @Test
    void settledRowNeverChanges() {
        submit("a.txt", 0, 2);
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)), failed(claims.get(1), "refused"));
        List<Outcome> success = store.outbox().unreported(Side.SUCCESS, false, 10);
        List<Outcome> failure = store.outbox().unreported(Side.FAILURE, false, 10);
        clock.advance(LEASE);
        assertThat(settle(deleted(claims.get(0)))).isZero();
        for (Claim claim : claims) {
            assertThat(settle(failed(claim, "not-found"), later(claim, START))).isZero();
        }
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10)).isEqualTo(success);
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10)).isEqualTo(failure);
    }

    @Test
    void whatVodHasDeletedAfterAllIsAnotherOutcomeOfTheId() {
        submit("a.txt", 0, 4);
        submit("again.txt", 0, 1);
        List<Claim> claims = claim(10);
        settle(failed(claims.get(0), "refused"), Result.Settled.kept(claims.get(1), "protected", null));
        settle(failed(claims.get(2), "refused"), deleted(claims.get(3)));
        List<Outcome> failed = store.outbox().unreported(Side.FAILURE, false, 10);
        store.outbox().markReported(Side.FAILURE, failed.subList(0, 1)); // the second one was never told
        assertThat(store.queries().totals()).isEqualTo(new Totals(2, 4, 0, 1, 2, 1, 0, 1, 3));

        for (Claim late : claims.subList(0, 3)) {
            assertThat(settle(deleted(late))).isEqualTo(1);
            assertThat(settle(deleted(late))).as("the same again").isZero();
        }

        assertThat(store.queries().totals()).isEqualTo(new Totals(2, 4, 0, 4, 0, 0, 0, 1, 4));
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10))
                .extracting(Outcome::assetId, Outcome::generation, Outcome::reason)
                .containsExactlyInAnyOrder(
                        tuple(claims.get(0).assetId().value(), 2, null),
                        tuple(claims.get(1).assetId().value(), 2, null),
                        tuple(claims.get(2).assetId().value(), 2, null),
                        tuple(claims.get(3).assetId().value(), 1, null));
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10)).isEmpty();
        restart();
        submit("once-more.txt", 0, 4);
        assertThat(claim(10)).as("they are deleted").isEmpty();
    }

    @Test
    void anIdThatWasSubmittedAgainIsNotDeletedByALateAnswer() {
        submit("a.txt", 0, 1);
        Claim first = claimOnly();
        settle(failed(first, "refused"));
        submit("again.txt", 0, 1);

        assertThat(settle(deleted(first))).isZero();

        Claim again = claimOnly();
        assertThat(again.generation()).isEqualTo(2);
        assertThat(again.known().evidence()).as("our call").isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(again.known().ask()).isTrue();
    }

    @Test
    void resultOfAnEarlierGenerationDoesNothing() {
        submit("a.txt", 1, 2);
        Claim first = claimOnly();
        settle(failed(first, "refused"));
        submit("b.txt", 1, 2);
        assertThat(settle(deleted(first), failed(first, "refused"), later(first, START)))
                .isZero();
        assertThat(claimOnly().generation()).isEqualTo(2);
    }

    @Test
    void sameResultTwiceInOneCallCountsOnce() {
        Submission submission = submit("a.txt", 1, 2);
        Claim claim = claimOnly();
        assertThat(settle(deleted(claim), deleted(claim))).isEqualTo(1);
        assertThat(counters(submission)).containsExactly(1L, 0L, 1L, 0L, 0L, 0L);
    }

    @Test
    void resultsOfOneCallCountForEachOfItsSubmissions() {
        Submission a = submit("a.txt", 0, 2);
        Submission b = submit("b.txt", 10, 13);
        List<Result> results = new ArrayList<>();
        claim(10)
                .forEach(claim ->
                        results.add(claim.assetId().equals(Ids.id(0)) ? failed(claim, "refused") : deleted(claim)));
        assertThat(store.claims().settle(results)).isEqualTo(5);
        assertThat(counters(a)).containsExactly(2L, 0L, 1L, 1L, 0L, 0L);
        assertThat(counters(b)).containsExactly(3L, 0L, 3L, 0L, 0L, 0L);
    }

    @Test
    void outcomeSaysWhatHappenedAndWhereTheIdCameFrom() {
        Submission submission = submit("a.txt", 1, 2);
        clock.advance(Duration.ofSeconds(5));
        Claim claim = claimOnly();
        settle(new Result.Settled(claim, Status.FAILED, "denied", 3, "VOD.10111", "no"));
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .containsExactly(new Outcome(
                        claim.row(),
                        claim.row() + "-1",
                        Ids.id(1).value(),
                        1,
                        Status.FAILED,
                        "denied",
                        "VOD.10111",
                        "no",
                        3,
                        submission.submissionId(),
                        "file:a.txt",
                        null,
                        null,
                        null,
                        null,
                        "2026-11-24T00:00:00.000Z",
                        "2026-11-24T00:00:05.000Z",
                        AssetInfo.NONE,
                        null,
                        Map.of()));
    }

    @Test
    void outcomeSaysWhatTheAssetWasAndWhichRequestOfVodSettledIt() {
        submit("a.txt", 1, 2);
        AssetInfo info = new AssetInfo("A film", "PUBLISHED", START.minusSeconds(60));
        Claim claim = claimOnly();
        begin(List.of(claim.with(claim.known().withInfo(info))));
        clock.advance(LEASE);
        restartDuringCall();

        Claim again = claimOnly();
        assertThat(again.known().info()).as("known after a crash in the call").isEqualTo(info);
        store.claims().settle(List.of(failed(again, "refused")), "req-1");
        submit("b.txt", 1, 2);
        store.claims().settle(List.of(deleted(claimOnly())), "req-2");

        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .extracting(Outcome::info, Outcome::requestId)
                .containsExactly(tuple(info, "req-1"));
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10))
                .as("asset/info was not asked in this generation")
                .extracting(Outcome::info, Outcome::requestId)
                .containsExactly(tuple(AssetInfo.NONE, "req-2"));
    }

    /** A result that came late knows less than what was stored since. */
    @Test
    void whatIsKnownOfAnAssetIsNotForgottenByALateResult() {
        submit("a.txt", 1, 2);
        Claim lost = claimOnly();
        clock.advance(LEASE);
        AssetInfo info = new AssetInfo("A film", "PUBLISHED", START.minusSeconds(60));
        Claim held = claimOnly();
        begin(List.of(held.with(held.known().withInfo(info))));

        store.claims().settle(List.of(deleted(lost)), "req-1");

        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10).get(0).info())
                .isEqualTo(info);
    }

    @Test
    void sidesAreToldApart() {
        settleOneOfEach();
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10))
                .extracting(Outcome::reason)
                .containsExactly((String) null);
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .extracting(Outcome::reason)
                .containsExactlyInAnyOrder("not-found", "already-gone", "refused");
    }

    @Test
    void missingCountsAsSuccessWhereItIsSetSo() {
        settleOneOfEach();
        assertThat(store.outbox().unreported(Side.SUCCESS, true, 10))
                .extracting(Outcome::reason)
                .containsExactlyInAnyOrder(null, "not-found", "already-gone");
        assertThat(store.outbox().unreported(Side.SUCCESS, true, 10))
                .filteredOn(outcome -> outcome.reason() != null)
                .extracting(Outcome::status)
                .containsOnly(Status.FAILED);
        assertThat(store.outbox().unreported(Side.FAILURE, true, 10))
                .extracting(Outcome::reason)
                .containsExactly("refused");
        submit("b.txt", 0, 4);
        assertThat(store.outbox().unreported(Side.SUCCESS, true, 10)).hasSize(3);
        assertThat(store.outbox().unreported(Side.FAILURE, true, 10)).hasSize(1);
    }

    @Test
    void markedOutcomesOfOneSideAreGoneFromItForGood() {
        settleOneOfEach();
        List<Outcome> two = store.outbox().unreported(Side.FAILURE, false, 2);
        assertThat(two).hasSize(2);
        store.outbox().markReported(Side.FAILURE, two);
        store.outbox().markReported(Side.FAILURE, two);
        restart();
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .hasSize(1)
                .doesNotContainAnyElementsOf(two);
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10)).hasSize(1);
        assertThat(store.queries().totals().unreported()).isEqualTo(2);
        assertThat(store.outbox().unreported(Side.SUCCESS, true, 0)).isEmpty();
    }

    @Test
    void slotsAndLearntRatesSurviveARestartAndAreKeptApart() {
        PaceState learnt = new PaceState(START.plusMillis(605), 32.25, 1.25, START);
        assertThat(store.senderState().pace("delete")).isEqualTo(PaceState.NEW);
        assertThat(store.senderState().changePace("delete", before -> learnt)).isEqualTo(learnt);
        assertThat(store.senderState().changePace("info", before -> before.notBefore(START)))
                .isEqualTo(PaceState.NEW.notBefore(START));
        restart();
        assertThat(store.senderState().pace("delete")).isEqualTo(learnt);
        store.senderState()
                .changePace("delete", before -> before.notBefore(before.nextAt().plusSeconds(1)));
        assertThat(store.senderState().pace("delete")).isEqualTo(learnt.notBefore(START.plusMillis(1605)));
        assertThat(store.senderState().pace("info")).isEqualTo(PaceState.NEW.notBefore(START));
    }

    @Test
    void slotBetweenTwoMillisecondsIsKeptAsTheLaterOne() {
        store.senderState().changePace("delete", before -> before.notBefore(START.plusNanos(60_480_001)));
        assertThat(store.senderState().pace("delete").nextAt()).isEqualTo(START.plusMillis(61));
    }

    @Test
    void storeOfAnotherTargetIsRefusedWithTheKeyAndMayBeOpenedForItsOwn() {
        submit("a.txt", 0, 1);
        store.close();
        assertThatThrownBy(() -> open(new Target(TARGET.endpoint(), "other")))
                .isInstanceOf(WrongTargetException.class)
                .hasMessageContainingAll("vod.project-id", "'other'");
        assertThatThrownBy(() -> open(new Target("https://other", TARGET.projectId())))
                .isInstanceOf(WrongTargetException.class)
                .hasMessageContainingAll("vod.endpoint", "'https://other'");
        store = open(TARGET);
        assertThat(claim(10)).hasSize(1);
    }

    /** One deleted id, and one each that failed for {@code not-found}, {@code already-gone} and {@code refused}. */
    private void settleOneOfEach() {
        submit("a.txt", 0, 4);
        List<Claim> claims = claim(10);
        settle(
                deleted(claims.get(0)),
                failed(claims.get(1), "not-found"),
                failed(claims.get(2), "already-gone"),
                failed(claims.get(3), "refused"));
    }

    @Test
    void aPauseIsRememberedOverARestartUntilItEnds() {
        assertThat(store.senderState().pause()).isEmpty();
        Pause first = new Pause(
                ErrorClass.AUTH, null, "HTTP 401: no", "do", false, START, START.plusSeconds(600), "salt:hash");
        Pause second = new Pause(
                ErrorClass.ACCOUNT, "VOD.10120", "HTTP 403", "pay", true, START, START.plusSeconds(700), "salt:other");
        store.senderState().setPause(first);
        assertThat(store.senderState().pause()).hasValue(first);
        store.senderState().setPause(second);
        restart();
        assertThat(store.senderState().pause()).hasValue(second);
        store.senderState().endPause();
        store.senderState().endPause();
        restart();
        assertThat(store.senderState().pause()).isEmpty();
    }

    /** Without the index of rows, PostgreSQL reads the whole table only if the condition lets it use no other index. */
    @Test
    void aClaimedOrUnreportedIdIsFoundByItsRowOnly() throws SQLException {
        assumeFalse(database().tellsPlans(), "PostgreSQL only");
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("ALTER TABLE asset DROP CONSTRAINT asset_pkey CASCADE");
            statement.execute("SET LOCAL enable_seqscan = off");
            for (String condition : List.of(ClaimSql.IS_HELD, Reporting.OUTCOME)) {
                try (ResultSet plan =
                        statement.executeQuery("EXPLAIN SELECT 1 FROM asset WHERE " + condition.replace("?", "1"))) {
                    plan.next();
                    assertThat(plan.getString(1)).as(condition).startsWith("Seq Scan on asset");
                }
            }
            connection.rollback();
        }
    }
}
