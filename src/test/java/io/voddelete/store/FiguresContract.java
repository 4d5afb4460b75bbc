package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.StoreFigures.PendingIds;
import io.voddelete.store.StoreFigures.Waiting;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store counts, and how much it says there is. */
public abstract class FiguresContract extends AssetStoreContract {
    private static final Order ORDER = Order.of("ops", null);

    private final TestPolicy policy = new TestPolicy();

    @Override
    ReleasePolicy policy() {
        return policy;
    }

    @Test
    void linesAreCountedByTheirIntakeAndOnlyOnce() {
        List<Entry> entries = new ArrayList<>(Ids.lines(0, 3));
        entries.add(new Entry.Rejected(9, "no id", "not-an-id"));
        request("webhook:one", entries);
        request("webhook:one", entries);
        submit("two", 2, 5);

        assertThat(count(Counter.ACCEPTED, "webhook")).isEqualTo(3);
        assertThat(count(Counter.REJECTED, "webhook")).isEqualTo(1);
        assertThat(count(Counter.ACCEPTED, "file")).isEqualTo(2);
        assertThat(count(Counter.DUPLICATES, "file")).isEqualTo(1);
    }

    @Test
    void anIdThatIsTakenOverFromAListNobodyReadsIsCountedOnce() {
        Submission open = store.submissions().open("open", "file:open");
        store.submissions().accept(open, Ids.lines(0, 3));
        store.submissions().abandon(open);
        request("webhook:one", Ids.lines(0, 3));

        assertThat(count(Counter.ACCEPTED, "file")).isEqualTo(3);
        assertThat(count(Counter.ACCEPTED, "webhook")).isZero();
        assertThatCountsAgreeWithRows();
    }

    @Test
    void resultsAreCountedByStatusAndReasonAndOutlastTheProcess() {
        submit("one", 0, 5);
        List<Claim> claims = claim(5);
        settle(
                deleted(claims.get(0)),
                failed(claims.get(1), "not-found"),
                failed(claims.get(2), "a reason nobody knows"),
                kept(claims.get(3), "protected", "tag legal-hold"),
                kept(claims.get(4), "changed", "last_modified 2026-11-24T00:00:00Z"));
        settle(deleted(claims.get(0)));
        restart();

        assertThat(count(Counter.SETTLED, "deleted:none")).isEqualTo(1);
        assertThat(count(Counter.SETTLED, "failed:not-found")).isEqualTo(1);
        assertThat(count(Counter.SETTLED, "failed:other")).isEqualTo(1);
        assertThat(count(Counter.SETTLED, "kept:protected")).isEqualTo(1);
        assertThat(count(Counter.SETTLED, "kept:changed")).isEqualTo(1);
        assertThat(count(Counter.GUARD_HITS, "tag")).isEqualTo(1);
        assertThat(count(Counter.GUARD_HITS, "changed")).isEqualTo(1);
        assertThat(count(Counter.COMPLETED, "file")).isEqualTo(1);
    }

    @Test
    void whatWasNotDeletedIsCountedByReasonAndErrorCodeWithTheLastIdAndWithoutWhatWasSubmittedAgain() {
        policy.submission = 1000;
        policy.fewSettled = 1000;
        submit("one", 0, 6);
        List<Claim> claims = claim(6);
        settle(
                failed(claims.get(0), "busy"),
                failed(claims.get(1), "busy"),
                kept(claims.get(2), "protected", "file a"));
        clock.advance(Duration.ofMinutes(1));
        settle(
                new Result.Settled(claims.get(3), Status.FAILED, "busy", 1, null, null),
                failed(claims.get(4), "busy"),
                deleted(claims.get(5)));
        submit("two", 1, 3);
        restart();

        assertThat(store.figures().reasons())
                .containsExactly(
                        new OutcomeCount(
                                Status.FAILED, "busy", "VOD.10062", 3, 1, id(claims.get(4)), START.plusSeconds(60)),
                        new OutcomeCount(Status.FAILED, "busy", null, 1, 0, id(claims.get(3)), START.plusSeconds(60)),
                        new OutcomeCount(Status.KEPT, "protected", null, 1, 1, id(claims.get(2)), START));
        assertThatCountsAgreeWithRows();
    }

    @Test
    void manyStrangeErrorCodesAreCountedTogether() {
        policy.submission = 1000;
        policy.fewSettled = 1000;
        int most = OutcomeCountSql.MOST_CODES;
        submit("one", 0, most + 3);
        List<Claim> claims = claim(most + 3);
        for (int i = 0; i < claims.size(); i++) {
            settle(new Result.Settled(claims.get(i), Status.FAILED, "refused", 1, "CODE." + i, null));
        }
        submit("two", 0, 1);
        submit("three", most + 1, most + 2);

        assertThat(store.figures().reasons()).hasSize(most + 1);
        assertThat(store.figures().reasons().get(0))
                .isEqualTo(new OutcomeCount(Status.FAILED, "refused", "other", 3, 1, id(claims.get(most + 2)), START));
        assertThat(store.figures().reasons())
                .filteredOn(each -> "CODE.0".equals(each.errorCode()))
                .singleElement()
                .satisfies(each -> assertThat(each.again()).isOne());
    }

