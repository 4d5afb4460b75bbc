package io.voddelete.vod;

import static io.voddelete.kit.Retries.retryPolicy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random walks of one asset through calls, lost answers and crashes: every outcome agrees with what VOD did. */
class SettlementWalkTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final int WALKS = 20_000;
    private static final int STEPS = 80;
    private static final Claim OTHER = Ids.claim(99, Known.NOTHING);
    private static final List<String> NOT_ABOUT_THE_ASSET =
            List.of("APIGW.0308", "APIGW.0301", "VOD.10056", "VOD.10053", "VOD.99999", "unreachable");
    private static final List<String> SAYS_NOTHING = List.of("VOD.10051", "lost", "empty", "UNKNOW", "twice", "crash");

    private final Map<String, DeleteResponse> read = new HashMap<>();
    private final Random random = new Random(20261124);
    private Settlement settlement;

    /** VOD's side of the truth. */
    private static final class World {
        private boolean living;
        private boolean deletedByUs;
        private final AssetState afterwards;

        World(Random random) {
            this.living = random.nextInt(4) > 0;
            this.afterwards = random.nextBoolean() ? AssetState.ABSENT : AssetState.DELETED;
        }

        void delete() {
            deletedByUs |= living;
            living = false;
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true"})
    void outcomesAgreeWithTheTruth(boolean infoPermitted, boolean confirm) {
        settlement = new Settlement(
                retryPolicy(2, new Backoff(Duration.ofSeconds(1), Duration.ofHours(1), random)), confirm);
        Map<Status, Integer> outcomes = new EnumMap<>(Status.class);
        int deletedWithoutBeingTold = 0;
        for (int walk = 0; walk < WALKS; walk++) {
            World world = new World(random);
            Result.Settled settled = walk(world, infoPermitted);
            if (settled == null) {
                outcomes.merge(Status.PENDING, 1, Integer::sum);
                continue;
            }
            outcomes.merge(settled.status(), 1, Integer::sum);
            deletedWithoutBeingTold +=
                    world.deletedByUs && settled.claim().known().evidence().mayBeGone() ? 1 : 0;
            boolean wrong = settled.status() == Status.DELETED ? world.living : world.deletedByUs;
            if (wrong || (settled.reason() == null) != (settled.status() == Status.DELETED)) {
                fail("walk %d: %s, living %s, deleted by us %s", walk, settled, world.living, world.deletedByUs);
            }
        }
        assertThat(outcomes.get(Status.DELETED)).as("%s", outcomes).isGreaterThan(WALKS / 3);
        assertThat(outcomes.get(Status.FAILED)).as("%s", outcomes).isGreaterThan(WALKS / 20);
        assertThat(outcomes.getOrDefault(Status.PENDING, 0)).as("%s", outcomes).isLessThan(WALKS / 20);
        assertThat(deletedWithoutBeingTold).as("hard cases met").isGreaterThan(WALKS / 10);
    }

    private Result.Settled walk(World world, boolean infoPermitted) {
        Claim claim = Ids.claim(1, Known.NOTHING);
        Instant now = START;
        boolean isolated = false;
        boolean preflight = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            Claim held = claim;
            Instant at = now;
            boolean ask = infoPermitted
                    && !isolated
                    && (held.known().ask() || preflight && held.known().attempts() == 0);
            Optional<Result> early = ask ? settlement.ofInfo(held, info(world), at) : Optional.empty();
            boolean alone = isolated || held.known().alone() || random.nextInt(8) == 0;
            Result result = early.orElseGet(() -> call(held, alone, world, infoPermitted, at));
            isolated = result instanceof Result.Kept;
            if (isolated) {
                claim = result.claim();
                continue;
            }
            if (result instanceof Result.Settled settled) {
                return settled;
            }
            Result.Later later = (Result.Later) result;
            if (later.known().evidence().compareTo(held.known().evidence()) < 0
                    || later.due().isBefore(now)) {
                fail("weaker evidence or an earlier time: %s after %s", later, held);
            }
            claim = new Claim(claim.row(), 1, claim.assetId(), claim.token(), later.known());
            now = later.due();
        }
        return null;
    }

    private AssetState info(World world) {
        if (random.nextInt(5) == 0) {
            return AssetState.UNKNOWN;
        }
        if (world.living) {
            return random.nextInt(4) == 0 ? AssetState.BUSY : AssetState.IDLE;
        }
        return world.deletedByUs && random.nextInt(4) == 0 ? AssetState.DELETING : world.afterwards;
    }

    private Result call(Claim claim, boolean alone, World world, boolean infoPermitted, Instant now) {
        List<Claim> claims = alone ? List.of(claim) : List.of(claim, OTHER);
        String answer = answer(world, alone);
        if (answer.equals("crash")) {
            Known known = claim.known().attempted().withEvidence(Evidence.MAY_HAVE_ACTED, null, null);
            return new Result.Later(claim, known, now);
        }
        return settlement
                .ofAnswer(claims, read(answer, claims), infoPermitted, now)
                .get(0);
    }

    /** What VOD does and says; what it says of a deed is true or nothing. */
    private String answer(World world, boolean alone) {
        int dice = random.nextInt(20);
        if (dice < 7) {
            boolean acts = random.nextBoolean();
            if (acts) {
                world.delete();
            }
            return any(SAYS_NOTHING);
        }
        if (dice < 10) {
            return any(NOT_ABOUT_THE_ASSET);
        }
        if (dice < 12 && !alone) {
            return any(List.of("VOD.10062", "VOD.10083", "VOD.10111"));
        }
        if (dice < 15) {
            return world.living
                    ? any(List.of("FAILED", "VOD.10083", "VOD.10111"))
                    : any(List.of("FAILED", "VOD.10062"));
        }
        if (!world.living) {
            return any(List.of("VOD.10062", "FAILED", "DELETED"));
        }
        world.delete();
        return "DELETED";
    }

    private String any(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private static DeleteResponse read(String answer, List<Claim> claims) {
        String id = "{\"asset_id\":\"" + claims.get(0).assetId() + "\",\"status\":";
        return switch (answer) {
            case "DELETED", "FAILED", "UNKNOW" -> Answers.word(answer, claims.subList(0, 1));
            case "empty" -> Answers.results("");
            case "twice" -> Answers.results(id + "\"DELETED\"}," + id + "\"FAILED\"}");
            case "lost" -> Answers.none(true);
            case "unreachable" -> Answers.none(false);
            case "APIGW.0308" -> Answers.error(429, answer);
            case "APIGW.0301" -> Answers.error(401, answer);
            default -> Answers.error(403, answer);
        };
    }
}
