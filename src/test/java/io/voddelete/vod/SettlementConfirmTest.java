package io.voddelete.vod;

import static io.voddelete.kit.Retries.retryPolicy;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code vod.confirm=true} an asset is DELETED only when {@code asset/info} says that it is gone. */
class SettlementConfirmTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Settlement SETTLEMENT =
            new Settlement(retryPolicy(3, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), () -> -1L)), true);

    @Test
    void theWordDeletedSettlesNothingAndIsAskedAboutSoon() {
        Result.Later later = said(Known.NOTHING);
        assertThat(later.due()).isBetween(NOW, NOW.plusSeconds(2));
        assertThat(later.known().evidence()).isEqualTo(Evidence.SAID_DELETED);
        assertThat(later.known().ask()).isTrue();
        assertThat(later.known().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = AssetState.class,
            names = {"DELETED", "ABSENT"})
    void infoConfirms(AssetState gone) {
        Claim claim = Ids.claim(1, said(Known.NOTHING).known());
        assertThat(SETTLEMENT.ofInfo(claim, gone, NOW))
                .contains(new Result.Settled(claim, Status.DELETED, null, 1, null, null));
    }

    @ParameterizedTest
    @EnumSource(
            value = AssetState.class,
            names = {"IDLE", "UNKNOWN"})
    void anAssetThatIsStillThereIsAskedAboutSomeTimesAndThenDeletedAgain(AssetState state) {
        Known known = said(Known.NOTHING).known();
        Instant now = NOW;
        int asked = 0;
        Optional<Result> result = SETTLEMENT.ofInfo(Ids.claim(1, known), state, now);
        while (result.isPresent()) {
            Result.Later later = (Result.Later) result.get();
            assertThat(later.due()).isAfter(now);
            known = later.known();
            now = later.due();
            asked++;
            result = SETTLEMENT.ofInfo(Ids.claim(1, known), state, now);
        }
        assertThat(asked).isEqualTo(3);
        assertThat(known.evidence()).isEqualTo(Evidence.SAID_DELETED);
        assertThat(said(known).due()).as("and asked about again").isAfter(NOW);
    }

    @ParameterizedTest
    @EnumSource(
            value = AssetState.class,
            names = {"DELETING", "BUSY"})
    void whatTakesItsTimeIsWaitedFor(AssetState state) {
        Known known = said(Known.NOTHING).known();
        for (int look = 0; look < 50; look++) {
            Result.Later later = (Result.Later)
                    SETTLEMENT.ofInfo(Ids.claim(1, known), state, NOW).orElseThrow();
            known = later.known();
        }
        assertThat(known.evidence()).isEqualTo(Evidence.SAID_DELETED);
    }

    private static Result.Later said(Known known) {
        Claim claim = Ids.claim(1, known);
        return (Result.Later) SETTLEMENT
                .ofAnswer(List.of(claim), Answers.word("DELETED", List.of(claim)), true, NOW)
                .get(0);
    }
}