    private static String id(Claim claim) {
        return claim.assetId().value();
    }

    @Test
    void outcomesAreCountedByTheEndpointTheyReached() {
        submit("one", 0, 2);
        List<Claim> claims = claim(2);
        settle(deleted(claims.get(0)), failed(claims.get(1), "not-found"));
        var outcomes = store.outbox().unreported(Side.SUCCESS, true, 10);
        store.outbox().markReported(Side.SUCCESS, outcomes);
        store.outbox().markReported(Side.SUCCESS, outcomes);

        assertThat(count(Counter.REPORTED, "success")).isEqualTo(2);
        assertThat(count(Counter.REPORTED, "failure")).isZero();
    }

    /** While the sender is paused, nothing else is written. */
    @Test
    void whatHappensOutsideIsStoredByTheNextTick() {
        store.figures().count(Counter.ORDERS, Counter.ORDERS.label("pause", "done"), 1);
        assertThat(count(Counter.ORDERS, "pause:done")).isZero();

        store.releases().tick(clock.instant());

        assertThat(count(Counter.ORDERS, "pause:done")).isEqualTo(1);
    }

    @Test
    void whatHappensOutsideIsStoredWithTheNextTransactionAndAtTheLatestAtTheClose() {
        store.figures().count(Counter.CALLS, "delete:ok", 2);
        assertThat(count(Counter.CALLS, "delete:ok")).isZero();
        claim(1);
        assertThat(count(Counter.CALLS, "delete:ok")).isEqualTo(2);

        store.figures().count(Counter.CALLS, "delete:ok", 1);
        restart();
        assertThat(count(Counter.CALLS, "delete:ok")).isEqualTo(3);
    }

    @Test
    void aTransactionThatFailsCountsNothingAndLosesNothing() {
        store.runLog().recordRun("nightly", new LastRun(START, "", List.of()));
        store.figures().count(Counter.CALLS, "info:ok", 1);
        assertThatThrownBy(() -> store.runLog().recordRun("nightly", new LastRun(START, "", List.of())))
                .isInstanceOf(StoreException.class);
        assertThat(count(Counter.CALLS, "info:ok")).isZero();

        claim(1);
        assertThat(count(Counter.CALLS, "info:ok")).isEqualTo(1);
    }

