package io.voddelete.sender;

import static io.voddelete.sender.Sending.words;
import static io.voddelete.sender.StoreKit.answer;
import static io.voddelete.sender.StoreKit.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.kit.CapturedLog;
import io.voddelete.protect.GuardMode;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.protect.ProtectionRules.Tags;
import io.voddelete.protect.ProtectionRules.Young;
import io.voddelete.store.Outbox.Side;
import io.voddelete.support.CallDeferredException;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class AskInfoTest {
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
    void whatLivesGoesOnWhatIsGoneIsSettledWhatIsBusyWaits() {
        ClaimGroup group = sending.kit.group("a", "b", "c", "d");

        ClaimGroup sendable =
                sending.askInfo.settle(group, info(words("a=PUBLISHED", "b=UNCREATED", "c=DELETED", "d=TRANSCODING")));

        assertThat(sendable.assetIds()).extracting(Object::toString).containsExactly("a");
        assertThat(sendable.askInfo()).isFalse();
        assertThat(sending.kit.store().outbox().unreported(Side.FAILURE, false, 10))
                .extracting(Outcome::assetId, Outcome::reason)
                .containsExactlyInAnyOrder(tuple("b", "not-found"), tuple("c", "already-gone"));
        assertThat(sending.settled).hasValue(1);
        sending.kit.clock.advance(Duration.ofSeconds(10));
        assertThat(sending.due())
                .singleElement()
                .extracting(known -> known.busy().looks())
                .isEqualTo(1);
    }

    @Test
    void whatAnAnswerLeavesOutIsAskedAboutOnceMoreAndThenSent() {
        ClaimGroup group = sending.kit.group("a");
        assertThat(sending.askInfo.settle(group, info("[]")).claims()).isEmpty();

        sending.kit.clock.advance(Duration.ofSeconds(1));
        ClaimGroup again = new ClaimGroup(sending.kit.claim(1), true, sending.kit.clock.instant(), group.leaseUntil());

        assertThat(sending.askInfo.settle(again, info("[]")).claims()).hasSize(1);
    }

    @Test
    void anIdThatMayBeGoneIsNotSentForWantOfAnAnswer() {
        Claim claim = sending.kit.group("a").claims().get(0);
        for (int i = 0; i < 10; i++) {
            Claim open = claim.with(claim.known().withEvidence(Evidence.MAY_HAVE_ACTED, null, null));
            ClaimGroup group = new ClaimGroup(
                    List.of(open),
                    true,
                    sending.kit.clock.instant(),
                    sending.kit.clock.instant().plus(StoreKit.LEASE));
            VodResponse none = VodResponse.none("SocketException: Connection reset", true);
            assertThat(sending.askInfo.settle(group, none).claims()).isEmpty();

            sending.kit.clock.advance(Duration.ofMinutes(30));
            claim = sending.kit.claim(1).get(0);
            assertThat(claim.known().ask()).isTrue();
            assertThat(claim.known().asked()).isZero();
        }
        assertThat(claim.known().delays()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APIGW.0301", "VOD.10054", "VOD.10055"})
    void anErrorAboutUsGivesTheIdsBackAsTheyWere(String code) {
        ClaimGroup group = sending.kit.group("a", "b").sent(sending.kit.clock.instant());

        ClaimGroup sendable = sending.askInfo.settle(group, error(403, code));

        assertThat(sendable.claims()).isEmpty();
        assertThat(sending.due()).containsExactly(Claim.Known.NOTHING, Claim.Known.NOTHING);
        assertThat(sending.infoPacer.untilNext()).isPositive();
    }

    @Test
    void aRefusalThatIsNotByALimitGivesTheIdsBackAsTheyWere() {
        ClaimGroup group = sending.kit.group("a", "b").sent(sending.kit.clock.instant());

        assertThat(sending.askInfo.settle(group, error(403, "APIGW.0308")).claims())
                .isEmpty();
        assertThat(sending.due()).containsExactly(Claim.Known.NOTHING, Claim.Known.NOTHING);
        assertThat(sending.infoPacer.callsPerMinute()).isEqualTo(300);
    }

    @Test
    void aThrottledCallLowersThePaceOfItsKindAndIsNoFaultOfItsOwn() {
        ClaimGroup group = sending.askInfo.waitForSlot(sending.kit.group("a"));
        assertThat(group.sentAt()).isEqualTo(sending.kit.clock.instant());

        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            sending.askInfo.settle(
                    group,
                    answer(
                            429,
                            "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit,limit:150,time:1 minute\"}"));

            assertThat(log.lines()).isEmpty();
        }
        assertThat(sending.infoPacer.interval()).isEqualTo(Duration.ofNanos(403_200_000));
        assertThat(sending.deletePacer.interval()).isEqualTo(Duration.ofNanos(604_800_000));
    }

    @Test
    void aConnectionThatWasCutDoesNotHideThatTheProxyRefusesTheNext() {
        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            sending.askInfo.settle(sending.kit.group("a"), VodResponse.none("SocketException: reset", true));
            sending.askInfo.settle(sending.kit.group("b"), VodResponse.none("the proxy refused a tunnel", false));
            sending.askInfo.settle(sending.kit.group("c"), VodResponse.none("SocketException: reset", true));
            sending.askInfo.settle(sending.kit.group("d"), VodResponse.none("the proxy refused a tunnel", false));

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("WARN Asking asset/info failed: no response: SocketException: reset. "),
                            line -> assertThat(line)
                                    .startsWith(
                                            "WARN Asking asset/info failed: no response: the proxy refused a tunnel. "));
        }
    }

    @Test
    void refusedCredentialsPauseTheDeletesToo() {
        sending.askInfo.settle(sending.kit.group("a"), error(401, "APIGW.0301"));

        assertThat(sending.deletePacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void anInfoServiceThatIsDownDelaysTheIdsOnceIfNothingIsToBeChecked() {
        sending.close();
        sending = new Sending(
                directory, true, new ProtectionRules(new Tags(Set.of(), false), Set.of(), Young.OFF, GuardMode.OFF));
        VodResponse down = VodResponse.none("SocketTimeoutException: Read timed out", true);
        ClaimGroup group = sending.kit.group("a");
        assertThat(sending.askInfo.settle(group, down).claims()).isEmpty();
        sending.kit.clock.advance(Duration.ofSeconds(1));
        ClaimGroup again = new ClaimGroup(sending.kit.claim(1), true, sending.kit.clock.instant(), group.leaseUntil());

        assertThat(sending.askInfo.settle(again, down).claims())
                .hasSize(1)
                .allSatisfy(claim -> assertThat(claim.known().evidence()).isEqualTo(Evidence.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10074", "APIGW.0302"})
    void withoutPermissionEverythingIsSentAndNothingAskedAnyMore(String code) {
        ClaimGroup group = sending.kit.group("a", "b");

        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            assertThat(sending.askInfo.settle(group, error(403, code)).claims()).hasSize(2);
            sending.askInfo.settle(group, error(403, code));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN These credentials are not permitted")
                    .contains("vod:asset:getInfo");
        }
        assertThat(sending.askInfo.chosen(List.of(group.claims().get(0)))).isEmpty();
        assertThat(sending.askInfo.isPermitted()).isFalse();
        sending.kit.clock.advance(Duration.ofMinutes(10));
        assertThat(sending.askInfo.isPermitted())
                .as("a permission may be granted")
                .isTrue();
        assertThat(sending.deletePacer.untilNext()).isZero();
    }

    @Test
    void aPermissionIsAskedForAgainInTimeWhateverTheClockIsSetTo() {
        sending.askInfo.settle(sending.kit.group("a"), error(403, "VOD.10074"));

        sending.kit.clock.setBy(Duration.ofHours(1));
        assertThat(sending.askInfo.isPermitted()).isFalse();
        sending.kit.clock.setBy(Duration.ofHours(-2));
        sending.kit.clock.advance(Duration.ofMinutes(10));
        assertThat(sending.askInfo.isPermitted()).isTrue();
    }

    /** Sending it again would be no proof, and its outcome none. */
    @Test
    void whatIsToBeConfirmedWaitsForThePermission() {
        ClaimGroup group = sending.kit.group("a");
        Claim claim = group.claims().get(0);
        Claim said = claim.with(claim.known().withEvidence(Evidence.SAID_DELETED, null, null));
        sending.askInfo.settle(sending.kit.group("b"), error(403, "VOD.10074"));
        assertThat(sending.askInfo.chosen(List.of(said))).hasSize(1);

        ClaimGroup asked = new ClaimGroup(List.of(said), true, sending.kit.clock.instant(), group.leaseUntil());
        assertThat(sending.askInfo.settle(asked, error(403, "VOD.10074")).claims())
                .isEmpty();

        sending.kit.clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(sending.due()).hasSize(1).doesNotContain(said.known());
        sending.kit.clock.advance(Duration.ofMillis(1));
        assertThat(sending.due()).containsExactly(said.known());
    }

    @Test
    void withoutPreflightOnlyOpenIdsAreAskedAbout() {
        try (Sending plain = new Sending(directory.resolve("."), false)) {
            Claim claim = plain.kit.group("a").claims().get(0);
            Claim open = new Claim(
                    claim.row(),
                    1,
                    claim.assetId(),
                    claim.token(),
                    claim.known().withEvidence(Evidence.MAY_HAVE_ACTED, null, null));

            assertThat(plain.askInfo.chosen(List.of(claim))).isEmpty();
            assertThat(plain.askInfo.chosen(List.of(open))).hasSize(1);
        }
    }

    @Test
    void releaseGivesTheIdsBackAsTheyWere() {
        ClaimGroup group = sending.kit.group("a");

        sending.askInfo.release(group, new CallDeferredException("stopping"));

        assertThat(sending.due()).as("not again and again at once").isEmpty();
        sending.kit.clock.advance(Duration.ofMillis(200));
        assertThat(sending.due()).containsExactly(Claim.Known.NOTHING);
    }

    @Test
    void whatWasWithheldByAHoldIsKeptByTheHoldAlone() {
        sending.claimPending.next(); // its first look ends what a clock that was set back may have left
        ClaimGroup group = sending.kit.group("a");
        sending.infoPacer.hold(Duration.ofSeconds(30));
        sending.askInfo.release(group, new CallDeferredException("too late"));

        assertThat(sending.claimPending.next()).isEmpty();
        sending.infoPacer.release();
        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void whereOthersAreClaimedDuringAHoldWhatWasWithheldWaitsForTheSlotButNoLongerThanALease() throws IOException {
        try (Sending plain = new Sending(Files.createDirectory(directory.resolve("plain")), false)) {
            ClaimGroup first = plain.kit.group("a");
            ClaimGroup second = plain.kit.group("b");
            plain.infoPacer.hold(Duration.ofSeconds(30));
            plain.askInfo.release(first, new CallDeferredException("too late"));
            plain.infoPacer.hold(AdaptiveRate.LONGEST_HOLD);
            plain.askInfo.release(second, new CallDeferredException("too late"));

            plain.kit.clock.advance(Duration.ofMillis(29_999));
            assertThat(plain.due()).isEmpty();
            plain.kit.clock.advance(Duration.ofMillis(1));
            assertThat(plain.kit.claim(10)).extracting(Claim::assetId).hasToString("[a]");
            plain.kit.clock.advance(StoreKit.LEASE.minusSeconds(30));
            assertThat(plain.kit.claim(10)).extracting(Claim::assetId).hasToString("[b]");
        }
    }

    @Test
    void whereNothingIsClaimedDuringAPauseWhatWasWithheldFollowsItAtOnce() throws IOException {
        try (Sending plain = new Sending(Files.createDirectory(directory.resolve("plain")), false)) {
            plain.claimPending.next(); // its first look ends what a clock that was set back may have left
            ClaimGroup group = plain.kit.group("a");
            plain.hold.holdAll(AdaptiveRate.LONGEST_HOLD);
            plain.askInfo.release(group, new CallDeferredException("too late"));

            assertThat(plain.claimPending.next()).isEmpty();
            plain.deletePacer.release();
            assertThat(plain.claimPending.next()).hasSize(1);
        }
    }

    @Test
    void aDefiniteAnswerEndsTheRowOfAnswersThatSaidNothing() {
        ClaimGroup group = sending.kit.group("a");
        sending.askInfo.settle(group, info("[]"));
        sending.kit.clock.advance(Duration.ofSeconds(1));
        ClaimGroup again = new ClaimGroup(sending.kit.claim(1), true, sending.kit.clock.instant(), group.leaseUntil());
        assertThat(again.claims().get(0).known().asked()).isEqualTo(1);

        assertThat(sending.askInfo.settle(again, info(words("a=PUBLISHED"))).claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.known().asked()).isZero());
    }

    @Test
    void theStackTraceOfABugIsSaidOnceInARow() {
        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            for (String id : new String[] {"a", "b", "c"}) {
                sending.askInfo.release(sending.kit.group(id), new IllegalStateException("a bug"));
            }

            assertThat(log.lines()).hasSize(3);
            assertThat(log.text()).containsOnlyOnce("at io.voddelete.sender.AskInfoTest");
        }
    }

    @Test
    void noTimeIsLostWhenManyThreadsLearnIt() {
        ClaimGroup group = sending.kit.group("a");
        sending.kit.clock.advance(Duration.ofSeconds(40));

        IntStream.range(0, 16).parallel().forEach(i -> sending.askInfo.settle(group, info("[]")));

        long expected = 0;
        for (int i = 0; i < 16; i++) {
            expected = (expected * 3 + 40_000) / 4;
        }
        assertThat(sending.askInfo.usualTime()).hasMillis(expected);
    }

    @Test
    void releaseAfterABugWaitsASecondAndSaysIt() {
        ClaimGroup group = sending.kit.group("a");

        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            sending.askInfo.release(group, new IllegalStateException("a bug"));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR An asset/info call failed")
                    .contains("pending: 1", "a bug");
        }
        assertThat(sending.due()).isEmpty();
        sending.kit.clock.advance(Duration.ofSeconds(1));
        assertThat(sending.due()).hasSize(1);
    }

    @Test
    void theUsualTimeFollowsWhatItTakes() {
        ClaimGroup group = sending.kit.group("a");
        sending.kit.clock.advance(Duration.ofSeconds(4));
        sending.askInfo.settle(group, info("[]"));
        assertThat(sending.askInfo.usualTime()).isEqualTo(Duration.ofSeconds(1));

        sending.kit.clock.advance(Duration.ofDays(1));
        sending.askInfo.settle(group, info("[]"));
        assertThat(sending.askInfo.usualTime()).isEqualTo(Duration.ofMillis(15_750));

        sending.kit.clock.setBy(Duration.ofDays(-2));
        sending.askInfo.settle(group, info("[]"));
        assertThat(sending.askInfo.usualTime()).isBetween(Duration.ZERO, Duration.ofSeconds(12));
    }

    private static VodResponse info(String array) {
        return answer(200, "{\"asset_info_array\":" + array + "}");
    }
}
