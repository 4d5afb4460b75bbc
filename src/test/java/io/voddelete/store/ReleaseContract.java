package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.ListedGuard;
import io.voddelete.store.OrderResult.What;
import io.voddelete.store.Outbox.Side;
import io.voddelete.support.CallDeferredException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a held, stopped or ended submission sends: nothing; and what becomes of its ids. */
public abstract class ReleaseContract extends AssetStoreContract {
    private static final Order ALICE = new Order("alice", "http", null, "CHG-1");

    private final TestPolicy policy = new TestPolicy();

    @Override
    ReleasePolicy policy() {
        return policy;
    }

    private Submission now(Submission submission) {
        return store.sealedSubmissions().find(submission.submissionId()).orElseThrow();
    }

    private Gate gate(Submission submission) {
        return now(submission).release().gate();
    }

    private String plan(Submission held) {
        String sha256 = "sha of " + held.row() + " " + clock.instant();
        store.releases().storePlan(held, Ids.plan(held, sha256, clock.instant()));
        return sha256;
    }

    private OrderResult approve(Submission held) {
        return store.releases().approve(held.submissionId(), plan(held), ALICE);
    }

    private OrderResult cancel(Submission submission) {
        return store.releases().cancel(submission.submissionId(), ALICE);
    }

    private void doTasks() {
        while (store.releases().doTasks(3)) {
            assertThatCountersAgreeWithRows();
        }
        assertThatCountersAgreeWithRows();
    }

    private List<String> claimed(int most) {
        return claim(most).stream()
                .map(claim -> claim.assetId().value())
                .sorted()
                .toList();
    }

    private static List<String> ids(int from, int to) {
        return Ids.lines(from, to).stream().map(line -> line.assetId().value()).toList();
    }

    private void settleAll(Status status, String reason) {
        for (List<Claim> claims = claim(10); !claims.isEmpty(); claims = claim(10)) {
            begin(claims);
            for (Claim claim : claims) {
                settle(new Result.Settled(claim, status, reason, 1, null, null));
            }
        }
    }

