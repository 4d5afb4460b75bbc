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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 200 means for each id of its call. */
class SettlementWordsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Settlement SETTLEMENT =
            new Settlement(retryPolicy(2, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), () -> -1L)), false);

    private final Claim claim = Ids.claim(1, Known.NOTHING);

    @ParameterizedTest
    @EnumSource(Evidence.class)
    void deletedSettlesWhateverWasKnown(Evidence evidence) {
        Claim one = Ids.claim(1, new Known(evidence, true, 1, true, 4, 3, 2, Busy.NEVER, "VOD.10062", "text"));
        assertThat(SETTLEMENT.ofAnswer(List.of(one), Answers.word("DELETED", List.of(one)), false, NOW))
                .containsExactly(new Result.Settled(one, Status.DELETED, null, 5, null, null));
    }

    @Test
    void eachIdGetsItsOwnResult() {
        List<Claim> claims = List.of(claim, Ids.claim(2, Known.NOTHING), Ids.claim(3, Known.NOTHING));
        DeleteResponse answer = Answers.results(
                "{\"asset_id\":\"" + Ids.id(3) + "\",\"status\":\"FAILED\"},{\"asset_id\":\"" + Ids.id(1)
                        + "\",\"status\":\"DELETED\"},{\"asset_id\":\"" + Ids.id(9) + "\",\"status\":\"DELETED\"}");
        List<Result> results = SETTLEMENT.ofAnswer(claims, answer, true, NOW);
        assertThat(results).extracting(Result::claim).containsExactlyElementsOf(claims);
        assertThat(results.get(0)).isInstanceOf(Result.Settled.class);
        assertThat(known(results.get(1)).evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(known(results.get(2)).evidence()).isEqualTo(Evidence.REFUSED);
    }

    @Test
    void failedIsLookedIntoAtOnceWhereInfoIsPermitted() {
        Result.Later later = later(claim, Answers.word("FAILED", List.of(claim)), true);
        assertThat(later.due()).isEqualTo(NOW);
        assertThat(later.known())
                .isEqualTo(new Known(Evidence.REFUSED, true, 0, false, 1, 1, 0, Busy.NEVER, null, null));
    }

    @Test
    void failedIsTriedAgainLaterAndThenFinalWhereInfoIsNotPermitted() {
        Result.Later later = later(claim, Answers.word("FAILED", List.of(claim)), false);
        assertThat(later.due()).isAfter(NOW);
        Claim again = Ids.claim(1, later.known());
        assertThat(SETTLEMENT.ofAnswer(List.of(again), Answers.word("FAILED", List.of(again)), false, NOW))
                .containsExactly(new Result.Settled(again, Status.FAILED, "refused", 2, null, null));
    }

    @Test
    void failedNeverEndsAnIdThatMayHaveBeenDeleted() {
        Claim one = Ids.claim(1, Known.NOTHING.withEvidence(Evidence.MAY_HAVE_ACTED, null, "timeout"));
        for (int call = 1; call <= 50; call++) {
            Known known = later(one, Answers.word("FAILED", List.of(one)), call % 2 == 0)
                    .known();
            assertThat(known.evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
            one = Ids.claim(1, known);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOW", "deleted", "DELETED ", "Failed", "SUCCESS", "PENDING"})
    void wordThatIsNotKnownMayStandForADeletion(String word) {
        Result.Later later = later(claim, Answers.word(word, List.of(claim)), true);
        assertOpen(later);
    }

    @Test
    void idThatTheAnswerLeavesOutMayHaveBeenDeleted() {
        assertOpen(later(claim, Answers.results(""), true));
        assertOpen(later(claim, Answers.word("DELETED", List.of(Ids.claim(2, Known.NOTHING))), false));
    }

    @Test
    void idWithoutAWordOrWithTwoDifferentOnesMayHaveBeenDeleted() {
        String id = "{\"asset_id\":\"" + Ids.id(1) + "\"";
        assertOpen(later(claim, Answers.results(id + "}"), true));
        assertOpen(later(claim, Answers.results(id + ",\"status\":7}"), true));
        assertOpen(
                later(claim, Answers.results(id + ",\"status\":\"DELETED\"}," + id + ",\"status\":\"FAILED\"}"), true));
        assertOpen(
                later(claim, Answers.results(id + ",\"status\":\"FAILED\"}," + id + ",\"status\":\"DELETED\"}"), true));
    }

    private static void assertOpen(Result.Later later) {
        assertThat(later.due()).isAfter(NOW);
        assertThat(later.known().evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(later.known().ask()).isTrue();
        assertThat(later.known().attempts()).isEqualTo(1);
        assertThat(later.known().refusals()).isZero();
        assertThat(later.known().errorMsg()).contains("this id");
    }

    private static Result.Later later(Claim claim, DeleteResponse answer, boolean infoPermitted) {
        return (Result.Later)
                SETTLEMENT.ofAnswer(List.of(claim), answer, infoPermitted, NOW).get(0);
    }

    private static Known known(Result result) {
        return ((Result.Later) result).known();
    }
}
