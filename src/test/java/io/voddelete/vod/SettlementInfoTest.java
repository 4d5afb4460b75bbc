package io.voddelete.vod;

import static io.voddelete.kit.Retries.retryPolicy;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The settlement table: what {@code asset/info} says, under each evidence. */
class SettlementInfoTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Backoff SLOWEST = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), () -> -1L);
    private static final Settlement SETTLEMENT = new Settlement(retryPolicy(3, SLOWEST), false);

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "NONE,           UNCREATED,         FAILED not-found",
        "NONE,           NO_ASSET,          FAILED not-found",
        "NONE,           DELETED,           FAILED already-gone",
        "NONE,           DELETING,          later",
        "NONE,           PUBLISHED,         send",
        "NONE,           DELETE_FAILED,     send",
        "NONE,           TRANSCODING,       later",
        "CALL_REFUSED,   UNCREATED,         FAILED not-found",
        "CALL_REFUSED,   NO_ASSET,          FAILED not-found",
        "CALL_REFUSED,   DELETED,           DELETED",
        "CALL_REFUSED,   DELETING,          later",
        "CALL_REFUSED,   CREATED,           send",
        "CALL_REFUSED,   DELETE_FAILED,     send",
        "CALL_REFUSED,   WAITING_TRANSCODE, later",
        "REFUSED,        UNCREATED,         FAILED not-found",
        "REFUSED,        NO_ASSET,          FAILED not-found",
        "REFUSED,        DELETED,           DELETED",
        "REFUSED,        DELETING,          later",
        "REFUSED,        TRANSCODE_SUCCEED, send",
        "REFUSED,        DELETE_FAILED,     send",
        "REFUSED,        CREATING,          later",
        "MAY_HAVE_ACTED, UNCREATED,         DELETED",
        "MAY_HAVE_ACTED, NO_ASSET,          DELETED",
        "MAY_HAVE_ACTED, DELETED,           DELETED",
        "MAY_HAVE_ACTED, DELETING,          later",
        "MAY_HAVE_ACTED, PUBLISHED,         send",
        "MAY_HAVE_ACTED, DELETE_FAILED,     send",
        "MAY_HAVE_ACTED, OBS_CREATING,      later",
        "SAID_DELETED,   UNCREATED,         DELETED",
        "SAID_DELETED,   NO_ASSET,          DELETED",
        "SAID_DELETED,   DELETED,           DELETED",
        "SAID_DELETED,   DELETING,          later",
        "SAID_DELETED,   CREATING,          later"
    })
    void everyCellOfTheTable(Evidence evidence, String status, String expected) {
        Claim claim = open(evidence);
        Optional<Result> result = SETTLEMENT.ofInfo(claim, Answers.info(status), NOW);
        assertThat(inWords(result)).isEqualTo(expected);
        if (result.orElse(null) instanceof Result.Later later) {
            assertThat(later.claim()).isEqualTo(claim);
            assertThat(later.due()).isBetween(NOW.plusMillis(1999), NOW.plusMillis(2000));
            boolean deleting = status.equals("DELETING");
            assertThat(later.known())
                    .isEqualTo(
                            deleting ? claim.known().delayed() : claim.known().busyByInfo(NOW));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Evidence.class, mode = EnumSource.Mode.EXCLUDE, names = "SAID_DELETED")
    void unknownIsAskedOnceMoreAndThenSentAndNeverGone(Evidence evidence) {
        Claim claim = open(evidence);
        Result.Later again =
                (Result.Later) SETTLEMENT.ofInfo(claim, AssetState.UNKNOWN, NOW).orElseThrow();
        assertThat(again.due()).isEqualTo(NOW.plusSeconds(1));
        assertThat(again.known().evidence()).isEqualTo(evidence);
        assertThat(again.known().ask()).isEqualTo(claim.known().ask());
        assertThat(SETTLEMENT.ofInfo(Ids.claim(1, again.known()), AssetState.UNKNOWN, again.due()))
                .isEmpty();
    }

    @Test
    void unknownIsAskedAgainAfterEveryFurtherCall() {
        Known askedBefore = open(Evidence.CALL_REFUSED).known().withoutState();
        Claim claim = Ids.claim(1, askedBefore.withEvidence(Evidence.MAY_HAVE_ACTED, null, null));
        assertThat(inWords(SETTLEMENT.ofInfo(claim, AssetState.UNKNOWN, NOW))).isEqualTo("later");
    }

    @ParameterizedTest
    @EnumSource(
            value = AssetState.class,
            names = {"BUSY", "DELETING"})
    void unknownIsAskedAgainAfterADefiniteAnswer(AssetState definite) {
        Claim claim = Ids.claim(1, open(Evidence.CALL_REFUSED).known().withoutState());

        Result.Later later =
                (Result.Later) SETTLEMENT.ofInfo(claim, definite, NOW).orElseThrow();

        assertThat(later.known().asked()).isZero();
        assertThat(inWords(SETTLEMENT.ofInfo(Ids.claim(1, later.known()), AssetState.UNKNOWN, NOW)))
                .isEqualTo("later");
    }

    @Test
    void aCallThatWasBrokenOffMayHaveActedAndIsLookedIntoLaterEachTime() {
        Claim claim = Ids.claim(1, open(Evidence.REFUSED).known().delayed());

        Result.Later later = (Result.Later) SETTLEMENT.ofBrokenOff(claim, NOW);

        assertThat(later.due()).isBetween(NOW.plusMillis(3999), NOW.plusMillis(4000));
        assertThat(later.known().evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(later.known().ask()).isTrue();
        assertThat(later.known().attempts()).isEqualTo(2);
        assertThat(later.known().delays()).isEqualTo(2);
    }

    @Test
    void livingAssetIsPutOffOnceAfterEachRefusalAndThenSent() {
        Claim claim = Ids.claim(1, open(Evidence.REFUSED).known().refused());
        Result.Later later =
                (Result.Later) SETTLEMENT.ofInfo(claim, AssetState.IDLE, NOW).orElseThrow();
        assertThat(later.due()).isAfter(NOW);
        assertThat(later.known().ask()).isFalse();
        assertThat(SETTLEMENT.ofInfo(Ids.claim(1, later.known()), AssetState.IDLE, later.due()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VOD.10060, refused", "VOD.10111, denied", ", refused"})
    void livingAssetThatWasRefusedTooOftenFailsWithTheReasonOfItsCode(String code, String reason) {
        Known known = new Known(Evidence.REFUSED, true, 0, true, 7, 3, 2, Busy.NEVER, code, "text");
        assertThat(SETTLEMENT.ofInfo(Ids.claim(1, known), AssetState.IDLE, NOW))
                .contains(new Result.Settled(Ids.claim(1, known), Status.FAILED, reason, 7, code, "text"));
    }

    @Test
    void busyAssetIsNotFailedHoweverOftenItWasRefused() {
        Known known = new Known(Evidence.REFUSED, true, 0, true, 9, 9, 2, Busy.NEVER, null, null);
        assertThat(inWords(SETTLEMENT.ofInfo(Ids.claim(1, known), AssetState.BUSY, NOW)))
                .isEqualTo("later");
    }

    @Test
    void deletedOutcomeNamesNoErrorOfBefore() {
        Claim claim = open(Evidence.MAY_HAVE_ACTED);
        assertThat(SETTLEMENT.ofInfo(claim, AssetState.ABSENT, NOW))
                .contains(new Result.Settled(claim, Status.DELETED, null, 1, null, null));
    }

    /** Nothing is sent, and an id that may be gone is not said to have failed. */
    @ParameterizedTest
    @EnumSource(Evidence.class)
    void anAssetForWhichOnlyAskingFailsHasFailedUnlessItMayBeGone(Evidence evidence) {
        Claim claim = Ids.claim(1, Known.NOTHING.withEvidence(evidence, null, null));
        VodError error = VodError.of(500, "VOD.10051", "made up", null);
        Result result = SETTLEMENT.ofLastingInfoError(claim, error, NOW);
        if (evidence.mayBeGone()) {
            assertThat(result).isEqualTo(SETTLEMENT.ofFailedInfo(claim, NOW)).isInstanceOf(Result.Later.class);
        } else {
            assertThat(result)
                    .isEqualTo(new Result.Settled(claim, Status.FAILED, "refused", 0, "VOD.10051", "made up"));
        }
    }

    @Test
    void whileAskingFailsTheIdIsAskedAboutEverLaterAndCountedAsNotMentioned() {
        Claim claim = Ids.claim(1, Known.NOTHING);
        Result.Later first = (Result.Later) SETTLEMENT.ofFailedInfo(claim, NOW);
        Result.Later second = (Result.Later) SETTLEMENT.ofFailedInfo(claim.with(first.known()), NOW);
        assertThat(second.due()).isAfter(first.due());
        assertThat(second.known().asked()).isEqualTo(2);
    }

    private static Claim open(Evidence evidence) {
        Known nothing = Known.NOTHING;
        return Ids.claim(
                1,
                evidence == Evidence.NONE ? nothing : nothing.attempted().withEvidence(evidence, "VOD.10062", "text"));
    }

    private static String inWords(Optional<Result> result) {
        return result.map(one -> one instanceof Result.Settled settled
                        ? settled.status() + (settled.reason() == null ? "" : " " + settled.reason())
                        : "later")
                .orElse("send");
    }
}