    @Test
    void atTheLimitASubmissionIsSentAndOneIdMoreIsHeldUntilItsPlanIsApproved() {
        Submission at = submit("at", 0, 5);
        Submission over = submit("over", 10, 16);

        assertThat(gate(at)).isEqualTo(Gate.RELEASED);
        assertThat(now(over).release().heldFor()).containsExactly(HoldReason.OVER_LIMIT);
        assertThat(claimed(100)).isEqualTo(ids(0, 5));
        assertThat(store.queries().held()).isEqualTo(6);
        assertThat(store.releases().withoutPlan(10)).extracting(Submission::row).containsExactly(over.row());
        assertThat(store.releases().approve(over.submissionId(), "none", ALICE).what())
                .isEqualTo(What.NOT_PLANNED);
        String sha256 = plan(over);
        assertThat(store.releases().approve(over.submissionId(), "another", ALICE))
                .isEqualTo(new OrderResult(What.OTHER_PLAN, Gate.HELD, sha256, null, 0));
        assertThat(claim(100)).isEmpty();
        restart();
        assertThat(claimed(100)).as("freed by the restart").isEqualTo(ids(0, 5));

        Instant approvedAt = clock.instant();
        assertThat(store.releases().approve(over.submissionId(), sha256, ALICE).what())
                .isEqualTo(What.DONE);
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.releases().approve(over.submissionId(), sha256, ALICE))
                .as("a used plan")
                .isEqualTo(new OrderResult(What.ALREADY, Gate.RELEASED, sha256, approvedAt, 0));
        assertThat(claimed(100)).isEqualTo(ids(10, 16));
        assertThat(store.releases().planOf(sha256))
                .map(StoredPlan::submissionId)
                .contains(over.submissionId());
    }

    /** Nobody asks about them again. */
    @Test
    void whatThePlanSawOfAssetsIsToldOfACancelledListAndKnownToTheCallsOfAnApprovedOne() {
        AssetInfo info = new AssetInfo("A film", "PUBLISHED", START.minusSeconds(60));
        Submission cancelled = submit("cancelled", 0, 6);
        Submission approved = submit("approved", 10, 16);
        for (Submission held : List.of(cancelled, approved)) {
            store.releases()
                    .storeSeen(held, List.of(new PlannedAsset(Ids.id(held == approved ? 10 : 0), START, true, info)));
        }
        approve(approved);
        cancel(cancelled);
        doTasks();

        assertThat(store.outbox().unreported(Side.KEPT, false, 10))
                .filteredOn(outcome -> outcome.assetId().equals(Ids.id(0).value()))
                .extracting(Outcome::info, Outcome::requestId)
                .containsExactly(tuple(info, null));
        assertThat(claim(10))
                .filteredOn(claim -> claim.assetId().equals(Ids.id(10)))
                .extracting(claim -> claim.known().info())
                .containsExactly(info);
    }

    @Test
    void aCancelledListIsKeptAndItsIdsCanBeSubmittedAgain() {
        Submission held = submit("held", 0, 8);
        String sha256 = plan(held);
        assertThat(cancel(held).what()).isEqualTo(What.DONE);
        assertThat(cancel(held).what()).isEqualTo(What.ALREADY);
        assertThat(store.releases().approve(held.submissionId(), sha256, ALICE))
                .isEqualTo(new OrderResult(What.WRONG_STATE, Gate.CANCELLED, sha256, null, 0));
        doTasks();

        assertThat(now(held).progress().kept()).isEqualTo(8);
        assertThat(now(held).isDone()).isTrue();
        assertThat(store.queries().totals()).isEqualTo(new Totals(1, 8, 0, 0, 0, 8, 0, 0, 8));
        assertThat(store.sealedSubmissions().takeDone(10))
                .extracting(Submission::row)
                .containsExactly(held.row());
        List<Outcome> kept = store.outbox().unreported(Side.KEPT, false, 100);
        assertThat(kept).hasSize(8).allMatch(one -> "cancelled".equals(one.reason()));
        assertThat(store.outbox().unreported(Side.FAILURE, false, 100)).isEmpty();
        store.outbox().markReported(Side.KEPT, kept);
        assertThat(store.queries().totals().unreported()).isZero();

        submit("again", 0, 3);
        assertThat(claim(100)).extracting(Claim::generation).containsExactly(2, 2, 2);
        assertThat(store.submissions().retry(Ids.id(5), DayLimit.NONE, Requested.NONE))
                .isPresent();
    }

    @Test
    void failedIdsThatAreTriedAgainTogetherAreHeldLikeAnyOtherList() {
        submit("list", 0, 5);
        settleAll(Status.FAILED, "denied");
        policy.submission = 4;

        RetriedIds retried = store.submissions()
                .retry(new FailedIds(null, "denied", null), 10, DayLimit.NONE, Requested.NONE)
                .orElseThrow();

        assertThat(retried.submission().release().heldFor()).containsExactly(HoldReason.OVER_LIMIT);
        assertThat(claim(100)).isEmpty();
        assertThat(approve(retried.submission()).what()).isEqualTo(What.DONE);
        assertThat(claimed(100)).isEqualTo(ids(0, 5));
    }

    @Test
    void ofACancelledListCallsInProgressAreSettledAndClaimedIdsAreNotSent() {
        Submission submission = submit("list", 0, 5);
        List<Claim> claims = claim(4);
        begin(claims.subList(0, 2));
        OrderResult cancelled = cancel(submission);
        assertThat(cancelled.what()).isEqualTo(What.DONE);
        assertThat(cancelled.inCall()).as("too late for them").isEqualTo(2);
        assertThat(begin(claims.subList(2, 4)).isOpen()).as("claimed before").isFalse();
        doTasks();
        assertThat(now(submission).progress().kept()).isEqualTo(3);

        settle(deleted(claims.get(0)));
        settle(new Result.Later(
                claims.get(1),
                claims.get(1).known().withEvidence(Evidence.MAY_HAVE_ACTED, null, "text"),
                clock.instant()));
        List<Claim> again = claim(10);
        assertThat(again)
                .as("to be asked about")
                .singleElement()
                .extracting(Claim::assetId)
                .isEqualTo(Ids.id(1));
        assertThat(begin(again).isOpen()).as("never sent again").isFalse();
        long turn = now(submission).progress().turn();
        assertThat(now(submission).progress())
                .isEqualTo(new Submission.Progress(5, 0, 1, 0, 4, 0, 0, 0, turn, clock.instant(), clock.instant()));
        assertThatCountersAgreeWithRows();
    }

    @Test
    void aCallThatWasBegunIsStillReleasedUntilOneOfItsIdsIsStoppedOrSettled() {
        Submission first = submit("first", 0, 3);
        Submission second = submit("second", 10, 13);
        Batch begun = begin(claim(10));
        assertThat(begun.size()).isEqualTo(6);
        assertThat(store.claims().isStillReleased(begun)).isTrue();

        store.releases().stop(second.submissionId(), ALICE);
        assertThat(store.claims().isStillReleased(begun)).isFalse();
        store.releases().goOn(second.submissionId(), ALICE);
        assertThat(store.claims().isStillReleased(begun)).isTrue();
        cancel(first);
        assertThat(store.claims().isStillReleased(begun)).isFalse();

        Batch other = begin(begun.claims().subList(3, 6));
        assertThat(store.claims().isStillReleased(other)).isTrue();
        settle(deleted(other.claims().get(0)));
        assertThat(store.claims().isStillReleased(other)).isFalse();
    }

    /** It has another owner, which is released. */
    @Test
    void aBegunCallWhoseIdPassesToAnotherReleasedListIsStillReleased() {
        Submission first = submit("first", 0, 1);
        submit("second", 0, 2);
        Batch begun = begin(claim(1));
        cancel(first);
        doTasks();

        assertThat(store.claims().isStillReleased(begun)).isTrue();
    }

    @Test
    void aStoppedListBeginsNoCallAndGoesOnWhereItWas() {
        Submission submission = submit("list", 0, 5);
        List<Claim> claims = claim(3);
        assertThat(store.releases().stop(submission.submissionId(), ALICE).what())
                .isEqualTo(What.DONE);
        assertThat(begin(claims).isOpen()).isFalse();
        assertThat(claim(100)).isEmpty();
        restart();
        assertThat(claim(100)).isEmpty();
        assertThat(store.releases().goOn(submission.submissionId(), ALICE).what())
                .isEqualTo(What.DONE);
        assertThat(claimed(100)).isEqualTo(ids(0, 5));
        assertThat(store.releases().goOn(submission.submissionId(), ALICE).what())
                .isEqualTo(What.ALREADY);
        assertThat(store.releases().undo(submission.submissionId(), ALICE).what())
                .isEqualTo(What.WRONG_STATE);
        assertThat(store.releases().stop("unknown", ALICE).what()).isEqualTo(What.UNKNOWN);
    }

    @Test
    void anIdThatAHeldListAndAFreeOneNameIsSentWithTheFreeOne() {
        Submission held = submit("held", 0, 8);
        Submission free = submit("free", 4, 7);
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(4, 7));
        assertThat(now(free).progress().accepted()).isEqualTo(3);
        assertThat(now(held).progress().accepted()).isEqualTo(5);
        assertThat(store.releases().ids(now(held), 0, 100))
                .as("three of them may come back, if the free list is stopped")
                .hasSize(8);

        cancel(held);
        doTasks();
        restart();
        assertThat(claimed(100)).isEqualTo(ids(4, 7));
        assertThat(now(held).progress().kept()).isEqualTo(5);
    }

    /** Nobody has to decide about it, and it must not expire after it was reported as done. */
    @Test
    void aHeldListWhoseIdsWereAllSettledWithOthersIsDoneAndWaitsNoLonger() {
        policy.submission = 2;
        Submission held = run("2", 2, 7);
        Submission unplanned = submit("unplanned", 2, 7);
        plan(held);
        policy.submission = 5;
        submit("free", 2, 7);
        doTasks();
        assertThat(store.runLog().heldRun("nightly")).contains(held.submissionId());
        settleAll(Status.DELETED, null);

        assertThat(List.of(now(held), now(unplanned))).allSatisfy(done -> {
            assertThat(done.isDone()).isTrue();
            assertThat(done.release().until()).isNull();
            assertThat(SubmissionState.of(done)).isEqualTo(SubmissionState.DONE);
            assertThat(done.folder()).isEqualTo("done");
        });
        assertThat(store.runLog().heldRun("nightly")).isEmpty();
        assertThat(store.releases().withoutPlan(10)).isEmpty();
        clock.advance(Duration.ofDays(8));
        assertThat(store.releases().tick(clock.instant())).isEmpty();
        assertThatCountersAgreeWithRows();
    }

    @Test
    void aHeldListThatIsDroppedAgainIsHeldAgainAndSoAreMostOfItsIds() {
        submit("held", 0, 8);
        Submission again = submit("again", 0, 8);
        Submission most = submit("most", 0, 6);
        doTasks();
        assertThat(now(again).release().heldFor()).containsExactly(HoldReason.OVER_LIMIT);
        assertThat(gate(most)).isEqualTo(Gate.HELD);
        assertThat(claim(100)).isEmpty();
        policy.day = 6;
        assertThat(gate(submit("slice", 0, 5))).isEqualTo(Gate.RELEASED);
        assertThat(gate(submit("next slice", 5, 8)))
                .as("slices count for the day")
                .isEqualTo(Gate.HELD);
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(0, 5));
    }

    @Test
    void aClaimedIdThatPassesToAListBeingReadIsNotSentWithIt() {
        Submission released = submit("released", 0, 5);
        List<Claim> claims = claim(5);
        Submission read = store.submissions().open("read", "file:read");
        store.submissions().accept(read, Ids.lines(0, 9));
        cancel(released);
        doTasks();
        assertThat(begin(claims).isOpen()).as("the other list is not sealed").isFalse();
        store.submissions().seal(read, Ids.sealing(9));
        assertThat(gate(read)).isEqualTo(Gate.HELD);
        assertThat(claim(100)).isEmpty();
        assertThatCountersAgreeWithRows();
    }

    /** What was checked for it, such as the approval of the old list, is not true of the new one. */
    @Test
    void aClaimedIdThatPassesToAnotherReleasedListIsClaimedAnew() {
        Submission approved = submit("approved", 0, 6);
        approve(approved);
        List<Claim> claims = claim(10);
        assertThat(claims).hasSize(6);
        begin(claims.subList(5, 6));
        submit("small", 4, 6);
        cancel(approved);
        doTasks();

        assertThat(begin(claims.subList(4, 5)).isOpen()).isFalse();
        assertThat(claimed(10)).as("but not the one whose call has begun").isEqualTo(ids(4, 5));
    }

    @Test
    void aListThatNamesAHeldIdTwiceTakesItOnce() {
        Submission held = submit("held", 0, 8);
        Submission twice = submit("twice", List.of(Ids.line(3, 1), Ids.line(5, 20), Ids.line(7, 1)));
        doTasks();
        assertThat(claimed(100)).isEqualTo(List.of(Ids.id(1).value(), Ids.id(20).value()));
        settleAll(Status.DELETED, null);
        assertThat(now(twice).isDone()).isFalse();
        cancel(held);
        doTasks();
        assertThat(now(held).progress().kept()).isEqualTo(7);
    }

    @Test
    void anIdOfAnotherListThatAListNamesTwiceIsInItsPlanOnce() {
        submit("other", 0, 5);
        Submission held = submit(
                "held",
                List.of(
                        Ids.line(1, 10),
                        Ids.line(2, 1),
                        Ids.line(3, 11),
                        Ids.line(4, 1),
                        Ids.line(5, 12),
                        Ids.line(6, 13),
                        Ids.line(7, 1),
                        Ids.line(8, 14)));
        assertThat(gate(held)).isEqualTo(Gate.HELD);
        assertThat(store.releases().ids(held, 0, 100))
                .extracting(Releases.PlannedId::line)
                .containsExactly(1L, 2L, 3L, 5L, 6L, 8L);
        assertThat(store.releases().ids(held, 2, 100))
                .extracting(Releases.PlannedId::line)
                .containsExactly(3L, 5L, 6L, 8L);
    }

    @Test
    void theSmallestListWithoutAPlanIsTheNext() {
        Submission large = submit("large", 0, 20);
        Submission small = submit("small", 100, 106);
        Submission later = submit("later", 200, 206);
        assertThat(store.releases().withoutPlan(10))
                .extracting(Submission::row)
                .containsExactly(small.row(), later.row(), large.row());
        plan(small);
        assertThat(store.releases().withoutPlan(1)).extracting(Submission::row).containsExactly(later.row());
    }

    @Test
    void anIdOfABrokenReadGoesToTheReleasedListAndNotToAnOlderHeldOne() {
        Submission broken = store.submissions().open("broken", "file:broken");
        store.submissions().accept(broken, Ids.lines(0, 3));
        submit("held", 0, 8);
        Submission free = submit("free", 0, 3);
        store.submissions().abandon(broken);
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(0, 3));
        assertThat(now(free).progress().accepted()).isEqualTo(3);
        assertThatCountersAgreeWithRows();
    }

    @Test
    void idsOfACancelledListDoNotGoToAReadThatWasBrokenOff() {
        Submission held = submit("held", 0, 8);
        Submission broken = store.submissions().open("broken", "file:broken");
        store.submissions().accept(broken, Ids.lines(0, 8));
        store.submissions().abandon(broken);
        Submission corrected = submit("corrected", 0, 9);
        cancel(held);
        doTasks();
        assertThat(now(held).progress().accepted()).isZero();
        assertThat(store.releases().ids(now(corrected), 0, 100)).hasSize(9);
        cancel(corrected);
        doTasks();
        assertThat(now(corrected).progress().kept()).isEqualTo(9);
        assertThat(now(held).isDone()).isTrue();
    }

    @Test
    void anIdThatAListNamesOftenIsCountedOnce() {
        Submission five = submit(
                "five",
                List.of(
                        Ids.line(1, 0),
                        Ids.line(2, 1),
                        Ids.line(3, 1),
                        Ids.line(4, 2),
                        Ids.line(5, 3),
                        Ids.line(6, 4),
                        Ids.line(7, 0)));
        assertThat(gate(five)).isEqualTo(Gate.RELEASED);
        policy.day = 9;
        for (int run = 0; run < 5; run++) {
            assertThat(gate(submit("again " + run, 0, 5)))
                    .as("what is released already does not count for the day")
                    .isEqualTo(Gate.RELEASED);
        }
    }

    @Test
    void whatWasStoppedInItsGracePeriodGetsAnotherOne() {
        policy.grace = Duration.ofMinutes(5);
        Submission submission = submit("list", 0, 5);
        store.releases().stop(submission.submissionId(), ALICE);
        clock.advance(Duration.ofMinutes(10));
        assertThat(store.releases().goOn(submission.submissionId(), ALICE).gate())
                .isEqualTo(Gate.GRACE);
        assertThat(claim(100)).isEmpty();
        assertThat(store.releases().undo(submission.submissionId(), ALICE).what())
                .isEqualTo(What.DONE);
    }

    @Test
    void ofTwoHeldListsWithTheSameIdsTheApprovedOneSendsThemOnce() {
        Submission first = submit("first", 0, 8);
        Submission second = submit("second", 4, 12);
        doTasks();
        assertThat(store.releases().ids(now(second), 0, 100))
                .extracting(Releases.PlannedId::assetId)
                .containsExactlyElementsOf(
                        Ids.lines(4, 12).stream().map(line -> line.assetId()).toList());
        cancel(first);
        doTasks();
        assertThat(now(first).progress().kept()).as("those that only it names").isEqualTo(4);
        approve(second);
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(4, 12));
        assertThat(now(first).isDone()).isFalse();
        restart();
        settleAll(Status.DELETED, null);
        assertThat(now(first).isDone()).isTrue();
        assertThat(now(second).progress().deleted()).isEqualTo(8);
    }

    @Test
    void anIdOfAListThatIsBeingReadWhenTheOtherIsCancelledIsNotLost() {
        Submission held = submit("held", 0, 8);
        Submission read = store.submissions().open("read", "file:read");
        store.submissions().accept(read, Ids.lines(6, 9));
        cancel(held);
        doTasks();
        store.submissions().seal(read, Ids.sealing(3));
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(6, 9));
        assertThatCountersAgreeWithRows();
    }

    @Test
    void theDayLimitCountsWhatWasReleasedWithoutApprovalInTheLast24Hours() {
        policy.day = 10;
        submit("a", 0, 5);
        clock.advance(Duration.ofHours(12));
        submit("b", 10, 15);
        assertThat(now(submit("c", 20, 21)).release().heldFor()).containsExactly(HoldReason.DAY_LIMIT);
        clock.advance(Duration.ofHours(12).plusMinutes(2));
        Submission later = submit("d", 30, 35);
        assertThat(gate(later)).as("the first five are a day old").isEqualTo(Gate.RELEASED);
        Submission over = submit("e", 40, 41);
        assertThat(gate(over)).isEqualTo(Gate.HELD);
        assertThat(approve(over).what()).isEqualTo(What.DONE);
        restart();
        clock.advance(Duration.ofHours(12));
        assertThat(gate(submit("f", 50, 55))).as("approved ids do not count").isEqualTo(Gate.RELEASED);
        clock.setBy(Duration.ofHours(-20));
        assertThat(gate(submit("g", 60, 61)))
                .as("a clock that is set back frees nothing")
                .isEqualTo(Gate.HELD);
        clock.setBy(Duration.ofHours(45));
        assertThat(gate(submit("h", 70, 71))).as("the day is that of the clock").isEqualTo(Gate.RELEASED);
    }

    /** Several share a transaction then. */
    @Test
    void manyListsAtOnceDoNotGetPastTheDayLimitTogether() throws Exception {
        policy.day = 30;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Submission>> sent = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int first = i * 2;
            sent.add(threads.submit(() -> store.submissions()
                    .submit(
                            "id-" + first,
                            "key-" + first,
                            "webhook:" + first,
                            Requested.NONE,
                            Ids.lines(first, first + 2),
                            new Seal(2, null, null),
                            DayLimit.NONE)
                    .submission()));
        }
        List<Gate> gates = new ArrayList<>();
        for (Future<Submission> each : sent) {
            Submission told = each.get();
            assertThat(told).isEqualTo(now(told));
            gates.add(told.release().gate());
        }
        threads.shutdown();

        assertThat(gates).filteredOn(gate -> gate == Gate.RELEASED).hasSize(15);
        assertThat(store.releases().releasedInADay()).isEqualTo(30);
        assertThatCountersAgreeWithRows();
    }

    /** Such as a clock whose battery is empty, until it is set by the network. */
    @Test
    void aClockThatJumpsForwardAndBackMakesTheDayNoLonger() {
        policy.day = 10;
        clock.setBy(Duration.ofDays(30));
        assertThat(gate(submit("a", 0, 5))).isEqualTo(Gate.RELEASED);
        clock.setBy(Duration.ofDays(-30));
        assertThat(gate(submit("b", 10, 15))).isEqualTo(Gate.RELEASED);
        assertThat(store.releases().releasedInADay()).isEqualTo(10);
        assertThat(gate(submit("c", 20, 21))).as("nothing is free by it").isEqualTo(Gate.HELD);
        clock.advance(Duration.ofHours(23));
        assertThat(gate(submit("d", 30, 31))).isEqualTo(Gate.HELD);

        clock.advance(Duration.ofHours(1).plusMinutes(2));
        assertThat(store.releases().releasedInADay()).isZero();
        assertThat(gate(submit("e", 40, 45))).isEqualTo(Gate.RELEASED);
    }

    @Test
    void aRunThatIsMuchLargerThanTheLastOnesIsHeldAndCountsOnlyOnceItIsApproved() {
        policy.submission = 1_000;
        Submission first = run("1", 0, 2);
        assertThat(gate(first)).isEqualTo(Gate.RELEASED);
        Submission large = run("2", 10, 40);
        assertThat(now(large).release().heldFor()).containsExactly(HoldReason.UNUSUAL_SIZE);
        Submission next = run("3", 100, 130);
        assertThat(gate(next)).isEqualTo(Gate.HELD);
        approve(large);
        assertThat(gate(run("4", 200, 230))).isEqualTo(Gate.RELEASED);
        for (int i = 0; i < 10; i++) {
            run("small " + i, 300 + i, 301 + i);
        }
        assertThat(gate(run("5", 400, 430))).as("ten small runs later").isEqualTo(Gate.HELD);
    }

    private Submission run(String key, int from, int to) {
        clock.advance(Duration.ofMinutes(1));
        Submission submission = store.submissions().open(key, "schedule:nightly@" + key);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions()
                .seal(
                        submission,
                        Ids.sealing(to - from),
                        "nightly",
                        new LastRun(clock.instant(), "0 0 3 * * ? UTC", List.of()));
        return submission;
    }

    @Test
    void whenHalfOfAListHasFailedTheRestIsHeldOnce() {
        policy.submission = 100;
        Submission submission = submit("list", 0, 30);
        List<Claim> claims = claim(10);
        begin(claims);
        for (Claim claim : claims.subList(0, 4)) {
            settle(failed(claim, "not-found"));
        }
        assertThat(now(submission).release().heldFor()).containsExactly(HoldReason.FAILURES);
        assertThat(claim(100)).isEmpty();
        for (Claim claim : claims.subList(4, 10)) {
            assertThat(settle(deleted(claim))).as("its call was begun").isEqualTo(1);
        }
        assertThat(approve(submission).what()).isEqualTo(What.DONE);
        settleAll(Status.FAILED, "not-found");
        assertThat(now(submission).isDone()).isTrue();
    }

    @Test
    void duringTheGracePeriodNothingIsSentAndAllCanBeUndone() {
        policy.grace = Duration.ofMinutes(5);
        Submission undone = submit("undone", 0, 5);
        Submission sent = submit("sent", 10, 15);
        assertThat(gate(sent)).isEqualTo(Gate.GRACE);
        assertThat(store.releases().nextTick()).contains(clock.instant().plus(policy.grace));
        assertThat(claim(100)).isEmpty();
        assertThat(store.releases().undo(undone.submissionId(), ALICE).what()).isEqualTo(What.DONE);
        clock.advance(Duration.ofMinutes(5));
        assertThat(claim(100)).as("before the tick").isEmpty();
        assertThat(store.releases().tick(clock.instant()))
                .extracting(Submission::row)
                .containsExactly(sent.row());
        doTasks();
        assertThat(claimed(100)).isEqualTo(ids(10, 15));
        assertThat(store.outbox().unreported(Side.KEPT, false, 10))
                .hasSize(5)
                .allMatch(one -> "undone".equals(one.reason()));
        assertThat(store.releases().undo(sent.submissionId(), ALICE).what()).isEqualTo(What.WRONG_STATE);
    }

    @Test
    void aClockThatIsSetMakesNoGracePeriodShorterAndNoneMuchLonger() {
        policy.grace = Duration.ofMinutes(5);
        Submission before = submit("before", 0, 5);
        clock.advance(Duration.ofMinutes(1));
        Duration step = Duration.ofDays(8);
        clock.setBy(step);
        Submission after = submit("after", 10, 15);
        assertThat(store.releases().clockWasSet(step, clock.instant())).isEqualTo(1);
        assertThat(store.releases().tick(clock.instant())).isEmpty();
        clock.advance(Duration.ofMinutes(4));
        assertThat(store.releases().tick(clock.instant()))
                .extracting(Submission::row)
                .containsExactly(before.row());

        clock.setBy(step.negated());
        assertThat(store.releases().clockWasSet(step.negated(), clock.instant()))
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(4));
        assertThat(store.releases().tick(clock.instant())).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.releases().tick(clock.instant()))
                .extracting(Submission::row)
                .containsExactly(after.row());
    }

    /** The plan names the day, and what expires is kept. */
    @Test
    void aClockThatIsSetMovesNoExpiry() {
        Submission held = submit("held", 0, 8);
        plan(held);
        clock.setBy(Duration.ofDays(7));
        assertThat(store.releases().clockWasSet(Duration.ofDays(7), clock.instant()))
                .isZero();
        assertThat(store.releases().tick(clock.instant()))
                .extracting(Submission::row)
                .containsExactly(held.row());
        doTasks();
        assertThat(now(held).progress().kept()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-10-24T12:00:00Z", "2027-03-27T12:00:00Z"})
    void aDayHas24HoursAlsoWhenTheClocksChangeThatNight(Instant noon) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            clock.set(noon);
            policy.day = 5;
            submit("a", 0, 5);
            clock.advance(Duration.ofHours(24).minusMinutes(1));
            assertThat(gate(submit("b", 10, 11))).isEqualTo(Gate.HELD);
            clock.advance(Duration.ofMinutes(3));
            assertThat(gate(submit("c", 20, 21))).isEqualTo(Gate.RELEASED);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void ofAnApprovalAndTheExpiryAtTheSameInstantOneWinsAndTheOtherIsTold() throws Exception {
        for (int round = 0; round < 30; round++) {
            Submission held = submit("held " + round, 10 * round, 10 * round + 8);
            String sha256 = plan(held);
            clock.advance(Duration.ofDays(7).minusMillis(1));
            FutureTask<List<Submission>> expiry = new FutureTask<>(() -> {
                clock.advance(Duration.ofMillis(1));
                return store.releases().tick(clock.instant());
            });
            new Thread(expiry).start();
            OrderResult told = store.releases().approve(held.submissionId(), sha256, ALICE);
            boolean approved = told.what() == What.DONE;

            assertThat(told.what()).isIn(What.DONE, What.EXPIRED);
            assertThat(told.gate()).isEqualTo(approved ? Gate.RELEASED : Gate.EXPIRED);
            assertThat(expiry.get()).hasSizeLessThanOrEqualTo(approved ? 0 : 1);
            assertThat(gate(held)).isEqualTo(told.gate());
            List<Events.Event> events = store.events().next(10);
            assertThat(events)
                    .extracting(Events.Event::name)
                    .containsExactly("held", approved ? "approved" : "expired");
            store.events().remove(events);
        }
        doTasks();
    }

    @Test
    void anApprovalAfterTheExpiryReleasesNothingEvenBeforeTheTick() {
        Submission held = submit("held", 0, 8);
        String sha256 = plan(held);
        clock.advance(Duration.ofDays(7));
        assertThat(store.releases().approve(held.submissionId(), sha256, ALICE).what())
                .isEqualTo(What.EXPIRED);
        assertThat(gate(held)).isEqualTo(Gate.EXPIRED);
        clock.setBy(Duration.ofDays(-3));
        assertThat(store.releases().approve(held.submissionId(), sha256, ALICE).what())
                .as("the clock was set back")
                .isEqualTo(What.EXPIRED);
        doTasks();
        assertThat(now(held).progress().kept()).isEqualTo(8);

        Submission other = submit("other", 20, 28);
        plan(other);
        clock.advance(Duration.ofDays(8));
        assertThat(store.releases().tick(clock.instant()))
                .extracting(Submission::row)
                .containsExactly(other.row());
        doTasks();
        assertThat(store.outbox().unreported(Side.KEPT, false, 100))
                .hasSize(16)
                .allMatch(one -> "expired".equals(one.reason()));
    }

    @Test
    void aProtectedIdLeavesTheCallAndABlockedCallDoesNotBegin() {
        submit("list", 0, 3);
        List<Claim> claims = claim(10);
        CallGuard protects = new ListedGuard(Set.of(Ids.id(1)));
        Batch begun = store.claims().beginCall("call", new Batch(claims), LEASE, protects);
        assertThat(begun.claims()).extracting(Claim::assetId).containsExactly(Ids.id(0), Ids.id(2));
        Outcome kept = store.outbox().unreported(Side.KEPT, false, 10).get(0);
        assertThat(kept.assetId()).isEqualTo(Ids.id(1).value());
        assertThat(kept.reason()).isEqualTo("protected");
        assertThat(kept.attempts()).isZero();
        begun.claims().forEach(claim -> settle(deleted(claim)));
        assertThatCountersAgreeWithRows();

        submit("next", 10, 12);
        List<Claim> next = claim(10);
        assertThatThrownBy(() -> store.claims()
                        .beginCall("no", new Batch(next), LEASE, new ListedGuard(Set.of(Ids.id(11)), "stopped")))
                .isInstanceOf(CallDeferredException.class)
                .hasMessageContaining("stopped");
        assertThat(store.outbox().unreported(Side.KEPT, false, 10)).hasSize(1);
        assertThat(begin(next).size()).as("nothing was changed").isEqualTo(2);
    }

    @Test
    void manyHeldIdsCostASmallListBehindThemNothing() {
        policy.submission = 1_000;
        submit("large", 0, 20_000);
        submit("small", 30_000, 30_010);
        assertThat(claimed(10)).isEqualTo(ids(30_000, 30_010));
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void eachOrderIsAnEventInItsTransaction() {
        Submission held = submit("held", 0, 8);
        approve(held);
        store.releases().stop(held.submissionId(), ALICE);
        cancel(held);
        List<Events.Event> events = store.events().next(10);
        assertThat(events).extracting(Events.Event::name).containsExactly("held", "approved", "stopped", "cancelled");
        assertThat(events.get(1).who()).isEqualTo("alice");
        assertThat(events.get(1).reason()).isEqualTo("CHG-1");
        assertThat(events.get(1).submission()).isNotNull();
        store.events().remove(events.subList(0, 3));
        restart();
        assertThat(store.events().next(10)).extracting(Events.Event::name).containsExactly("cancelled");
    }

    /** The audit log, the events and the submission must name the same person. */
    @Test
    void whoApprovedItIsKeptAsTheOrderHasIt() {
        policy.always = true;
        Submission held = submit("a", 0, 3);

        store.releases()
                .approve(held.submissionId(), plan(held), new Order("CORP\\u005canna", "folder", null, "C:\\u005cx"));

        assertThat(now(held).release().approvedBy()).isEqualTo("CORP\\u005canna");
        assertThat(now(held).release().approvalReason()).isEqualTo("C:\\u005cx");
        assertThat(store.events().next(10)).last().satisfies(event -> {
            assertThat(event.who()).isEqualTo("CORP\\u005canna");
            assertThat(event.reason()).isEqualTo("C:\\u005cx");
        });
    }

    @Test
    void whoApprovedItAndWhyIsKept() {
        policy.always = true;
        Submission held = submit("a", 0, 3);

        approve(held);

        assertThat(now(held).release().approvedBy()).isEqualTo("alice");
        assertThat(now(held).release().approvalReason()).isEqualTo("CHG-1");
        assertThat(store.queries()
                        .asset(Ids.id(0), VisibleSubmissions.ALL)
                        .orElseThrow()
                        .newest()
                        .named()
                        .asked())
                .isEqualTo(new AssetHistory.Asked(Requested.NONE, clock.instant(), "alice", "CHG-1"));
        assertThat(now(held).release().approvedAt()).isEqualTo(clock.instant());
    }
}