    @Test
    void onlyALabelOfTheClosedSetCanBeCounted() {
        assertThatThrownBy(() -> store.figures().count(Counter.CALLS, "delete:ok:b5c8", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Counter.SETTLED.label("failed", "b5c8")).isEqualTo("failed:other");
        assertThat(Counter.ACCEPTED.ofSource("b5c8")).isEqualTo("other");
        assertThat(Counter.REJECTED.ofSource("retry:b5c8")).isEqualTo("other");
        assertThat(Counter.CALLS.label("token", "busy")).isEqualTo("token:unknown");
    }

    @Test
    void aPauseIsCountedWhenItBeginsAndNotWhenItGoesOn() {
        store.senderState().setOperatorPause(ORDER);
        store.senderState().setOperatorPause(ORDER);
        Pause pause = new Pause(ErrorClass.AUTH, "APIGW.0301", "no", "renew", true, START, START, "hash");
        store.senderState().setPause(pause);
        store.senderState().setPause(pause.since(START.plusSeconds(1)));

        assertThat(count(Counter.PAUSES, "operator")).isEqualTo(1);
        assertThat(count(Counter.PAUSES, "auth")).isEqualTo(1);
    }

    @Test
    void ordersAreCountedByWhatBecameOfThem() {
        submit("one", 0, 6);
        String held = store.releases().withoutPlan(1).get(0).submissionId();
        Order order = new Order("bob", "", null, null);
        store.releases().approve(held, "other", order);
        store.releases().cancel(held, order);
        store.releases().cancel("nobody's", order);

        assertThat(count(Counter.ORDERS, "approve:refused")).isEqualTo(1);
        assertThat(count(Counter.ORDERS, "cancel:done")).isEqualTo(1);
        assertThat(count(Counter.ORDERS, "cancel:refused")).isEqualTo(1);
        assertThat(count(Counter.GUARD_HITS, "limit")).isEqualTo(1);
    }

    @Test
    void eachPendingIdIsInOneState() {
        submit("one", 0, 5);
        submit("held", 10, 16);
        List<Claim> claims = claim(4);
        begin(claims.subList(0, 1));
        settle(
                later(claims.get(1), START.plusSeconds(60)),
                new Result.Later(
                        claims.get(2),
                        claims.get(2).known().withEvidence(Evidence.MAY_HAVE_ACTED, null, null),
                        START.plusSeconds(60)),
                new Result.Later(claims.get(3), claims.get(3).known().busyByCall(START), START.plusSeconds(60)));

        assertThat(store.figures().read().pending()).isEqualTo(new PendingIds(1, 1, 1, 1, 6, 1));
        assertThat(store.figures().read().submissions()).isEqualTo(new Waiting(0, 1, 0, 1));
        assertThat(store.figures().read().oldestPending()).isEqualTo(START);
        assertThat(store.figures().read().oldestHeld()).isEqualTo(START);

        clock.advance(Duration.ofMinutes(2));
        assertThat(store.figures().read().pending())
                .as("the lease is over and the retries are due")
                .isEqualTo(new PendingIds(3, 0, 1, 0, 6, 1));
    }

    @Test
    void outcomesThatWaitAreCountedWithTheOldest() {
        submit("one", 0, 2);
        settle(deleted(claim(1).get(0)));
        clock.advance(Duration.ofMinutes(2));
        settle(failed(claim(1).get(0), "refused"));

        assertThat(store.figures().read().unreported().get(Side.SUCCESS))
                .isEqualTo(new StoreFigures.Unreported(1, START));
        assertThat(store.figures().read().unreported().get(Side.FAILURE))
                .isEqualTo(new StoreFigures.Unreported(1, START.plus(Duration.ofMinutes(2))));
        assertThat(store.figures().read().unreported().get(Side.KEPT)).isEqualTo(new StoreFigures.Unreported(0, null));
        assertThat(store.figures().oldestUnreported()).hasValue(START);

        store.outbox().markReported(Side.SUCCESS, store.outbox().unreported(Side.SUCCESS, true, 10));
        assertThat(store.figures().oldestUnreported()).hasValue(START.plus(Duration.ofMinutes(2)));
    }

    @Test
    void theAgeOfEachSettledIdIsPassedOn() {
        List<Long> ages = new ArrayList<>();
        store.figures().ages().collect(this, ages::add);
        submit("one", 0, 2);
        clock.advance(Duration.ofSeconds(7));
        settle(claim(2).stream().map(AssetStoreContract::deleted).toArray(Result[]::new));

        assertThat(ages).containsExactly(7_000_000_000L, 7_000_000_000L);
    }

    @Test
    void outcomesThatWaitAreThoseThatAreReportedThere() {
        missingIsSuccess = true;
        restart();
        submit("one", 0, 4);
        List<Claim> claims = claim(4);
        settle(failed(claims.get(0), "not-found"));
        clock.advance(Duration.ofMinutes(2));
        settle(failed(claims.get(1), "refused"), deleted(claims.get(2)), failed(claims.get(3), "already-gone"));

        for (Side side : Side.values()) {
            assertThat(store.figures().read().unreported(side).count())
                    .as(side.word())
                    .isEqualTo(store.outbox().unreported(side, true, 10).size());
        }
        assertThat(store.figures().read().unreported(Side.SUCCESS)).isEqualTo(new StoreFigures.Unreported(3, START));
        assertThat(store.figures().read().unreported(Side.FAILURE))
                .isEqualTo(new StoreFigures.Unreported(1, START.plus(Duration.ofMinutes(2))));
    }

    @Test
    void noticesThatWaitAreCountedWithTheOldestAndWhatBecomesOfThem() {
        store.events().record("paused", new Order("bob", "", null, null));
        clock.advance(Duration.ofMinutes(2));
        store.events().record("resumed", new Order("bob", "", null, null));
        assertThat(store.figures().read().notices()).isEqualTo(new StoreFigures.Unreported(2, START));

        store.events().countFailure();
        store.events().remove(store.events().next(1));
        assertThat(store.figures().read().notices())
                .isEqualTo(new StoreFigures.Unreported(1, START.plus(Duration.ofMinutes(2))));
        assertThat(count(Counter.REPORTED, "notice")).isEqualTo(1);
        assertThat(count(Counter.REPORT_FAILURES, "notice")).isEqualTo(1);
    }

    @Test
    void theDelayOfEachReportedOutcomeIsPassedOnOnce() {
        List<Long> delays = new ArrayList<>();
        store.figures().delays().collect(this, delays::add);
        submit("one", 0, 2);
        settle(claim(2).stream().map(AssetStoreContract::deleted).toArray(Result[]::new));
        clock.advance(Duration.ofSeconds(70));
        var outcomes = store.outbox().unreported(Side.SUCCESS, false, 10);
        store.outbox().markReported(Side.SUCCESS, outcomes);
        store.outbox().markReported(Side.SUCCESS, outcomes);

        assertThat(delays).containsExactly(70_000_000_000L, 70_000_000_000L);
    }

    private void request(String key, List<? extends Entry> entries) {
        store.submissions()
                .submit("id of " + key, key, key, Requested.NONE, entries, Ids.sealing(entries.size()), DayLimit.NONE);
    }

    private static Result kept(Claim claim, String reason, String detail) {
        return new Result.Settled(claim, Status.KEPT, reason, 0, null, detail);
    }

    private long count(Counter counter, String label) {
        return store.figures().read().counts().of(counter, label);
    }
}
