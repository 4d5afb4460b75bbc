package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.AssetFacts;
import io.voddelete.simulator.AssetStatus;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A protected id is never on the wire. */
class ProtectionFlowTest {
    private final SimulatorOptions options =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void idsOfAFileAreKeptAndTheOthersOfTheSameListAreDeleted() throws Exception {
        List<String> ids = SampleIds.random(1, 100);
        List<String> kept = ids.subList(20, 45);
        Files.write(directory.resolve("protected.txt"), kept);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(75);
            assertThat(module.totals().kept()).isEqualTo(25);
            assertThat(sent(simulator)).hasSize(75).doesNotContainAnyElementsOf(kept);

            JsonNode asset = new StatusCaller(module.url()).ask("/vod/assets/" + kept.get(0));
            assertThat(asset.toString()).contains("\"kept\"", "\"protected\"", "file protected.txt");
        }
    }

    @Test
    void aTagProtectsWhoeverSetItAndTheOthersAreDeleted() throws Exception {
        List<String> ids = SampleIds.random(2, 60);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of())) {
            ids.subList(0, 7).forEach(id -> simulator.describe(id, AssetFacts.PLAIN.withTags("b,legal-hold")));
            module.drop("ids.txt", ids);
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(7);
            assertThat(module.totals().deleted()).isEqualTo(53);
            assertThat(sent(simulator)).doesNotContainAnyElementsOf(ids.subList(0, 7));
        }
    }

    @Test
    void categoryAgeAndStatusProtectAsTheSettingsSay() throws Exception {
        List<String> ids = SampleIds.random(3, 40);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(
                        simulator,
                        Map.of(
                                "vod.protect.categories", "Trailers",
                                "vod.protect.younger-than", "30d",
                                "vod.protect.published", "keep"))) {
            ids.forEach(id -> simulator.asset(id, AssetStatus.CREATED));
            simulator.asset(ids.get(0), AssetStatus.PUBLISHED);
            simulator.describe(ids.get(1), AssetFacts.PLAIN.withCategory(7, "trailers"));
            simulator.describe(
                    ids.get(2), AssetFacts.PLAIN.withCreated(Instant.now().minus(Duration.ofDays(29))));
            simulator.describe(
                    ids.get(3), AssetFacts.PLAIN.withCreated(Instant.now().minus(Duration.ofDays(31))));
            module.drop("ids.txt", ids);
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(3);
            assertThat(sent(simulator)).hasSize(37).doesNotContainAnyElementsOf(ids.subList(0, 3));
        }
    }

    @Test
    void anIdThatIsProtectedWhileItIsClaimedIsNotSent() throws Exception {
        List<String> ids = SampleIds.random(4, 9);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of("vod.batch.quiet-period", "3s"))) {
            module.drop("ids.txt", ids);
            await(() -> simulator.recorder().calls().stream().anyMatch(call -> call.kind() == CallKind.INFO));
            Files.write(directory.resolve("protected.txt"), ids.subList(0, 4));
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(4);
            assertThat(sent(simulator)).containsExactlyInAnyOrderElementsOf(ids.subList(4, 9));
        }
    }

    @Test
    void aFileThatGrowsWhileListsAreDeletedProtectsFromTheNextCallOn() throws Exception {
        List<String> ids = SampleIds.random(5, 1_000);
        Path file = Files.write(directory.resolve("protected.txt"), List.of());
        SimulatorOptions slow = options.withLatency(Duration.ofMillis(20), Duration.ofMillis(60));
        try (VodSimulator simulator = VodSimulator.start(slow);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("ids.txt", ids);
            await(() -> sent(simulator).size() >= 100);
            Files.write(file, ids, StandardOpenOption.APPEND);
            Instant written = Instant.now();
            module.awaitEnd(1);
            assertThat(simulator.recorder().calls())
                    .filteredOn(
                            call -> call.kind() == CallKind.DELETE && call.at().isAfter(written))
                    .as("calls that had begun")
                    .hasSizeLessThanOrEqualTo(8);
            assertThat(module.totals().kept() + module.totals().deleted()).isEqualTo(1_000);
            assertThat(module.totals().kept()).isGreaterThan(500);
        }
    }

    @Test
    void aKeptIdThatIsNamedAgainWhenNothingProtectsItIsDeleted() throws Exception {
        List<String> ids = SampleIds.random(6, 4);
        Path file = Files.write(directory.resolve("protected.txt"), ids.subList(0, 3));
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of())) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(3);
            Files.write(file, ids.subList(1, 2));
            await(() -> {
                Files.write(directory.resolve("protected.txt.confirm-smaller"), new byte[0]);
                module.drop("again-" + System.nanoTime() + ".txt", List.of(ids.get(0)));
                Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                return sent(simulator).contains(ids.get(0));
            });
            assertThat(sent(simulator)).doesNotContain(ids.get(1));
        }
    }

    @Test
    void noApprovalOutranksProtectionOrAChangeAfterThePlan() throws Exception {
        List<String> ids = SampleIds.random(9, 30);
        Files.write(directory.resolve("protected.txt"), ids.subList(0, 3));
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module =
                        start(simulator, Map.of("vod.approval.required", "over-limit", "vod.limit.submission", "10"))) {
            ids.subList(3, 5).forEach(id -> simulator.describe(id, AssetFacts.PLAIN.withTags("legal-hold")));
            module.drop("ids.txt", ids);
            Path plan = awaitPlan(module);
            assertThat(Files.readString(plan)).contains("file protected.txt", "tag legal-hold");
            simulator.describe(
                    ids.get(5), AssetFacts.PLAIN.withModified(Instant.now().plusSeconds(1)));
            approve(module, plan);
            module.awaitEnd(1);
            assertThat(sent(simulator)).containsExactlyInAnyOrderElementsOf(ids.subList(6, 30));
            assertThat(module.totals().kept()).isEqualTo(6);
            assertThat(new StatusCaller(module.url())
                            .ask("/vod/assets/" + ids.get(5))
                            .get("reason")
                            .asText())
                    .isEqualTo("changed");
        }
    }

    @Test
    void publishedAssetsWaitForAnApprovalIfTheSettingSaysHold() throws Exception {
        List<String> ids = SampleIds.random(10, 20);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator, Map.of("vod.protect.published", "hold"))) {
            ids.subList(1, 20).forEach(id -> simulator.asset(id, AssetStatus.CREATED));
            simulator.asset(ids.get(0), AssetStatus.PUBLISHED);
            module.drop("ids.txt", ids);
            Path plan = awaitPlan(module);
            assertThat(sent(simulator)).doesNotContain(ids.get(0));
            approve(module, plan);
            module.awaitEnd(1);
            assertThat(sent(simulator)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(module.totals().deleted()).isEqualTo(20);
        }
    }

    @Test
    void withoutThePermissionToAskTheDefaultTagsAreNotCheckedAndThatIsSaid() throws Exception {
        List<String> ids = SampleIds.random(7, 20);
        try (VodSimulator simulator = VodSimulator.start(options.withInfoRefused(true));
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(simulator, Map.of())) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(20);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains("vod.protect.tags"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutThePermissionToAskNothingIsSentIfTagsAreSet() throws Exception {
        List<String> ids = SampleIds.random(8, 20);
        try (VodSimulator simulator = VodSimulator.start(options.withInfoRefused(true));
                RunningModule module = start(simulator, Map.of("vod.protect.tags", "mine"))) {
            module.drop("ids.txt", ids);
            await(() -> !simulator.recorder().calls().isEmpty());
            Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(sent(simulator)).isEmpty();
            assertThat(module.totals().pending()).isEqualTo(20);
            assertThat(simulator.recorder().calls()).as("no busy loop").hasSizeLessThan(10);
        }
    }

    private RunningModule start(VodSimulator simulator, Map<String, String> changes) throws Exception {
        Map<String, String> all = new HashMap<>(changes);
        all.put("vod.status.enabled", "true");
        return RunningModule.start(directory, simulator, all);
    }

    private static Path awaitPlan(RunningModule module) throws Exception {
        Path held = module.inbox().resolve("held");
        await(() -> plan(held).isPresent());
        return plan(held).orElseThrow();
    }

    private static Optional<Path> plan(Path held) throws IOException {
        if (!Files.isDirectory(held)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(held)) {
            return files.filter(file -> file.toString().endsWith(".plan.txt")).findFirst();
        }
    }

    private static void approve(RunningModule module, Path plan) throws IOException {
        Files.move(plan, module.inbox().resolve("approve").resolve(plan.getFileName()));
    }

    private static Set<String> sent(VodSimulator simulator) {
        return simulator.recorder().calls().stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .flatMap(call -> call.assetIds().stream())
                .collect(Collectors.toSet());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }
}
