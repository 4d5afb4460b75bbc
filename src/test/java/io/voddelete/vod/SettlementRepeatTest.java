package io.voddelete.vod;

import static io.voddelete.kit.Retries.retryPolicy;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Result;
import io.voddelete.kit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer that comes again and again makes us repeat a call without end at full speed. */
class SettlementRepeatTest {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Settlement SETTLEMENT =
            new Settlement(retryPolicy(3, new Backoff(Duration.ofSeconds(2), LONGEST, () -> -1L)), false);
    private static final Claim OTHER = Ids.claim(99, Known.NOTHING);

    static Stream<Arguments> everyAnswerWithEveryState() {
        List<String> answers = List.of(
                "VOD.10062",
                "VOD.10083",
                "VOD.10060",
                "VOD.10053",
                "VOD.99999",
                "VOD.10051",
                "lost",
                "unreachable",
                "FAILED",
                "UNKNOW",
                "nothing");
        List<Optional<AssetState>> states = new ArrayList<>(List.of(Optional.empty()));
        Stream.of(AssetState.values()).map(Optional::of).forEach(states::add);
        return answers.stream().flatMap(answer -> states.stream().map(state -> Arguments.of(answer, state)));
    }

    /** @param state what {@code asset/info} says each time, empty if it is not permitted */
    @ParameterizedTest(name = "{0} with info {1}")
    @MethodSource("everyAnswerWithEveryState")
    void idIsSettledOrItsCallsComeSlowerAndSlower(String answer, Optional<AssetState> state) {
        List<Instant> calls = calls(1000, () -> answer, () -> state);
        if (calls.size() >= 20) {
            assertThat(lastTen(calls)).isGreaterThan(LONGEST.multipliedBy(9));
        }
    }

    /** Answers that settle nothing, in any order, with states that settle nothing either. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noMixOfAnswersRepeatsCallsWithoutDelay(int seed) {
        Random random = new Random(seed);
        List<String> answers = List.of("VOD.10083", "VOD.10060", "VOD.99999", "VOD.10051", "lost", "unreachable");
        List<AssetState> states = List.of(AssetState.IDLE, AssetState.BUSY, AssetState.UNKNOWN, AssetState.DELETING);

        List<Instant> calls = calls(
                2000,
                () -> answers.get(random.nextInt(answers.size())),
                () -> Optional.of(states.get(random.nextInt(states.size()))));

        assertThat(calls.size() < 20 || lastTen(calls).compareTo(LONGEST.multipliedBy(5)) > 0)
                .as("%s calls", calls.size())
                .isTrue();
    }

    private static Duration lastTen(List<Instant> calls) {
        int last = calls.size() - 1;
        return Duration.between(calls.get(last - 10), calls.get(last));
    }

    /** When calls went out for one id, until it was settled or the rounds were over. */
    private static List<Instant> calls(int rounds, Supplier<String> answers, Supplier<Optional<AssetState>> states) {
        Claim claim = Ids.claim(1, Known.NOTHING);
        Instant now = Instant.parse("2026-11-24T00:00:00Z");
        List<Instant> calls = new ArrayList<>();
        boolean isolated = false;
        for (int round = 0; round < rounds; round++) {
            Optional<AssetState> state = states.get();
            Claim asked = claim;
            Instant at = now;
            Optional<Result> early =
                    !isolated && (claim.known().ask() || claim.known().attempts() == 0)
                            ? state.flatMap(word -> SETTLEMENT.ofInfo(asked, word, at))
                            : Optional.empty();
            if (early.isEmpty()) {
                calls.add(now);
            }
            // as AskInfo hands it on after a definite answer
            Claim sent = state.filter(word -> word != AssetState.UNKNOWN).isPresent()
                    ? asked.with(asked.known().withState())
                    : asked;
            boolean alone = isolated || claim.known().alone();
            Result result = early.orElseGet(() -> call(sent, alone, answers.get(), state.isPresent(), at));
            isolated = result instanceof Result.Kept;
            if (isolated) {
                claim = result.claim();
                continue;
            }
            if (result instanceof Result.Settled) {
                return calls;
            }
            Result.Later later = (Result.Later) result;
            assertThat(later.due()).isAfterOrEqualTo(now);
            claim = Ids.claim(1, later.known());
            now = later.due();
        }
        return calls;
    }

    private static Result call(Claim claim, boolean alone, String answer, boolean infoPermitted, Instant now) {
        List<Claim> claims = alone ? List.of(claim) : List.of(claim, OTHER);
        DeleteResponse read = switch (answer) {
            case "FAILED", "UNKNOW" -> Answers.word(answer, claims);
            case "nothing" -> Answers.results("");
            case "lost" -> Answers.none(true);
            case "unreachable" -> Answers.none(false);
            default -> Answers.error(403, answer);
        };
        return SETTLEMENT.ofAnswer(claims, read, infoPermitted, now).get(0);
    }
}
