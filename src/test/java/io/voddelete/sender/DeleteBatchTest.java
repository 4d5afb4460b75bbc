package io.voddelete.sender;

import static io.voddelete.sender.Sending.words;
import static io.voddelete.sender.StoreKit.answer;
import static io.voddelete.sender.StoreKit.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.store.Order;
import io.voddelete.store.OrderResult;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Releases;
import io.voddelete.store.Submission;
import io.voddelete.support.CallDeferredException;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DeleteBatchTest {
    /** Since Java 25 unnamed threads are of a shared pool, which has a single thread on a machine of two cores. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private static final Order ALICE = new Order("alice", "http", null, null);

    @TempDir
    Path directory;

    private Sending sending;

    @BeforeEach
    void open() {
        sending = new Sending(directory, true);
    }

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void aCallThatWasBegunMayHaveActedWhateverBecomesOfTheProcess() {
        sending.deleteBatch.beginCall(sending.batch("a", "b"));

        sending.kit.clock.advance(StoreKit.LEASE.plusMillis(1));

        assertThat(sending.due()).hasSize(2).allSatisfy(known -> {
            assertThat(known.evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
            assertThat(known.ask()).isTrue();
        });
    }

    @Test
    void aLostClaimLeavesTheBatchBeforeTheCall() {
        Batch batch = sending.batch("a", "b");
        sending.kit.clock.advance(StoreKit.LEASE.plusMillis(1));
        assertThat(sending.kit.claim(1)).hasSize(1);

        assertThat(sending.deleteBatch.beginCall(batch).size()).isEqualTo(1);
    }

    @Test
    void aBatchWithoutAnyClaimIsNotCalled() {
        Batch batch = sending.batch("a");
        sending.kit.clock.advance(StoreKit.LEASE.plusMillis(1));
        sending.kit.claim(1);

        assertThatThrownBy(() -> sending.deleteBatch.beginCall(batch)).isInstanceOf(CallDeferredException.class);
    }

    @Test
    void nothingIsBegunAfterTheStop() {
        Batch batch = sending.batch("a");
        sending.work.stop();

        assertThatThrownBy(() -> sending.deleteBatch.beginCall(batch)).isInstanceOf(CallDeferredException.class);
        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("stopping"));

        assertThat(sending.due()).as("no write of its own at the stop").isEmpty();
        sending.kit.store().claims().releaseUnbegun();
        assertThat(sending.due()).as("the stop frees it").containsExactly(Claim.Known.NOTHING);
    }

    @Test
    void aSlotThatLeavesNoTimeForTheCallIsNotTaken() {
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a"));
        sending.deletePacer.hold(StoreKit.LEASE.minus(Sending.TIMEOUT).plusMillis(1));

        assertThatThrownBy(() -> sending.deleteBatch.waitForSlot(batch)).isInstanceOf(CallDeferredException.class);
        assertThat(sending.callSlot.calls()).isZero();
    }

    @Test
    void aProcessThatSleptTooLongDoesNotSend() {
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a"));
        sending.kit.clock.advance(StoreKit.LEASE.minus(Sending.TIMEOUT).plusMillis(1));

        assertThatThrownBy(() -> sending.deleteBatch.waitForSlot(batch))
                .isInstanceOf(CallDeferredException.class)
                .hasMessageContaining("lease");
        assertThat(sending.callSlot.calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "cancel"})
    void aListThatIsStoppedWhileItsCallWaitsForASlotIsNotSentAndUsesNoSlot(String order) {
        Submission list = sending.kit.accept("a", "b");
        Batch batch = sending.deleteBatch.beginCall(new Batch(sending.kit.claim(2)));
        sending.deletePacer.hold(Duration.ofSeconds(30));
        CompletableFuture<Batch> sent =
                CompletableFuture.supplyAsync(() -> sending.deleteBatch.waitForSlot(batch), THREADS);
        await().until(() -> sending.deletePacer.waitingIds() == 2);
        OrderResult result = order.equals("stop")
                ? releases().stop(list.submissionId(), ALICE)
                : releases().cancel(list.submissionId(), ALICE);
        assertThat(result.what()).isEqualTo(OrderResult.What.DONE);

        assertThat(sent)
                .as("though the slot has not come")
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(CallDeferredException.class);
        assertNothingWasSent();
        while (releases().doTasks(10)) {
            assertThat(keptAs()).as("the call may still be sent").isEmpty();
        }
        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("stopped"));
        sending.kit.clock.advance(Duration.ofMinutes(1));
        if (order.equals("stop")) {
            assertThat(sending.due()).isEmpty();
            releases().goOn(list.submissionId(), ALICE);
            assertThat(sending.due()).as("nothing is known of a call").containsOnly(Claim.Known.NOTHING);
        } else {
            Batch again = new Batch(sending.kit.claim(10));
            assertThatThrownBy(() -> sending.deleteBatch.beginCall(again)).isInstanceOf(CallDeferredException.class);
            assertThat(keptAs()).containsExactly(tuple("a", "cancelled"), tuple("b", "cancelled"));
        }
    }

    @Test
    void anIdThatIsProtectedWhileItsCallWaitsForASlotIsKeptAndTheOthersAreSentLater() throws IOException {
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a", "b"));
        Files.writeString(directory.resolve("protected.txt"), "a\n");

        assertThatThrownBy(() -> sending.deleteBatch.waitForSlot(batch)).isInstanceOf(CallDeferredException.class);
        assertNothingWasSent();
        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("protected"));
        sending.kit.clock.advance(Duration.ofSeconds(1));
        Batch again = sending.send(new Batch(sending.kit.claim(10)));

        assertThat(again.commaSeparated()).isEqualTo("b");
        assertThat(keptAs()).containsExactly(tuple("a", "protected"));
    }

    /** The order came when the slot was taken already. */
    @Test
    void aListThatIsStoppedWhileTheSlotOfItsCallIsStoredIsNotSent() {
        Submission list = sending.kit.accept("a");
        Batch batch = sending.deleteBatch.beginCall(new Batch(sending.kit.claim(1)));
        sending.whenSlotIsStored = () -> releases().stop(list.submissionId(), ALICE);

        assertThatThrownBy(() -> sending.deleteBatch.waitForSlot(batch)).isInstanceOf(CallDeferredException.class);

        assertThat(sending.callSlot.calls()).isZero();
    }

    private void assertNothingWasSent() {
        assertThat(sending.callSlot.calls()).isZero();
        assertThat(sending.deletePacer.calls()).as("slots").isZero();
    }

    private Releases releases() {
        return sending.kit.store().releases();
    }

    private List<Tuple> keptAs() {
        return outcomes(Side.KEPT).stream()
                .map(one -> tuple(one.assetId(), one.reason()))
                .toList();
    }

    @Test
    void aBatchThatWasBegunAndNotSentIsAsBefore() {
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a"));

        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("stopping"));

        assertThat(sending.due()).as("not again and again at once").isEmpty();
        sending.kit.clock.advance(Duration.ofMillis(200));
        assertThat(sending.due()).containsExactly(Claim.Known.NOTHING);
    }

    @Test
    void aBatchThatWasSentAndBrokenOffMayHaveActed() {
        Batch batch = sending.sent("a");

        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.releaseHeld(batch, new IllegalStateException("a bug"));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR A DELETE call failed unexpectedly")
                    .contains("pending: 1");
        }
        assertThat(sending.due()).as("not at once").isEmpty();
        sending.kit.clock.advance(Duration.ofSeconds(10));
        assertThat(sending.due()).singleElement().satisfies(known -> {
            assertThat(known.evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
            assertThat(known.attempts()).isEqualTo(1);
            assertThat(known.delays()).as("longer each time").isEqualTo(1);
        });
    }

    @Test
    void eachWordIsSettledForItsId() {
        Batch batch = sending.sent("a", "b", "c");

        sending.deleteBatch.settle(batch, results(words("a=DELETED", "b=FAILED")));

        assertThat(outcomes(Side.SUCCESS)).extracting(Outcome::assetId).containsExactly("a");
        assertThat(outcomes(Side.FAILURE)).isEmpty();
        assertThat(sending.due()).singleElement().satisfies(known -> {
            assertThat(known.evidence()).isEqualTo(Evidence.REFUSED);
            assertThat(known.ask()).isTrue();
        });
        assertThat(sending.settled).hasValue(1);
        assertThat(sending.callSlot.calls()).isEqualTo(1);
    }

    @Test
    void anIdThatWasNotAskedForIsNoOutcomeAndIsLoggedEscaped() {
        Batch batch = sending.sent("a");
        sending.kit.accept("z");

        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.settle(batch, results(words("a=DELETED", "\\u001b[2J=DELETED", "z=DELETED")));

            assertThat(log.lines()).singleElement().asString().contains("WARN", "'\\u001b[2J'");
        }
        assertThat(outcomes(Side.SUCCESS)).extracting(Outcome::assetId).containsExactly("a");
    }

    @Test
    void theFirstFaultIsSaidAndItsEnd() {
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.settle(sending.sent("a"), error(500, "VOD.10051"));
            sending.kit.clock.advance(Duration.ofSeconds(1));
            sending.deleteBatch.settle(sending.sent("b"), error(500, "VOD.10051"));
            sending.kit.clock.advance(Duration.ofSeconds(1));
            sending.deleteBatch.settle(sending.sent("c"), results(words("c=DELETED")));

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("WARN A DELETE call failed: HTTP 500 VOD.10051: made up. "),
                            line -> assertThat(line).isEqualTo("INFO A DELETE call works again, after 2 failures"));
        }
    }

    @Test
    void theStackTraceOfABugIsSaidOnceInARow() {
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            for (String id : List.of("a", "b", "c")) {
                sending.deleteBatch.releaseHeld(sending.batch(id), new IllegalStateException("a bug"));
            }

            assertThat(log.lines()).hasSize(3);
            assertThat(log.text()).containsOnlyOnce("at io.voddelete.sender.DeleteBatchTest");
        }
    }

    @Test
    void anotherFaultIsSaidInTheSameMinuteToo() {
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.settle(sending.sent("a"), error(500, "VOD.10051"));
            sending.kit.clock.advance(Duration.ofSeconds(1));
            sending.deleteBatch.settle(sending.sent("b"), StoreKit.answer(502, "<html>"));
            sending.kit.clock.advance(Duration.ofSeconds(1));
            sending.deleteBatch.settle(sending.sent("c"), error(500, "VOD.10051"));
            sending.kit.clock.advance(Duration.ofSeconds(1));
            sending.deleteBatch.settle(sending.sent("d"), VodResponse.none("the proxy refused a tunnel", false));

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("WARN A DELETE call failed: HTTP 500 VOD.10051: "),
                            line -> assertThat(line).startsWith("WARN A DELETE call failed: HTTP 502: "),
                            line -> assertThat(line)
                                    .startsWith(
                                            "WARN A DELETE call failed 2 times, the last time: no response: the proxy refused a tunnel. "));
        }
    }

    @Test
    void aCallThatIsSpoiledIsFollowedBySmallerOnesThatFindTheIdAtFault() {
        mayNotAsk();
        Batch batch = sending.sent("a", "b", "c", "d");
        List<String> calls = new ArrayList<>();

        while (batch.isOpen()) {
            calls.add(batch.commaSeparated());
            boolean spoiled = batch.byAssetId().containsKey("b");
            String deleted = batch.claims().stream()
                    .map(claim -> claim.assetId() + "=DELETED")
                    .collect(Collectors.joining(" "));
            VodResponse response = spoiled ? error(403, "VOD.10062") : results(words(deleted.split(" ")));
            batch = sending.deleteBatch.settle(batch, response);
            if (batch.isOpen()) {
                sending.kit.clock.advance(Duration.ofSeconds(1));
                batch = sending.send(batch);
            }
        }

        assertThat(calls).containsExactly("a,b,c,d", "a,b", "a", "b");
        assertThat(outcomes(Side.SUCCESS)).extracting(Outcome::assetId).containsExactly("a");
        assertThat(outcomes(Side.FAILURE))
                .extracting(Outcome::assetId, Outcome::reason)
                .containsExactly(tuple("b", "not-found"));
        assertThat(sending.due()).as("c and d are free again, at once").hasSize(2);
    }

    @Test
    void whatIsLeftOfABatchThatIsBrokenOffIsFreeAgain() {
        mayNotAsk();
        Batch batch = sending.deleteBatch.settle(sending.sent("a", "b", "c", "d"), error(403, "VOD.10062"));
        sending.kit.clock.advance(Duration.ofSeconds(1));

        sending.deleteBatch.releaseHeld(sending.send(batch), new IllegalStateException("a bug"));

        sending.kit.clock.advance(Duration.ofSeconds(10));
        assertThat(sending.due())
                .extracting(Claim.Known::evidence)
                .containsExactlyInAnyOrder(
                        Evidence.MAY_HAVE_ACTED, Evidence.MAY_HAVE_ACTED, Evidence.CALL_REFUSED, Evidence.CALL_REFUSED);
    }

    /** Between two calls nothing is on its way: what the first call has told of them stays, and no call is counted. */
    @Test
    void whatIsLeftOfABatchWhoseNextCallIsNotBegunIsAsItsLastCallLeftIt() {
        mayNotAsk();
        Batch next = sending.deleteBatch.settle(sending.sent("a", "b", "c", "d"), error(403, "VOD.10062"));

        sending.deleteBatch.releaseHeld(next, new IllegalStateException("a bug"));

        sending.kit.clock.advance(Duration.ofSeconds(1));
        assertThat(sending.due()).hasSize(4).allSatisfy(known -> {
            assertThat(known.evidence()).isEqualTo(Evidence.CALL_REFUSED);
            assertThat(known.attempts()).isEqualTo(1);
        });
    }

    /** The batch that the failed step got still names them, and the store knows better. */
    @Test
    void whatWasSettledBeforeALaterStepFailedStaysSettled() {
        Batch sent = sending.sent("a", "b");
        sending.deleteBatch.settle(sent, results(words("a=DELETED", "b=FAILED")));
        List<Claim.Known> known = sending.due();

        sending.deleteBatch.releaseHeld(sent, new IllegalStateException("a bug"));

        assertThat(outcomes(Side.SUCCESS)).extracting(Outcome::assetId).containsExactly("a");
        assertThat(known)
                .singleElement()
                .satisfies(one -> assertThat(one.evidence()).isEqualTo(Evidence.REFUSED));
        sending.kit.clock.advance(StoreKit.LEASE.plusMillis(1));
        assertThat(sending.due()).as("claimed by another since").isEqualTo(known);
    }

    /** Its results are stored: a release with what was known before the call would overwrite what VOD said. */
    @Test
    void aCallIsSettledThoughTheEndOfAPauseCannotBeStored() {
        sending.deleteBatch.settle(sending.sent("x"), error(401, "APIGW.0301"));
        assertThat(sending.hold.pause()).isPresent();
        sending.kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
        mayNotAsk();
        Batch sent = sending.sent("a", "b", "c", "d");
        sending.kit.cannotEndPause = true;

        Batch next = sending.deleteBatch.settle(sent, error(403, "VOD.10062"));

        assertThat(next.isOpen()).isTrue();
        assertThat(sending.hold.pause()).isEmpty();
        sending.deleteBatch.releaseHeld(next, new IllegalStateException("a bug"));
        sending.kit.clock.advance(Duration.ofSeconds(1));
        assertThat(sending.kit.claim(100))
                .filteredOn(claim -> !claim.assetId().value().equals("x"))
                .hasSize(4)
                .allSatisfy(claim -> assertThat(claim.known().evidence()).isEqualTo(Evidence.CALL_REFUSED));
    }

    @Test
    void anIdThatVodDoesNotUnderstandFailsInTheEndWhileOthersGoWell() {
        mayNotAsk();
        for (int attempt = 1; attempt <= 2; attempt++) {
            Batch good = sending.sent("good" + attempt);
            sending.deleteBatch.settle(good, results(words("good" + attempt + "=DELETED")));
            sending.kit.clock.advance(Duration.ofMinutes(1));
            Batch bad = attempt == 1 ? sending.sent("bad") : sendAgain();
            sending.deleteBatch.settle(bad, error(400, "VOD.10053"));
            sending.kit.clock.advance(Duration.ofMinutes(1));
        }

        assertThat(outcomes(Side.FAILURE))
                .extracting(Outcome::assetId, Outcome::reason, Outcome::errorCode)
                .containsExactly(tuple("bad", "refused", "VOD.10053"));
        assertThat(sending.deletePacer.untilNext()).isLessThan(AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void anIdThatVodDoesNotUnderstandIsNeverFailedWhereNoOtherCallIsAccepted() {
        mayNotAsk();
        Batch bad = sending.sent("bad");
        for (int attempt = 1; attempt <= 20; attempt++) {
            sending.deleteBatch.settle(bad, error(400, "VOD.10053"));
            sending.kit.clock.advance(Duration.ofMinutes(30));
            bad = sendAgain();
        }

        assertThat(outcomes(Side.FAILURE)).isEmpty();
    }

    private Batch sendAgain() {
        return sending.send(new Batch(sending.kit.claim(1)));
    }

    private void mayNotAsk() {
        ClaimGroup group = sending.kit.group("y");
        sending.askInfo.settle(group, error(403, "VOD.10074"));
        sending.kit
                .store()
                .claims()
                .settle(List.of(new Result.Settled(group.claims().get(0), Status.FAILED, "not-found", 0, null, null)));
        sending.kit.store().outbox().markReported(Side.FAILURE, outcomes(Side.FAILURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10062", "VOD.10083", "VOD.10111"})
    void errorsAboutAssetsAreNoFaults(String code) {
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.settle(sending.sent("a", "b"), error(403, code));

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aThrottledCallLowersThePaceAndIsNoFaultOfItsOwn() {
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.deleteBatch.settle(
                    sending.sent("a", "b"),
                    StoreKit.answer(
                            429,
                            "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit,limit:50,time:1 minute\"}"));

            assertThat(log.lines()).isEmpty();
        }
        assertThat(sending.deletePacer.interval()).isEqualTo(Duration.ofNanos(1_209_600_000));
        assertThat(sending.due())
                .hasSize(2)
                .allSatisfy(known -> assertThat(known.attempts()).isZero());
    }

    @Test
    void aBatchThatWasWithheldWaitsForASlotThatIsNear() {
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a"));
        sending.deletePacer.hold(Duration.ofSeconds(5));
        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("too late"));

        sending.kit.clock.advance(Duration.ofMillis(4_999));
        assertThat(sending.due()).isEmpty();
        sending.kit.clock.advance(Duration.ofMillis(1));
        assertThat(sending.due()).hasSize(1);
    }

    @Test
    void aBatchThatWasWithheldByAHoldIsKeptByTheHoldAlone() {
        sending.claimPending.next(); // its first look ends what a clock that was set back may have left
        Batch batch = sending.deleteBatch.beginCall(sending.batch("a"));
        sending.hold.holdAll(Duration.ofMinutes(1));
        sending.deleteBatch.releaseHeld(batch, new CallDeferredException("too late"));

        assertThat(sending.claimPending.next()).isEmpty();
        sending.deletePacer.release();
        sending.infoPacer.release();
        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void theSecondCallWaitsUntilTheFirstIsAccepted() {
        Batch first = sending.sent("a");
        sending.kit.clock.advance(Duration.ofSeconds(1));
        CompletableFuture<Batch> second = CompletableFuture.supplyAsync(() -> sending.sent("b"), THREADS);
        await().until(() -> sending.deletePacer.waitingIds() == 1);
        ClaimGroup info = sending.kit.group("c");
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> sending.askInfo.waitForSlot(info), THREADS);
        await().until(() -> sending.infoPacer.waitingIds() == 1);
        await().during(Duration.ofMillis(100)).until(() -> sending.callSlot.calls() == 1 && !asked.isDone());

        sending.deleteBatch.settle(first, error(403, "VOD.10062"));

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        assertThat(asked).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aCallThatWasBrokenOffLetsTheNextOneGo() {
        Batch first = sending.sent("a");
        sending.kit.clock.advance(Duration.ofSeconds(1));

        sending.deleteBatch.releaseHeld(first, new IllegalStateException("a bug"));

        assertThat(sending.sent("b").isSent()).isTrue();
    }

    @Test
    void aCallThatWaitsForTheFirstEndsWithTheStop() {
        sending.sent("a");
        sending.kit.clock.advance(Duration.ofSeconds(1));
        CompletableFuture<Batch> second = CompletableFuture.supplyAsync(() -> sending.sent("b"), THREADS);
        await().until(() -> sending.deletePacer.waitingIds() == 1);

        sending.stop.stop();

        assertThat(second)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(CallDeferredException.class);
    }

    @Test
    void refusedCredentialsFailNothingAndPause() {
        sending.deleteBatch.settle(sending.sent("a", "b"), error(401, "APIGW.0301"));

        assertThat(sending.deletePacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD);
        assertThat(sending.infoPacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD);
        assertThat(outcomes(Side.FAILURE)).isEmpty();
        assertThat(sending.due())
                .hasSize(2)
                .allSatisfy(known -> assertThat(known.attempts()).isZero());
    }

    /** Its ids are due again from the moment that its results are stored, which may be long before the pause is. */
    @ParameterizedTest
    @ValueSource(strings = {"VOD.10055", "APIGW.0301"})
    void noOtherCallBeginsBetweenARefusalAndThePause(String code) {
        accepted();

        assertIsAloneUntilThePause(next("b", "c"), code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.99999", "VOD.10053"})
    void noOtherCallBeginsBetweenTheRefusalOfAnotherIdAndThePause(String code) {
        accepted();
        sending.deleteBatch.settle(next("b"), error(403, code)); // is about the id, as far as is known
        sending.deleteBatch.settle(next("c"), error(403, code));

        assertIsAloneUntilThePause(next("d"), code);
    }

    private void accepted() {
        sending.deleteBatch.settle(sending.sent("a"), results(words("a=DELETED")));
    }

    private Batch next(String... ids) {
        sending.kit.clock.advance(Duration.ofSeconds(1));
        return sending.sent(ids);
    }

    private void assertIsAloneUntilThePause(Batch refused, String code) {
        assertThat(sending.hold.pause()).isEmpty();
        List<Boolean> others = new ArrayList<>();
        sending.beforeResults = () -> {
            others.add(sending.hold.probe().enter("another", sending.deletePacer));
            sending.hold.probe().leave("another");
        };

        sending.deleteBatch.settle(refused, error(403, code));

        assertThat(others).containsExactly(false);
        assertThat(sending.hold.pause()).isPresent();
        assertThat(sending.deletePacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD);
    }

    private List<Outcome> outcomes(Side side) {
        return sending.kit.store().outbox().unreported(side, false, 100);
    }

    private static VodResponse results(String array) {
        return answer(200, "{\"delete_result_array\":" + array + "}");
    }
}
