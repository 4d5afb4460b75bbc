package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Assets that cannot be deleted now, with the delays that the settings have by default. */
class SettlementBusyTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Settlement SETTLEMENT = new Settlement(
            new RetryPolicy(
                    5,
                    new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(30), () -> -1L),
                    new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(30), () -> -1L),
                    DAY),
            false);

    @Test
    void theDelayDoublesFromAMinuteToHalfAnHour() {
        List<Long> seconds = new ArrayList<>();
        Result.Later later = later(SETTLEMENT
                .ofInfo(Ids.claim(1, Known.NOTHING), AssetState.BUSY, START)
                .orElseThrow());
        Instant now = START;
        for (int look = 0; look < 7; look++) {
            seconds.add(Duration.between(now, later.due()).plusMillis(1).toSeconds());
            now = later.due();
            later = later(SETTLEMENT
                    .ofInfo(Ids.claim(1, later.known()), AssetState.BUSY, now)
                    .orElseThrow());
        }
        assertThat(seconds).containsExactly(60L, 120L, 240L, 480L, 960L, 1800L, 1800L);
    }

    @ParameterizedTest
    @EnumSource(value = Evidence.class, mode = EnumSource.Mode.EXCLUDE, names = "SAID_DELETED")
    void anAssetThatInfoSaysIsBusyForADayFails(Evidence evidence) {
        Known known = Known.NOTHING.withEvidence(evidence, "VOD.10083", "text").busyByInfo(START);
        Claim claim = Ids.claim(1, known);

        assertThat(SETTLEMENT.ofInfo(claim, AssetState.BUSY, START.plus(DAY).minusMillis(1)))
                .containsInstanceOf(Result.Later.class);
        assertThat(SETTLEMENT.ofInfo(claim, AssetState.BUSY, START.plus(DAY)))
                .get()
                .isInstanceOfSatisfying(Result.Settled.class, settled -> {
                    assertThat(settled.status()).isEqualTo(Status.FAILED);
                    assertThat(settled.reason()).isEqualTo("busy");
                    assertThat(settled.errorCode()).isEqualTo(evidence == Evidence.NONE ? null : "VOD.10083");
                });
    }

    @Test
    void anAssetThatOnlyADeleteFindsBusyFailsAfterADay() {
        Known known = Known.NOTHING;
        Instant now = START;
        int calls = 0;
        Result result = null;
        while (!(result instanceof Result.Settled)) {
            Claim claim = Ids.claim(1, known);
            result = SETTLEMENT
                    .ofAnswer(List.of(claim), Answers.error(403, "VOD.10083"), false, now)
                    .get(0);
            calls++;
            if (result instanceof Result.Later later) {
                known = later.known();
                now = later.due();
            }
        }
        assertThat(result).isInstanceOfSatisfying(Result.Settled.class, settled -> {
            assertThat(settled.reason()).isEqualTo("busy");
            assertThat(settled.errorCode()).isEqualTo("VOD.10083");
        });
        assertThat(Duration.between(START, now)).isBetween(DAY, DAY.plusMinutes(31));
        assertThat(calls).isLessThan(60);
    }

    /** A deletion that is under way looks busy to a DELETE. */
    @Test
    void anAssetThatMayHaveBeenDeletedIsNotFailedAsBusyByADelete() {
        Known known = Known.NOTHING
                .withEvidence(Evidence.MAY_HAVE_ACTED, null, "timeout")
                .busyByInfo(START);
        assertThat(SETTLEMENT.ofAnswer(
                        List.of(Ids.claim(1, known)), Answers.error(403, "VOD.10083"), false, START.plus(DAY)))
                .hasOnlyElementsOfType(Result.Later.class);
    }

    /** As while it is reviewed, which {@code asset/info} does not show. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void threeDeletesAreSpreadOverTheDayOnAnAssetThatInfoCallsIdle(boolean preflight) {
        Known known = Known.NOTHING;
        Instant now = START;
        List<Instant> calls = new ArrayList<>();
        Result result = null;
        while (!(result instanceof Result.Settled)) {
            Claim claim = Ids.claim(1, known);
            Instant at = now;
            result = preflight || known.ask()
                    ? SETTLEMENT.ofInfo(claim, AssetState.IDLE, at).orElseGet(() -> refused(claim, calls, at))
                    : refused(claim, calls, at);
            if (result instanceof Result.Later later) {
                known = later.known();
                now = later.due();
            }
        }
        assertThat(((Result.Settled) result).reason()).isEqualTo("busy");
        assertThat(calls).hasSize(3);
        assertThat(Duration.between(START, calls.get(1))).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(32));
        assertThat(Duration.between(START, calls.get(2))).isBetween(DAY, DAY.plusSeconds(1));
    }

    private static Result refused(Claim claim, List<Instant> calls, Instant now) {
        calls.add(now);
        return SETTLEMENT
                .ofAnswer(List.of(claim), Answers.error(403, "VOD.10061"), true, now)
                .get(0);
    }

    /** A call that may have acted is never held against the asset, and a lost answer is no reason to stop asking. */
    @Test
    void aHiddenBusyAssetThatMayHaveBeenDeletedIsTriedToTheEndOfTheDay() {
        Known known = Known.NOTHING.busyByCall(START).busyByCall(START).busyByCall(START);
        Claim claim = Ids.claim(1, known.withEvidence(Evidence.MAY_HAVE_ACTED, null, "timeout"));
        assertThat(SETTLEMENT.ofInfo(claim, AssetState.IDLE, START)).containsInstanceOf(Result.Later.class);
        assertThat(SETTLEMENT.ofInfo(claim, AssetState.IDLE, START.plus(DAY))).containsInstanceOf(Result.Settled.class);
    }

    /** With {@code vod.confirm=true}: what {@code asset/info} still shows is no word against VOD's DELETED. */
    @ParameterizedTest
    @EnumSource(
            value = AssetState.class,
            names = {"IDLE", "BUSY"})
    void anAssetThatVodSaidItDeletedIsNeverFailedAsBusy(AssetState state) {
        Known known = Known.NOTHING.busyByCall(START).busyByCall(START).busyByCall(START);
        Claim claim = Ids.claim(1, known.withEvidence(Evidence.SAID_DELETED, null, null));
        assertThat(SETTLEMENT.ofInfo(claim, state, START.plus(DAY.multipliedBy(2))))
                .containsInstanceOf(Result.Later.class);
    }

    @Test
    void refusalsOfABusyAssetAreNotHeldAgainstItLater() {
        Known refused = Known.NOTHING.withEvidence(Evidence.REFUSED, null, null);
        for (int call = 0; call < 2; call++) {
            Claim claim = Ids.claim(1, refused);
            Result.Later failed = later(SETTLEMENT
                    .ofAnswer(List.of(claim), Answers.word("FAILED", List.of(claim)), true, START)
                    .get(0));
            refused = later(SETTLEMENT
                            .ofInfo(Ids.claim(1, failed.known()), AssetState.BUSY, START)
                            .orElseThrow())
                    .known();
        }
        assertThat(refused.refusals()).isZero();
        assertThat(refused.busy().calls()).isEqualTo(2);
        assertThat(SETTLEMENT.ofInfo(Ids.claim(1, refused), AssetState.IDLE, START))
                .as("idle now: sent")
                .isEmpty();
    }

    private static Result.Later later(Result result) {
        return (Result.Later) result;
    }
}
