package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.AssetStatus;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void aFailedIdThatIsDroppedAgainIsTriedAgainAsTheNextGeneration() throws Exception {
        String id = SampleIds.random(21, 1).get(0);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            simulator.asset(id, AssetStatus.UNCREATED);
            module.drop("first.txt", List.of(id));
            module.awaitEnd(1);
            simulator.asset(id, AssetStatus.PUBLISHED);
            module.drop("second.txt", List.of(id));
            Totals totals = module.awaitEnd(2);

            assertThat(totals).isEqualTo(new Totals(2, 2, 0, 1, 1, 0, 0, 0, 0));
            JsonNode failed = module.outcomes().failure().get(0);
            JsonNode deleted = module.outcomes().success().get(0);
            assertThat(failed.get("reason").textValue()).isEqualTo("not-found");
            assertThat(failed.get("source").textValue()).isEqualTo("file:first.txt");
            assertThat(deleted.get("generation").intValue()).isEqualTo(2);
            assertThat(deleted.get("source").textValue()).isEqualTo("file:second.txt");
            assertThat(deleted.get("event_id")).isNotEqualTo(failed.get("event_id"));
        }
    }

    @Test
    void aDeletedIdThatIsDroppedAgainIsADuplicateAndIsNotSent() throws Exception {
        List<String> ids = SampleIds.random(22, 15);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("a.txt", ids);
            module.awaitEnd(1);
            long calls = simulator.recorder().calls().size();
            module.drop("a.txt", ids);
            Totals totals = module.awaitEnd(2);

            assertThat(totals).isEqualTo(new Totals(2, 15, 0, 15, 0, 0, 0, 15, 0));
            assertThat(simulator.recorder().calls()).hasSize((int) calls);
        }
    }

    @Test
    void aDisabledSenderAcceptsAndSendsNothingAndTheNextStartSendsAll() throws Exception {
        List<String> ids = SampleIds.random(23, 25);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module =
                    RunningModule.start(directory, simulator, Map.of("vod.sender.enabled", "false"))) {
                module.drop("held.txt", ids);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> module.totals().accepted() == 25);
                assertThat(module.totals().pending()).isEqualTo(25);
            }
            assertThat(simulator.recorder().calls()).isEmpty();
            try (RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
                module.awaitEnd(1);
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            }
        }
    }

    @Test
    void anEmptyFileAndOneThatStillGrowsHoldUpNeitherTheOthersNorTheStop() throws Exception {
        List<String> ids = SampleIds.random(24, 12);
        Path growing = directory.resolve("inbox/growing.txt");
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            RunningModule module = RunningModule.start(directory, simulator, Map.of());
            try {
                Files.writeString(growing, "# still being written\n");
                writer.scheduleAtFixedRate(() -> append(growing), 0, 50, TimeUnit.MILLISECONDS);
                Files.createFile(directory.resolve("inbox/empty.txt"));
                module.drop("whole.txt", ids);
                Totals totals = module.awaitEnd(1);

                assertThat(totals).isEqualTo(new Totals(1, 12, 0, 12, 0, 0, 0, 0, 0));
                assertThat(growing).exists();
                assertThat(directory.resolve("inbox/empty.txt")).doesNotExist();
            } finally {
                long begin = System.nanoTime();
                module.close();
                writer.shutdownNow();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "# more\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void missingAssetsGoToTheSuccessEndpointIfSoWished() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module =
                        RunningModule.start(directory, simulator, Map.of("vod.outcome.missing-is-success", "true"))) {
            module.drop(
                    "missing.txt",
                    List.of(
                            SampleIds.fated(404, 1).get(0),
                            SampleIds.fated(410, 1).get(0)));
            module.awaitEnd(1);

            assertThat(module.outcomes().failure()).isEmpty();
            assertThat(module.outcomes().success())
                    .extracting(outcome -> outcome.get("status").textValue() + " "
                            + outcome.get("reason").textValue())
                    .containsExactlyInAnyOrder("FAILED not-found", "FAILED already-gone");
        }
    }
}
