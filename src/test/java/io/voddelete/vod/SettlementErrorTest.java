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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an error of the whole call means for each of its ids. */
class SettlementErrorTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Settlement SETTLEMENT =
            new Settlement(retryPolicy(2, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), () -> -1L)), false);
    private static final Known NOTHING = Known.NOTHING;

    static Stream<DeleteResponse> everyError() {
        return Stream.of(
                Answers.error(403, "VOD.10062"),
                Answers.error(403, "VOD.10083"),
                Answers.error(403, "VOD.10060"),
                Answers.error(403, "VOD.10111"),
                Answers.error(429, "APIGW.0308"),
                Answers.error(403, "VOD.10127"),
                Answers.error(401, "APIGW.0301"),
                Answers.error(403, "VOD.10054"),
                Answers.error(403, "VOD.10056"),
                Answers.error(400, "VOD.10053"),
                Answers.error(403, "VOD.99999"),
                Answers.error(500, "VOD.10051"),
                Answers.error(502, "none"),
                Answers.none(true),
                Answers.none(false));
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void evidenceNeverWeakensAndNoIdOfSeveralIsSettled(DeleteResponse answer) {
        for (Evidence before : Evidence.values()) {
            List<Claim> claims = IntStream.range(0, 10)
                    .mapToObj(number ->
                            Ids.claim(number, new Known(before, false, 0, false, 5, 9, 9, Busy.NEVER, null, null)))
                    .toList();
            for (boolean permitted : new boolean[] {true, false}) {
                assertThat(SETTLEMENT.ofAnswer(claims, answer, permitted, NOW))
                        .hasSize(10)
                        .allSatisfy(
                                result -> assertThat(known(result).evidence()).isGreaterThanOrEqualTo(before));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void noErrorFailsASingleIdThatMayHaveBeenDeleted(DeleteResponse answer) {
        Claim claim =
                Ids.claim(1, new Known(Evidence.MAY_HAVE_ACTED, true, 0, true, 50, 50, 9, Busy.NEVER, null, null));
        for (boolean permitted : new boolean[] {true, false}) {
            assertThat(SETTLEMENT.ofAnswer(List.of(claim), answer, permitted, NOW))
                    .noneMatch(result -> result instanceof Result.Settled settled && settled.status() == Status.FAILED);
        }
    }

    @ParameterizedTest
    @CsvSource({"429, APIGW.0308", "403, VOD.10127", "401, APIGW.0301", "403, VOD.10054", "403, VOD.10056"})
    void throttledAuthAndAccountErrorsLeaveAnIdAsItWas(int status, String code) {
        Known before = new Known(Evidence.CALL_REFUSED, true, 0, true, 4, 1, 2, Busy.NEVER, null, null);
        Result.Later later = single(before, Answers.error(status, code), true);
        assertThat(later.due()).isEqualTo(NOW);
        assertThat(later.known()).isEqualTo(before.withError(code, "text of " + code));
        assertThat(together(Answers.error(status, code), true).known())
                .isEqualTo(NOTHING.withError(code, "text of " + code));
    }

    @ParameterizedTest
    @CsvSource({"500, VOD.10051", "403, VOD.10052", "502, none", "504, APIGW.0201"})
    void serversFaultMayHaveActed(int status, String code) {
        Result.Later later = together(Answers.error(status, code), true);
        assertThat(later.due()).isAfter(NOW);
        assertThat(later.known())
                .isEqualTo(new Known(
                        Evidence.MAY_HAVE_ACTED, true, 0, false, 1, 0, 1, Busy.NEVER, code, "text of " + code));
    }

    /** As of a captive portal: once on two ids alone, it pauses the sender. */
    @Test
    void errorThatSaysNothingMayHaveActedAndTriesTheIdsAloneAfterAReadBack() {
        Known known = together(Answers.error(200, "VOD.99999"), true).known();
        assertThat(known.evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(known.ask()).isTrue();
        assertThat(known.alone()).isTrue();
    }

    /** "Task in progress" may be said of the deletion itself. */
    @Test
    void busyThatMayHaveActedIsIsolatedAndNeverFailed() {
        DeleteResponse busy = Answers.error(403, "VOD.10080");
        assertThat(kept(ofTwo(NOTHING, NOTHING, busy, false)).evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
        assertThat(single(NOTHING, busy, false).known().evidence()).isEqualTo(Evidence.MAY_HAVE_ACTED);
    }

    @Test
    void lostAnswerMayHaveActedAndARefusedConnectionHasNot() {
        assertThat(together(Answers.none(true), false).known())
                .isEqualTo(new Known(
                        Evidence.MAY_HAVE_ACTED, true, 0, false, 1, 0, 1, Busy.NEVER, null, "connection lost"));
        Result.Later refused = together(Answers.none(false), false);
        assertThat(refused.due()).isAfter(NOW);
        assertThat(refused.known())
                .isEqualTo(NOTHING.withError(null, "connection lost").delayed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10053", "APIGW.0101", "VOD.99999"})
    void errorNotKnownToBeAboutAnAssetIsIsolatedAndFailsNone(String code) {
        Known kept = kept(ofTwo(NOTHING, NOTHING, Answers.error(403, code), true));
        Result.Later alone = single(kept, Answers.error(403, code), true);
        assertThat(alone.due()).isAfter(NOW);
        assertThat(alone.known().alone()).isTrue();
        assertThat(alone.known().attempts()).isEqualTo(2);
        assertThat(alone.known().refusals()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10062", "VOD.10083", "VOD.10060", "VOD.10111"})
    void assetErrorOfSeveralAsksAtOnceOrIsIsolated(String code) {
        Known known = new Known(Evidence.CALL_REFUSED, true, 0, false, 1, 0, 0, Busy.NEVER, code, "text of " + code);
        Result.Later permitted = together(Answers.error(403, code), true);
        assertThat(permitted.due()).isEqualTo(NOW);
        assertThat(permitted.known()).isEqualTo(known);
        assertThat(kept(ofTwo(NOTHING, NOTHING, Answers.error(403, code), false)))
                .isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, true", "9, true"})
    void spoiledCallIsIsolatedWhereAnIdWasInSeveral(int delays, boolean isolated) {
        Known before = new Known(Evidence.CALL_REFUSED, false, 0, false, 4, 0, delays, Busy.NEVER, null, null);
        List<Result> results = ofTwo(before, NOTHING, Answers.error(403, "VOD.10062"), true);
        if (isolated) {
            assertThat(kept(results).attempts()).isEqualTo(5);
        } else {
            assertThat(known(results.get(0)).delays()).isEqualTo(delays + 1);
            assertThat(((Result.Later) results.get(1)).due()).isEqualTo(NOW);
        }
    }

    @Test
    void spoiledCallIsIsolatedWhereInfoClearedAllOfItsIds() {
        Known cleared = NOTHING.attempted().withEvidence(Evidence.CALL_REFUSED, "VOD.10111", "text");
        kept(ofTwo(cleared, cleared, Answers.error(403, "VOD.10111"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10083", "VOD.10111", "VOD.10053"})
    void idThatSpoilsCallsGoesAloneFromThenOn(String code) {
        assertThat(single(NOTHING, Answers.error(403, code), true).known().alone())
                .isTrue();
        assertThat(single(NOTHING, Answers.error(403, code), false).known().alone())
                .isTrue();
    }

    @Test
    void busyAloneWaitsAndUsesUpNoAttempt() {
        Known known = NOTHING;
        for (int call = 0; call < 20; call++) {
            Result.Later later = single(known, Answers.error(403, "VOD.10083"), call % 2 == 0);
            assertThat(later.due()).isAfter(NOW);
            known = later.known();
        }
        assertThat(known.refusals()).isZero();
        assertThat(known.evidence()).isEqualTo(Evidence.CALL_REFUSED);
        assertThat(known.ask()).isTrue();
    }

    @Test
    void goneAloneIsLookedIntoWhereInfoIsPermitted() {
        Result.Later later = single(NOTHING, Answers.error(403, "VOD.10062"), true);
        assertThat(later.due()).isEqualTo(NOW);
        assertThat(later.known())
                .isEqualTo(new Known(
                        Evidence.REFUSED, true, 0, true, 1, 1, 0, Busy.NEVER, "VOD.10062", "text of VOD.10062"));
    }

    @ParameterizedTest
    @CsvSource({"NONE, FAILED", "CALL_REFUSED, FAILED", "REFUSED, FAILED", "MAY_HAVE_ACTED, DELETED"})
    void goneAloneIsFinalWhereInfoIsNotPermitted(Evidence before, Status status) {
        Claim claim = Ids.claim(1, NOTHING.withEvidence(before, null, null));
        boolean failed = status == Status.FAILED;
        assertThat(SETTLEMENT.ofAnswer(List.of(claim), Answers.error(404, "VOD.10062"), false, NOW))
                .containsExactly(new Result.Settled(
                        claim,
                        status,
                        failed ? "not-found" : null,
                        1,
                        failed ? "VOD.10062" : null,
                        failed ? "text of VOD.10062" : null));
    }

    /** Otherwise an id that is left out of every info answer would never have an outcome. */
    @ParameterizedTest
    @CsvSource({"VOD.10062, not-found", "VOD.10111, denied", "FAILED, refused"})
    void refusalOfAnIdThatInfoSaysNothingOfCountsAsWhereInfoIsNotPermitted(String answer, String reason) {
        Known known = NOTHING;
        Instant now = NOW;
        Result result = null;
        int calls = 0;
        while (!(result instanceof Result.Settled)) {
            Claim claim = Ids.claim(1, known);
            Instant at = now;
            Optional<Result> asked = SETTLEMENT.ofInfo(claim, AssetState.UNKNOWN, at);
            calls += asked.isPresent() ? 0 : 1;
            DeleteResponse word =
                    answer.equals("FAILED") ? Answers.word(answer, List.of(claim)) : Answers.error(403, answer);
            result = asked.orElseGet(
                    () -> SETTLEMENT.ofAnswer(List.of(claim), word, true, at).get(0));
            if (result instanceof Result.Later later) {
                known = later.known();
                now = later.due();
            }
        }
        assertThat(((Result.Settled) result).reason()).isEqualTo(reason);
        assertThat(calls).isLessThanOrEqualTo(2);
    }

    @Test
    void otherAssetErrorAloneFailsAfterTheAttemptsWhereInfoIsNotPermitted() {
        Result.Later first = single(NOTHING, Answers.error(403, "VOD.10111"), false);
        assertThat(first.due()).isAfter(NOW);
        Claim again = Ids.claim(1, first.known());
        assertThat(SETTLEMENT.ofAnswer(List.of(again), Answers.error(403, "VOD.10111"), false, NOW))
                .containsExactly(
                        new Result.Settled(again, Status.FAILED, "denied", 2, "VOD.10111", "text of VOD.10111"));
    }

    private static List<Result> ofTwo(Known first, Known second, DeleteResponse answer, boolean permitted) {
        return SETTLEMENT.ofAnswer(List.of(Ids.claim(1, first), Ids.claim(2, second)), answer, permitted, NOW);
    }

    /** What is known of the first of the ids, all of which are called again at once in smaller calls. */
    private static Known kept(List<Result> results) {
        assertThat(results).hasSize(2).hasOnlyElementsOfType(Result.Kept.class);
        return known(results.get(0));
    }

    private static Known known(Result result) {
        return result instanceof Result.Later later
                ? later.known()
                : result.claim().known();
    }

    private static Result.Later together(DeleteResponse answer, boolean permitted) {
        List<Claim> claims = List.of(Ids.claim(1, NOTHING), Ids.claim(2, NOTHING));
        return (Result.Later)
                SETTLEMENT.ofAnswer(claims, answer, permitted, NOW).get(0);
    }

    private static Result.Later single(Known known, DeleteResponse answer, boolean permitted) {
        return (Result.Later) SETTLEMENT
                .ofAnswer(List.of(Ids.claim(1, known)), answer, permitted, NOW)
                .get(0);
    }
}
