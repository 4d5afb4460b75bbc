package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.Answers.deleteResults;
import static io.voddelete.simulator.Answers.onlyStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetFaultsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withClock(clock).withLimits("delete=0;info=0"));
    private final SigningClient client = new SigningClient(simulator);

    AssetFaultsTest() {
        client.now = START;
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"unknown, UNCREATED", "gone, DELETED"})
    void whatIsGoneSpoilsTheCallOrFailsAlone(String kind, String status) {
        simulator.faults(kind + ",ids=x");
        assertThat(onlyStatus(client.info("x1"))).isEqualTo(status);
        assertError(client.delete("a", "x1"), 403, "VOD\\.10062");
        assertThat(simulator.recorder().deletedCount()).isZero();

        simulator.faults(kind + ",ids=x,form=item");
        assertThat(client.delete("a", "x1").body()).isEqualTo(deleteResults("a=DELETED", "x1=FAILED"));
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @CsvSource({"busy, TRANSCODING", "busy=OBS_CREATING, OBS_CREATING"})
    void whatIsBusyForATimeTellsItsStateAndThenIsDeleted(String kind, String status) {
        simulator.faults(kind + ",ids=x,for=30s,form=call");
        assertThat(onlyStatus(client.info("x1"))).isEqualTo(status);
        pass(Duration.ofSeconds(29));
        assertError(client.delete("a", "x1"), 403, "VOD\\.10083");
        assertThat(onlyStatus(client.info("x2"))).isEqualTo(status);
        pass(Duration.ofSeconds(1));

        assertThat(client.delete("a", "x1").body()).isEqualTo(deleteResults("a=DELETED", "x1=DELETED"));
        assertThat(onlyStatus(client.info("x2"))).isEqualTo(status);
    }

    @Test
    void whatRefusesDoesSoForEverOrSoManyTimesForEachAsset() {
        simulator.faults("refused,ids=x,times=2; refused,ids=y");

        for (String status : List.of("FAILED", "FAILED", "DELETED")) {
            assertThat(client.delete("x1", "y1").body()).isEqualTo(deleteResults("x1=" + status, "y1=FAILED"));
        }
        assertThat(client.delete("x2").body()).isEqualTo(deleteResults("x2=FAILED"));
        assertThat(onlyStatus(client.info("x2"))).isEqualTo("PUBLISHED");
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("x1");
    }

    @ParameterizedTest
    @CsvSource({"VOD.10111, 0, 403", "VOD.10053, 0, 400", "VOD.99999, 0, 403", "VOD.10062, 404, 404"})
    void oneAssetSpoilsTheWholeCallWithAnyCode(String code, int status, int answered) {
        simulator.faults("spoils=" + code + ",ids=x" + (status == 0 ? "" : ",status=" + status));

        assertError(client.delete("a", "x1", "b"), answered, code.replace(".", "\\."));
        assertThat(simulator.recorder().deletedCount()).isZero();
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("PUBLISHED");
        assertThat(client.delete("a", "b").body()).isEqualTo(deleteResults("a=DELETED", "b=DELETED"));
    }

    @ParameterizedTest
    @CsvSource({"deleting, DELETED", "deleting=FAILED, FAILED"})
    void whatIsDeletingIsBusyForATimeAndThenGone(String kind, String word) {
        simulator.faults(kind + ",ids=x,for=10s");
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("PUBLISHED");
        pass(Duration.ofSeconds(5));

        assertThat(client.delete("a", "x1").body()).isEqualTo(deleteResults("a=DELETED", "x1=" + word));
        assertThat(simulator.recorder().isDeleted("x1")).isTrue();
        assertThat(simulator.recorder().deletedAt("a")).hasValue(START.plusSeconds(5));
        assertThat(simulator.recorder().deletedAt("x1")).hasValue(START.plusSeconds(15));
        pass(Duration.ofSeconds(9));
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("DELETING");
        assertThat(client.delete("x1").body()).isEqualTo(deleteResults("x1=FAILED"));
        pass(Duration.ofSeconds(1));
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("DELETED");
        assertError(client.delete("x1"), 403, "VOD\\.10062");
    }

    @Test
    void infoTellsOfADeletedAssetThatItLivesForAWhile() {
        simulator.faults("seems-living,ids=x,for=20s; seems-living,ids=y,times=1");
        client.delete("x1", "y1");
        pass(Duration.ofSeconds(19));

        assertThat(onlyStatus(client.info("x1"))).isEqualTo("PUBLISHED");
        assertThat(onlyStatus(client.info("y1"))).isEqualTo("PUBLISHED");
        assertThat(onlyStatus(client.info("y1"))).isEqualTo("DELETED");
        assertError(client.delete("x1"), 403, "VOD\\.10062");
        pass(Duration.ofSeconds(1));
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("DELETED");
    }

    @Test
    void infoTellsOfALivingAssetThatItIsDeletedForAWhile() {
        simulator.faults("seems-deleted,ids=x,for=20s");
        assertThat(onlyStatus(client.info("x1"))).isEqualTo("DELETED");
        pass(Duration.ofSeconds(20));

        assertThat(onlyStatus(client.info("x1"))).isEqualTo("PUBLISHED");
        assertThat(onlyStatus(client.info("x2"))).isEqualTo("DELETED");
        assertThat(simulator.recorder().isDeleted("x2")).isFalse();
        assertThat(client.delete("x2").body()).isEqualTo(deleteResults("x2=DELETED"));
    }

    @Test
    void infoLiesByOmission() {
        simulator.faults("absent,ids=x,times=1");

        assertThat(client.info("a", "x1").body()).contains("\"total\":1").doesNotContain("x1");
        assertThat(client.info("a", "x1").body()).contains("\"total\":2", "x1");
    }

    @Test
    void aFaultCanBeOneOfInfoOrOfDeleteAlone() {
        simulator.faults("gone,ids=x,on=info; busy,ids=y,on=delete");

        assertThat(onlyStatus(client.info("x1"))).isEqualTo("DELETED");
        assertThat(onlyStatus(client.info("y1"))).isEqualTo("PUBLISHED");
        assertThat(client.delete("x1", "y1").body()).isEqualTo(deleteResults("x1=DELETED", "y1=FAILED"));
    }

    @Test
    void aShareOfTheAssetsIsDrawnBySeedAndIdWhateverTheOrder() {
        String rules = "unknown,rate=0.2,form=item; deleting,rate=0.3; seems-living,rate=0.3";
        Set<String> unknown = new HashSet<>();
        try (var first = seeded(42, rules);
                var second = seeded(42, rules);
                var third = seeded(43, rules)) {
            StringBuilder told = new StringBuilder();
            for (int i = 0; i < 300; i += 10) {
                unknown.addAll(failed(new SigningClient(first).delete(ids(i)).body(), ids(i)));
                told.append(new SigningClient(first).info(ids(i)).body());
                new SigningClient(second).delete(ids(290 - i));
                new SigningClient(third).delete(ids(i));
            }

            assertThat(unknown).hasSizeBetween(35, 85);
            assertThat(told.toString().split("\"DELETING\"")).hasSizeBetween(60, 120);
            assertThat(told.toString().split("\"PUBLISHED\"")).hasSizeBetween(60, 120);
            assertThat(second.recorder().deletions())
                    .isEqualTo(first.recorder().deletions())
                    .isNotEqualTo(third.recorder().deletions())
                    .doesNotContainKeys(unknown.toArray(new String[0]));
        }
    }

    private static VodSimulator seeded(long seed, String rules) {
        return VodSimulator.start(SimulatorOptions.defaults()
                .withSeed(seed)
                .withLimits("delete=0; info=0")
                .withFaults(rules));
    }

    private static String[] ids(int from) {
        return IntStream.range(from, from + 10).mapToObj("%032x"::formatted).toArray(String[]::new);
    }

    private static List<String> failed(String body, String... ids) {
        return List.of(ids).stream()
                .filter(id -> body.contains(id + "\",\"status\":\"FAILED"))
                .toList();
    }

    private void pass(Duration time) {
        clock.advance(time);
        client.now = clock.instant();
    }
}
