package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.AnswerForm;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void aDroppedFileEndsAsOneOutcomeAnId() throws Exception {
        List<String> ids = SampleIds.random(1, 57);
        List<String> lines = new ArrayList<>(ids);
        lines.addAll(List.of("# a comment", "", ids.get(3), "NOT-AN-ID", "a,b"));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("expired.txt", lines);
            Totals totals = module.awaitEnd(1);

            assertThat(totals).isEqualTo(new Totals(1, 57, 0, 57, 0, 0, 2, 1, 0));
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(simulator.recorder().deleteCalls()).hasSize(6);
            assertThat(module.outcomes().rejected())
                    .extracting(line ->
                            line.get("line").intValue() + " " + line.get("text").textValue())
                    .containsExactly("61 NOT-AN-ID", "62 a,b");
            try (Stream<Path> done = Files.list(module.inbox().resolve("done"))) {
                assertThat(done.filter(file -> file.toString().endsWith(".txt")))
                        .singleElement()
                        .satisfies(file -> {
                            assertThat(file.getFileName().toString()).startsWith("expired-");
                            assertThat(Files.readAllLines(file)).isEqualTo(lines);
                        });
            }
        }
    }

    /** Embedded, where a host application's server may serve. */
    @Test
    void theLogTellsWhatRunsAndWhatEachSubmissionCameTo() throws Exception {
        try (CapturedLog log = CapturedLog.ofAll();
                VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
                assertThat(log.lines().stream().filter(line -> line.contains("rate: ")))
                        .singleElement()
                        .asString()
                        .contains(
                                "INFO ",
                                simulator.endpoint().toString(),
                                SimulatorOptions.PROJECT_ID,
                                directory.toString())
                        .doesNotContain("HTTP");
                module.drop("expired.txt", SampleIds.random(7, 12));
                module.awaitEnd(1);
            }
            assertThat(log.lines().stream().filter(line -> line.contains(" is done: ")))
                    .singleElement()
                    .asString()
                    .contains("INFO ", "file:expired.txt", "12 accepted", "12 deleted", "0 failed");
        }
    }

    @ParameterizedTest(name = "preflight {0}, not found as {1}, busy as {2}, info refused {3}")
    @CsvSource({
        "true, CALL, ITEM, false",
        "true, ITEM, CALL, false",
        "false, CALL, CALL, false",
        "false, ITEM, ITEM, false",
        "true, CALL, CALL, true",
        "false, CALL, ITEM, true"
    })
    void everyFateOfAnAssetIsToldAsItIs(String preflight, AnswerForm notFound, AnswerForm busy, boolean infoRefused)
            throws Exception {
        List<String> living = SampleIds.random(2, 83);
        List<String> missing = SampleIds.fated(404, 4);
        List<String> gone = SampleIds.fated(410, 3);
        List<String> slow = SampleIds.fated(423, 3);
        List<String> refused = SampleIds.fated(403, 2);
        List<String> lost = SampleIds.fated(502, 2);
        List<String> all = Stream.of(living, missing, gone, slow, refused, lost)
                .flatMap(List::stream)
                .sorted((a, b) -> Integer.compare(a.hashCode(), b.hashCode()))
                .toList();
        SimulatorOptions options = OPTIONS.withNotFound(notFound).withBusy(busy).withInfoRefused(infoRefused);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(
                        directory, simulator, Map.of("vod.preflight", preflight, "vod.retry.attempts", "3"))) {
            module.drop("mixed.txt", all);
            Totals totals = module.awaitEnd(1);

            Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
            if (infoRefused) {
                invariants.checkWithoutReadBack(all);
            } else {
                invariants.check(all);
            }
            assertThat(totals.accepted()).isEqualTo(all.size());
            assertThat(totals.deleted()).isGreaterThanOrEqualTo(living.size() + slow.size() + lost.size());
            assertThat(reasons(module)).containsEntry("refused", 2L);
            if (preflight.equals("true") && !infoRefused) {
                assertThat(reasons(module)).containsEntry("not-found", 4L).containsEntry("already-gone", 3L);
            }
        }
    }

    @Test
    void callsThatFailInAllWaysAtRandomContradictNothing() throws Exception {
        List<String> living = SampleIds.random(3, 1500);
        List<String> all = Stream.of(
                        living, SampleIds.fated(404, 60), SampleIds.fated(410, 20), SampleIds.fated(423, 10))
                .flatMap(List::stream)
                .sorted((a, b) -> Integer.compare(a.hashCode(), b.hashCode()))
                .toList();
        SimulatorOptions options = OPTIONS.withFaultRate(0.15).withSeed(4);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.preflight", "false"))) {
            module.drop("faults.txt", all);
            Totals totals = module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(all);
            assertThat(totals.deleted()).isBetween(1510L, 1590L);
            assertThat(totals.deleted() + totals.failed()).isEqualTo(all.size());
        }
    }

    private static Map<String, Long> reasons(RunningModule module) {
        Map<String, Long> reasons = new TreeMap<>();
        for (JsonNode outcome : module.outcomes().failure()) {
            reasons.merge(outcome.get("reason").textValue(), 1L, Long::sum);
        }
        return reasons;
    }
}
