package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.CapturedLog;
import io.voddelete.store.Events;
import io.voddelete.store.Order;
import io.voddelete.store.Pause;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendingPauseTest {
    private static final Order ORDER = Order.of("ops", null);

    private static final AssetId ONE = new AssetId("1");
    private static final AssetId TWO = new AssetId("2");

    private static final Credentials OTHERS = new Credentials("MADEUPACCESSKEY00001", "another-made-up-key");

    @TempDir
    Path directory;

    private StoreKit kit;
    private RateLimiter deletes;
    private RateLimiter infos;
    private SendingPause hold;
    private ErrorPolicy policy;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        openHold(StoreKit.CREDENTIALS);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"APIGW.0301", "VOD.10054", "VOD.10057", "VOD.10055", "APIGW.0401"})
    void refusedCredentialsOrAccountsPauseAllCallsForTheLongestHold(String code) {
        policy.consider(error(code), null, deletes, kit.clock.instant(), null);

        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10062", "VOD.10083", "VOD.10111", "VOD.10051", "APIGW.0605"})
    void errorsAboutAnAssetAndPassingOnesHoldNothing(String code) {
        policy.consider(error(code), null, deletes, kit.clock.instant(), ONE);
        policy.consider(error(code), null, deletes, kit.clock.instant(), TWO);

        assertHeld(Duration.ZERO, Duration.ZERO);
    }

    @Test
    void tooManyCallsHoldTheirOwnKindOnly() {
        refuseInARow("APIGW.0308", deletes);
        // half a minute, in which a window that was filled at the old rate makes room, and one interval at half the
        // rate
        Duration deletesHeld = Duration.ofSeconds(30).plus(Duration.ofNanos(1_209_600_000));
        assertHeld(deletesHeld, Duration.ZERO);

        refuseInARow("VOD.10127", infos);
        assertHeld(deletesHeld, Duration.ofSeconds(30).plus(Duration.ofNanos(403_200_000)));
    }

    /** As many as no chance explains where nothing is known yet. */
    private void refuseInARow(String code, RateLimiter kind) {
        double before = kind.callsPerMinute();
        for (int call = 1; call <= 10 && kind.callsPerMinute() == before; call++) {
            policy.consider(error(code), null, kind, kit.clock.instant(), null);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "599, 599", "600, 600", "86400, 600"})
    void retryAfterIsHonouredUpToTheLongestHold(long seconds, long held) {
        VodResponse answer = VodResponse.of(429, new byte[0], Duration.ofSeconds(seconds));

        policy.consider(DeleteResponse.read(answer).error(), null, deletes, kit.clock.instant(), null);

        assertHeld(Duration.ofSeconds(held), Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.99999", "VOD.10053", "APIGW.0104"})
    void theSameRefusalOfTwoDifferentIdsPauses(String code) {
        policy.consider(error(code), null, deletes, kit.clock.instant(), ONE);
        policy.consider(error(code), null, deletes, kit.clock.instant(), ONE);
        assertHeld(Duration.ZERO, Duration.ZERO);

        policy.consider(error(code), null, deletes, kit.clock.instant(), TWO);
        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void aPauseIsRecordedOnceWithItsErrorAndRemedyAndSoIsItsEnd() {
        for (int call = 1; call <= 3; call++) {
            policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        }
        assertThat(kit.recorded.next(9)).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("paused");
            assertThat(event.who()).isEqualTo("the module");
            assertThat(event.reason()).contains("APIGW.0301", "vod.access-key");
        });

        policy.consider(error("VOD.10057"), null, deletes, kit.clock.instant(), null);
        assertThat(kit.recorded.next(9)).extracting(Events.Event::name).containsExactly("paused", "paused");
        assertThat(kit.recorded.next(9).get(1).reason()).contains("VOD.10057", "vod.project-id");

        hold.accepted();
        hold.accepted();
        assertThat(kit.recorded.next(9)).extracting(Events.Event::name).containsExactly("paused", "paused", "resumed");
    }

    /** Support asks for it, but each call has another. */
    @Test
    void theIdOfTheRequestIsInTheLogAndNowhereElse() {
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            VodResponse answer = StoreKit.error(403, "APIGW.0301").ofRequest("made-up-request");
            policy.consider(DeleteResponse.read(answer).error(), null, deletes, kit.clock.instant(), null);

            assertThat(log.lines()).singleElement().asString().contains("made-up-request");
        }
        assertThat(hold.pause().orElseThrow().error()).contains("APIGW.0301").doesNotContain("made-up-request");
        assertThat(kit.recorded.next(9))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).doesNotContain("made-up-request"));
    }

    @Test
    void newCredentialsEndAPauseAndThatIsRecorded() {
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        hold.use(OTHERS);

        assertThat(kit.recorded.next(9)).extracting(Events.Event::name).containsExactly("paused", "resumed");
        assertThat(kit.recorded.next(9).get(1).reason()).contains("new credentials");
    }

    @Test
    void oneCallOfAnySizeRenewsSuchAPauseAndTheErrorNamesTheIds() {
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), ONE);
            policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), TWO);
            kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
            policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), null);

            assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
            assertThat(log.lines()).singleElement().asString().contains("the ids " + ONE + " and " + TWO);
        }
    }

    @Test
    void differentRefusalsAndWholeBatchesDoNotPause() {
        policy.consider(error("VOD.99998"), null, deletes, kit.clock.instant(), ONE);
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), TWO);
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), null);
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), null);

        assertHeld(Duration.ZERO, Duration.ZERO);
    }

    @Test
    void aCallThatWorksInBetweenShowsThatTheRefusalWasAboutTheId() {
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), ONE);
        policy.worked();
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), TWO);

        assertHeld(Duration.ZERO, Duration.ZERO);
    }

    @Test
    void aBatchInBetweenDoesNotForgetTheFirstOne() {
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), ONE);
        policy.consider(error("VOD.10053"), null, deletes, kit.clock.instant(), null);
        policy.consider(error("VOD.99999"), null, deletes, kit.clock.instant(), TWO);

        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void aPauseIsSaidOnceWithTheErrorAndWhatToDo() {
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
            policy.consider(error("APIGW.0301"), null, infos, kit.clock.instant(), null);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR Sending is paused: HTTP 403 APIGW.0301: made up. No id is marked FAILED")
                    .contains("in 10 minutes", "vod.access-key, vod.secret-key");
        }
    }

    @Test
    void theRemedyNamesWhatIsRefused() {
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
            policy.consider(error("VOD.10054"), null, infos, kit.clock.instant(), null);
            policy.consider(error("VOD.10057"), null, infos, kit.clock.instant(), null);

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).endsWith("permission vod:asset:delete"),
                            line -> assertThat(line).endsWith("permission vod:asset:getInfo"),
                            line -> assertThat(line)
                                    .contains("check vod.project-id")
                                    .doesNotContain("secret-key"));
        }
    }

    @Test
    void aTryThatIsRefusedForTheSameReasonGoesOnWithThePauseAndIsNotSaidAgain() {
        Instant began = kit.clock.instant();
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            for (int tried = 0; tried < 4; tried++) {
                policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
                assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
                kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
            }

            assertThat(log.lines()).hasSize(1);
            assertThat(hold.pause()).hasValueSatisfying(pause -> {
                assertThat(pause.since()).isEqualTo(began);
                assertThat(pause.until()).isEqualTo(kit.clock.instant());
                assertThat(pause.cause()).isEqualTo(ErrorClass.AUTH);
                assertThat(pause.code()).isEqualTo("APIGW.0301");
            });
        }
    }

    @Test
    void onlyATryThatIsAcceptedEndsThePauseAndThatIsSaid() {
        Object early = "a call that went out before";
        Object tried = "the call that is tried";
        hold.probe().enter(early, infos);
        policy.consider(error("APIGW.0301"), null, infos, kit.clock.instant(), null);
        policy.answered(early, error("APIGW.0301"), null);
        kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.answered(early, null, null);
            assertThat(hold.pause()).isPresent();

            hold.probe().enter(tried, infos);
            policy.answered(tried, error("VOD.10062"), null);

            assertThat(hold.pause()).isEmpty();
            assertThat(kit.store().senderState().pause()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Sending works again")
                    .contains("10 minutes");
        }
        policy.consider(error("APIGW.0301"), null, infos, kit.clock.instant(), null);
        assertThat(hold.pause()).as("a new one").isPresent();
    }

    @Test
    void anAcceptedInfoCallDoesNotEndAPauseByARefusedDelete() {
        policy.consider(error("VOD.10074"), null, deletes, kit.clock.instant(), null);
        restart(StoreKit.CREDENTIALS);
        kit.clock.advance(AdaptiveRate.LONGEST_HOLD);

        hold.probe().enter("info", infos);
        policy.answered("info", null, null);
        assertThat(hold.pause()).isPresent();
        hold.probe().enter("delete", deletes);
        policy.answered("delete", null, null);
        assertThat(hold.pause()).isEmpty();
    }

    @Test
    void aRestartWithTheSameCredentialsKeepsThePauseAndSaysSo() {
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        Pause before = hold.pause().orElseThrow();
        kit.clock.advance(Duration.ofMinutes(4));
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            restart(StoreKit.CREDENTIALS);

            assertHeld(Duration.ofMinutes(6), Duration.ofMinutes(6));
            assertThat(hold.pause()).hasValue(before);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Sending is paused since 2026-11-24T10:00:00.000Z: HTTP 403 APIGW.0301: made up.")
                    .contains("at 2026-11-24T10:10:00.000Z", "vod.access-key, vod.secret-key");
            policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
            assertThat(log.lines()).as("the same pause").hasSize(1);
        }
    }

    @Test
    void aStartWithOtherCredentialsEndsAPauseByThoseBeforeAtOnce() {
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        kit.clock.advance(Duration.ofSeconds(1));
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            restart(OTHERS);

            // the last call may just have gone out
            assertHeld(
                    Duration.ofMillis(604).plusNanos(800_000),
                    Duration.ofMillis(201).plusNanos(600_000));
            assertThat(hold.pause()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Sending continues with new credentials");
        }
        restart(StoreKit.CREDENTIALS);
        assertThat(hold.pause()).as("forgotten for good").isEmpty();
    }

    @Test
    void aRefusalOfThoseBeforePausesNothingEvenIfTheOthersCameIntoUseWhileItWasLookedAt() {
        VodError refusal = error("APIGW.0301");
        assertThat(policy.isOvercome(refusal, StoreKit.CREDENTIALS, deletes)).isFalse();
        hold.use(OTHERS);

        policy.consider(refusal, StoreKit.CREDENTIALS, deletes, kit.clock.instant(), null);
        assertThat(hold.pause()).isEmpty();
        assertHeld(Duration.ZERO, Duration.ZERO);

        policy.consider(error("VOD.10120"), StoreKit.CREDENTIALS, deletes, kit.clock.instant(), null);
        assertThat(hold.pause()).as("an account has no keys").isPresent();
    }

    @Test
    void whatIsKnownOfTheRefusedCredentialsIsThoseOfTheLastTry() {
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        restart(OTHERS);
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);

        restart(OTHERS);
        assertThat(hold.pause()).isPresent();
    }

    @Test
    void otherCredentialsDoNotEndAPauseByTheAccount() {
        policy.consider(error("VOD.10120"), null, deletes, kit.clock.instant(), null);

        restart(OTHERS);

        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
        assertThat(hold.pause()).isPresent();
    }

    @Test
    void aClockThatIsOffIsLearntAndDoesNotPause() {
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);

            assertHeld(Duration.ZERO, Duration.ZERO);
            assertThat(hold.pause()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN The clock of this machine is 1200 seconds behind")
                    .contains("NTP");
        }
    }

    @Test
    void callsThatWereSignedBeforeTheTimeWasLearntPauseNothing() {
        Instant sentAt = kit.clock.instant();
        kit.clock.advance(Duration.ofMillis(20));
        for (int call = 0; call < 8; call++) {
            policy.consider(skew("20261124T102000Z"), null, deletes, sentAt, null);
        }

        assertThat(hold.pause()).isEmpty();
    }

    @Test
    void aCallThatIsRefusedAlthoughItWasSignedByTheLearntTimePauses() {
        policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);
        kit.clock.advance(Duration.ofMillis(20));
        policy.consider(skew("20261124T094000Z"), null, infos, kit.clock.instant(), null);
        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);

        // after the pause the clock may have been corrected, and the time is learnt anew
        kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
        policy.consider(skew("20261124T101000Z"), null, infos, kit.clock.instant(), null);
        assertHeld(Duration.ZERO, Duration.ZERO);
    }

    @Test
    void aClockThatIsSetRightBeforeTheNextCallIsLearntAnew() {
        policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);
        kit.clock.setBy(Duration.ofMinutes(20));
        policy.consider(skew("20261124T102001Z"), null, infos, kit.clock.instant(), null);
        assertThat(hold.pause()).isEmpty();

        // and no more than three in a row, however often it is set
        kit.clock.setBy(Duration.ofMinutes(-20));
        policy.consider(skew("20261124T102002Z"), null, infos, kit.clock.instant(), null);
        assertThat(hold.pause()).isEmpty();
        kit.clock.setBy(Duration.ofMinutes(20));
        policy.consider(skew("20261124T102003Z"), null, infos, kit.clock.instant(), null);
        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void aTimeThatWasAcceptedMayBeLearntAnew() {
        policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);
        hold.probe().enter("next", infos);
        policy.answered("next", null, null);
        kit.clock.setBy(Duration.ofHours(-1));
        policy.consider(skew("20261124T092000Z"), null, infos, kit.clock.instant(), null);

        assertThat(hold.pause()).isEmpty();
    }

    @Test
    void aClockThatWasSetRightIsNotCalledWrong() {
        policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);
        hold.probe().enter("next", infos);
        policy.answered("next", null, null);
        kit.clock.setBy(Duration.ofMinutes(20));
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            policy.consider(skew("20261124T102000Z"), null, infos, kit.clock.instant(), null);

            assertThat(hold.pause()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO The clock of this machine was corrected");
        }
    }

    @Test
    void aTimeThatCannotBeTruePauses() {
        policy.consider(skew("20991124T102000Z"), null, infos, kit.clock.instant(), null);

        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);
    }

    private static VodError skew(String serverTime) {
        String text = "calc aksk signature fail:signature expired, signature time:20261124T100000Z,server time:";
        return DeleteResponse.read(StoreKit.answer(
                        401, "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"" + text + serverTime + "\"}"))
                .error();
    }

    /** As after a restart of the process. */
    @Test
    void afterAPauseByAnOperatorNoCallBeginsUntilTheSenderIsResumed() {
        Instant latest = kit.clock.instant().plusSeconds(60);
        hold.pauseByOperator(ORDER);
        hold.pauseByOperator(ORDER);

        for (RateLimiter pacer : List.of(deletes, infos)) {
            assertThatThrownBy(() -> pacer.awaitSlot(hold.probe(), "call", 1, latest))
                    .isInstanceOf(CallDeferredException.class)
                    .hasMessage("paused by an operator");
        }
        assertThat(hold.operatorPause()).contains(kit.clock.instant());
        assertThat(hold.pause()).isEmpty();

        hold.resumeByOperator(ORDER);

        assertThat(hold.operatorPause()).isEmpty();
        assertThat(deletes.awaitSlot(hold.probe(), "call", 1, latest)).isEqualTo(kit.clock.instant());
    }

    @Test
    void aPauseByAnOperatorOutlastsARestartAndIsSaid() {
        hold.pauseByOperator(ORDER);
        Instant since = kit.clock.instant();
        kit.clock.advance(Duration.ofHours(1));
        try (CapturedLog log = CapturedLog.of(SendingPause.class)) {
            restart(StoreKit.CREDENTIALS);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("paused by an operator since " + Times.text(since));
        }
        assertThat(hold.operatorPause()).contains(since);
        assertThat(hold.probe().enter("call", deletes)).isFalse();

        hold.resumeByOperator(ORDER);
        restart(StoreKit.CREDENTIALS);

        assertThat(hold.operatorPause()).isEmpty();
        assertThat(hold.probe().enter("call", deletes)).isTrue();
    }

    @Test
    void anOperatorEndsAPauseByRefusedCallsAndOneCallIsTriedAtOnce() {
        policy.consider(error("APIGW.0301"), null, deletes, kit.clock.instant(), null);
        assertHeld(AdaptiveRate.LONGEST_HOLD, AdaptiveRate.LONGEST_HOLD);

        hold.resumeByOperator(ORDER);

        assertThat(hold.pause()).isEmpty();
        assertThat(kit.store().senderState().pause()).isEmpty();
        assertThat(deletes.untilNext()).isLessThan(Duration.ofSeconds(1));
        assertThat(hold.probe().enter("first", deletes)).isTrue();
        assertThat(hold.probe().enter("second", deletes)).as("one at a time").isFalse();
    }

    @Test
    void resumingASenderThatIsNotPausedChangesNothing() {
        refuseInARow("APIGW.0308", deletes);
        Duration held = deletes.untilNext();

        hold.resumeByOperator(ORDER);

        assertThat(deletes.untilNext()).isEqualTo(held).isPositive();
    }

    private void restart(Credentials credentials) {
        kit.reopen();
        openHold(credentials);
    }

    private void openHold(Credentials credentials) {
        deletes = new RateLimiter(new AdaptiveRate("delete", 100), kit.store().senderState(), kit.clock, new WakeUp());
        infos = new RateLimiter(new AdaptiveRate("info", 300), kit.store().senderState(), kit.clock, new WakeUp());
        policy = kit.policy(deletes, infos, credentials);
        hold = policy.pause();
    }

    private void assertHeld(Duration deletesHeld, Duration infosHeld) {
        assertThat(deletes.untilNext()).isEqualTo(deletesHeld);
        assertThat(infos.untilNext()).isEqualTo(infosHeld);
    }

    @Test
    void aRefusalOfKeysThatWereReplacedMeanwhilePausesNothing() {
        hold.use(OTHERS);

        assertThat(policy.isOvercome(error("APIGW.0301"), StoreKit.CREDENTIALS, deletes))
                .isTrue();
        assertThat(policy.isOvercome(error("APIGW.0301"), OTHERS, deletes))
                .as("those in use")
                .isFalse();
        assertThat(policy.isOvercome(error("VOD.10055"), StoreKit.CREDENTIALS, deletes))
                .as("the account is the same")
                .isFalse();
    }

    @Test
    void aCallThatWentOutBeforeAChangeOfKeysProvesNothingOfTheNewOnes() {
        hold.probe().enter("before", deletes);
        hold.use(OTHERS);
        policy.answered("before", null, null);

        assertThat(hold.probe().enter("c", deletes)).isTrue();
        assertThat(hold.probe().enter("d", deletes)).isFalse();
    }

    @Test
    void afterAChangeOfKeysOneCallGoesOutUntilItIsAccepted() {
        Object first = new Object();
        hold.probe().enter(first, deletes);
        policy.answered(first, null, null);
        assertThat(hold.probe().enter("a", deletes)).isTrue();
        assertThat(hold.probe().enter("b", deletes)).isTrue();
        hold.probe().leave("a");
        hold.probe().leave("b");

        hold.use(OTHERS);

        assertThat(hold.probe().enter("c", deletes)).isTrue();
        assertThat(hold.probe().enter("d", deletes)).isFalse();
    }

    /** That of a password is slow on purpose. */
    @Test
    void noOtherCallBeginsWhileAFingerprintIsComputed() {
        List<Boolean> others = new ArrayList<>();
        policy = kit.policy(deletes, infos, StoreKit.CREDENTIALS, new Random(7) {
            @Override
            public void nextBytes(byte[] salt) {
                others.add(hold.probe().enter("another", infos));
                hold.probe().leave("another");
                super.nextBytes(salt);
            }
        });
        hold = policy.pause();
        hold.probe().enter("first", infos);
        policy.answered("first", null, null);
        assertThat(hold.probe().enter("refused", infos)).isTrue();

        policy.consider(error("VOD.10055"), null, infos, kit.clock.instant(), null);

        assertThat(others).containsExactly(false);
        assertThat(hold.pause()).isPresent();
    }

    private static VodError error(String code) {
        return DeleteResponse.read(StoreKit.error(403, code)).error();
    }
}
