package io.voddelete.vod;

import static io.voddelete.kit.Retries.retryPolicy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CodeTables;
import io.voddelete.kit.CodeTables.Fact;
import io.voddelete.kit.Ids;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error code, unknown ones and none, under every HTTP status, against what is known of the codes. */
class ErrorMatrixTest {
    /** What an error is expected to mean. */
    private record Expected(ErrorClass errorClass, boolean mayHaveActed) {}

    private static final Map<String, ErrorClass> CLASSES = Map.ofEntries(
            Map.entry("per-asset-gone", ErrorClass.GONE),
            Map.entry("per-asset-retry-later", ErrorClass.BUSY),
            Map.entry("per-asset", ErrorClass.ASSET),
            Map.entry("per-asset-auth", ErrorClass.ASSET),
            Map.entry("throttle", ErrorClass.THROTTLED),
            Map.entry("retryable", ErrorClass.TRANSIENT),
            Map.entry("auth", ErrorClass.AUTH),
            Map.entry("auth-refresh", ErrorClass.AUTH),
            Map.entry("permanent-account", ErrorClass.ACCOUNT),
            Map.entry("permanent-request", ErrorClass.REQUEST));

    /** Where no code tells more. */
    private static final Map<Integer, Expected> STATUSES = Map.of(
            200, new Expected(ErrorClass.UNKNOWN, true),
            400, new Expected(ErrorClass.UNKNOWN, false),
            401, new Expected(ErrorClass.AUTH, false),
            403, new Expected(ErrorClass.UNKNOWN, false),
            404, new Expected(ErrorClass.UNKNOWN, false),
            429, new Expected(ErrorClass.THROTTLED, false),
            500, new Expected(ErrorClass.TRANSIENT, true),
            503, new Expected(ErrorClass.TRANSIENT, true));

    private static final Set<ErrorClass> ABOUT_ASSETS = Set.of(ErrorClass.GONE, ErrorClass.BUSY, ErrorClass.ASSET);
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Settlement STRICTEST =
            new Settlement(retryPolicy(1, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), () -> -1L)), false);

    static Stream<Fact> knownCodes() {
        return CodeTables.facts().stream().filter(Fact::hitsOurCalls).filter(fact -> fact.status() == 0);
    }

    @Test
    void theTableHoldsEveryCodeThatCanHitOurCallsAndNoOther() {
        assertThat(CodeTables.rows())
                .extracting(CodeTables.Row::code)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(CodeTables.facts().stream()
                        .filter(Fact::hitsOurCalls)
                        .map(Fact::code)
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("knownCodes")
    void knownCodeDecidesUnderEveryStatus(Fact fact) {
        Expected expected = new Expected(CLASSES.get(fact.kind()), fact.acted().equals("maybe"));
        STATUSES.keySet().forEach(status -> {
            for (String name : names(fact.code())) {
                check(status, name, Answers.errorBody(name), expected);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"APIGW.0201", "APIG.0201"})
    void code0201OfTheGatewayGoesByItsStatus(String code) {
        Expected refused = new Expected(ErrorClass.REQUEST, false);
        STATUSES.forEach((status, expected) -> check(
                status, code, Answers.errorBody(code), Set.of(400, 403, 404).contains(status) ? refused : expected));
        CodeTables.facts().stream()
                .filter(fact -> fact.code().equals("APIGW.0201"))
                .forEach(fact -> check(
                        fact.status(),
                        code,
                        Answers.errorBody(code),
                        new Expected(CLASSES.get(fact.kind()), fact.acted().equals("maybe"))));
    }

    static Stream<String> codesThatNeverHitUs() {
        return Stream.concat(
                CodeTables.facts().stream()
                        .filter(fact -> !fact.hitsOurCalls() && fact.status() == 0)
                        .map(Fact::code),
                Stream.of("VOD.99999", "APIGW.9999", "APIG.9999", "NEW.1", "0308", "VOD.10062 ", "vod.10062"));
    }

    @ParameterizedTest
    @MethodSource("codesThatNeverHitUs")
    void unknownCodeGoesByItsStatus(String code) {
        STATUSES.forEach((status, expected) -> check(status, code, Answers.errorBody(code), expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><h1>Access denied</h1></html>",
                "{}",
                "{\"error_msg\":\"APIGW.0308\"}",
                "{\"error_code\":\"\"}",
                "{\"error_code\":null}",
                "{\"error_code\":10062}",
                "{\"error\":{\"code\":401,\"message\":\"The username or password is wrong.\"}}"
            })
    void answerWithoutACodeGoesByItsStatus(String body) {
        Expected noAnswerOfVod = new Expected(ErrorClass.TRANSIENT, true);
        STATUSES.forEach((status, expected) -> check(status, null, body, status == 200 ? noAnswerOfVod : expected));
    }

    private static List<String> names(String code) {
        return code.startsWith("APIGW.") ? List.of(code, code.replace("APIGW.", "APIG.")) : List.of(code);
    }

    private static void check(int status, String code, String body, Expected expected) {
        VodResponse http = Answers.http(status, body);
        DeleteResponse answer = DeleteResponse.read(http);
        assertThat(answer.words()).isEmpty();
        for (VodError error : List.of(answer.error(), InfoResponse.read(http).error())) {
            assertThat(new Expected(error.errorClass(), error.mayHaveActed()))
                    .as("HTTP %d %s", status, code)
                    .isEqualTo(expected);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.httpStatus()).isEqualTo(status);
        }
        settles(answer);
    }

    /** Whatever is known of the ids before: no id is marked FAILED, and nothing called deleted, that may not be. */
    private static void settles(DeleteResponse answer) {
        for (Evidence before : Evidence.values()) {
            Known known = Known.NOTHING.withEvidence(before, null, null).refused();
            for (int ids : new int[] {1, 10}) {
                List<Claim> claims = IntStream.range(0, ids)
                        .mapToObj(id -> Ids.claim(id, known))
                        .toList();
                for (boolean infoPermitted : new boolean[] {true, false}) {
                    List<Result> results = STRICTEST.ofAnswer(claims, answer, infoPermitted, NOW);
                    boolean allowed = results.stream()
                                    .map(result -> result.claim().row())
                                    .toList()
                                    .equals(claims.stream().map(Claim::row).toList())
                            && results.stream().allMatch(result -> isAllowed(result, answer.error(), before));
                    if (!allowed) {
                        fail(answer.error() + " after " + before + ": " + results);
                    }
                }
            }
        }
    }

    private static boolean isAllowed(Result result, VodError error, Evidence before) {
        if (!(result instanceof Result.Settled settled)) {
            return true;
        }
        if (settled.status() == Status.FAILED) {
            return ABOUT_ASSETS.contains(error.errorClass()) && !error.mayHaveActed() && !before.mayBeGone();
        }
        return error.errorClass() == ErrorClass.GONE && before.mayBeGone();
    }
}
