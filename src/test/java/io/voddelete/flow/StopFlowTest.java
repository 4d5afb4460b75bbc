package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stop file and files of protected ids that are lost, by the calls that reach the simulator. */
class StopFlowTest {
    private static final Map<String, String> STATUS = Map.of("vod.status.enabled", "true");

    private final SimulatorOptions options =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "stop.TXT", "sToP"})
    void aStopFileThatIsThereBeforeTheStartLetsNoCallBeginOverRestartsUntilItIsDeleted(String name) throws Exception {
        List<String> ids = SampleIds.random(1, 100);
        Path stop = stopFile(name);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            for (int start = 0; start < 2; start++) {
                try (RunningModule module = start(simulator)) {
                    if (start == 0) {
                        module.drop("ids.txt", ids);
                    }
                    await(() -> module.totals().pending() == 100);
                    assertQuiet(simulator, 0);
                    assertThat(stop).as("it is no list").exists();
                }
            }
            try (RunningModule module = start(simulator)) {
                Files.delete(stop);
                module.awaitEnd(1);
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
                assertThat(module.totals().deleted()).isEqualTo(100);
            }
        }
    }

    @Test
    void aHaltIsRecordedOnceAndSoIsItsEndWheneverTheModuleIsRestarted() throws Exception {
        Path stop = stopFile("STOP");
        try (VodSimulator simulator = VodSimulator.start(options)) {
            for (int start = 0; start < 3; start++) {
                try (RunningModule module = start(simulator)) {
                    await(() -> audited("stop-file").size() == 1);
                    assertThat(module.totals().submissions()).isZero();
                    assertQuiet(simulator, 0); // two looks
                    assertThat(told()).as("in one transaction").containsExactly("stop-file 1");
                }
            }
            Files.delete(stop);
            for (int start = 0; start < 2; start++) {
                try (RunningModule module = start(simulator)) {
                    await(() -> audited("calls-begin-again").size() == 1);
                    module.drop(start + ".txt", SampleIds.random(4 + start, 2));
                    module.awaitEnd(1 + start);
                }
            }
        }
        assertThat(audited("stop-file")).hasSize(1);
        assertThat(audited("calls-begin-again")).singleElement().asString().contains("\"reason\":\"after stop-file\"");
        assertThat(told()).containsExactly("stop-file 1");
    }

    /** The pauses that are counted, by cause. */
    private List<String> told() {
        return StoreFile.of(directory).rows("SELECT label, value FROM counter WHERE name = 'pauses' AND value > 0");
    }

    @Test
    void aStopInTheMiddleLetsOnlyCallsInFlightEndAndLosesNothing() throws Exception {
        List<String> ids = SampleIds.random(2, 2_000);
        SimulatorOptions slow = options.withLatency(Duration.ofMillis(50), Duration.ofMillis(100));
        try (VodSimulator simulator = VodSimulator.start(slow);
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(simulator)) {
            module.drop("ids.txt", ids);
            await(() -> deletes(simulator) >= 20);
            Path stop = stopFile("STOP");
            Instant stopped = Instant.now();
            assertQuiet(simulator, null);
            assertThat(simulator.recorder().calls())
                    .filteredOn(
                            call -> call.kind() == CallKind.DELETE && call.at().isAfter(stopped))
                    .hasSizeLessThanOrEqualTo(8);
            assertThat(deletes(simulator)).isLessThan(200);
            assertThat(module.totals().pending()).isPositive();

            Files.delete(stop);
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(2_000);
            assertThat(simulator.recorder().sentAgainCount()).isZero();
            assertThat(log.lines()).filteredOn(line -> line.contains("STOP")).hasSize(2);
            assertThat(audited("stop-file")).singleElement().asString().contains("\"origin\":\"" + stop + "\"");
            await(() -> audited("calls-begin-again").size() == 1);
        }
    }

    @Test
    void statusAndHealthSayWhatStopsCallsAndSinceWhen() throws Exception {
        Path stop = stopFile("STOP");
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = start(simulator)) {
            JsonNode sender = new StatusCaller(module.url()).ask("/vod/summary").get("sender");
            assertThat(sender.get("state").asText()).isEqualTo("paused");
            assertThat(sender.get("cause").asText()).isEqualTo("stop-file");
            assertThat(sender.get("error").asText()).contains(stop.toString());
            assertThat(Instant.parse(sender.get("since").asText())).isBefore(Instant.now());
            JsonNode health = new StatusCaller(module.url()).ask("/observe/health");
            assertThat(health.get("status").asText()).as("it is intended").isEqualTo("UP");
            assertThat(health.toString()).contains("stop-file");
        }
    }

    @Test
    void aStopOutlastsTheFolderInWhichItWasSeen() throws Exception {
        Path stop = stopFile("STOP");
        List<String> ids = SampleIds.random(3, 20);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            try (RunningModule module = start(simulator)) {
                module.drop("ids.txt", ids);
                await(() -> module.totals().pending() == 20);
            }
            Path share = Files.move(stop.getParent(), directory.resolve("share"));
            try (RunningModule module = start(simulator)) {
                assertThat(module.inbox())
                        .as("made anew, as an empty mount point")
                        .isDirectory();
                assertQuiet(simulator, 0);
            }
            try (var all = Files.walk(stop.getParent())) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
            Files.move(share, stop.getParent());
            try (RunningModule module = start(simulator)) {
                assertQuiet(simulator, 0);
                Files.delete(stop);
                module.awaitEnd(1);
                assertThat(module.totals().deleted()).isEqualTo(20);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "empty", "smaller", "no id"})
    void aLostFileOfProtectedIdsLetsNoCallBeginOverRestartsUntilItIsBack(String harm) throws Exception {
        List<String> kept = SampleIds.random(4, 10);
        List<String> ids = SampleIds.random(5, 30);
        Path file = Files.write(directory.resolve("protected.txt"), kept);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            try (RunningModule module = start(simulator)) {
                switch (harm) {
                    case "gone" -> Files.delete(file);
                    case "empty" -> Files.write(file, new byte[0]);
                    case "smaller" -> Files.write(file, kept.subList(0, 4));
                    default -> Files.write(file, List.of("x"));
                }
                module.drop("ids.txt", ids);
                await(() -> module.totals().pending() == 30);
                assertQuiet(simulator, 0);
                assertThat(new StatusCaller(module.url())
                                .ask("/vod/summary")
                                .at("/sender/cause")
                                .asText())
                        .isEqualTo("protection");
            }
            try (RunningModule module = start(simulator)) {
                assertQuiet(simulator, 0);
                Files.write(file, kept);
                module.awaitEnd(1);
                assertThat(module.totals().deleted()).isEqualTo(30);
            }
        }
    }

    @Test
    void aLossThatIsConfirmedLetsCallsBegin() throws Exception {
        Path file = Files.write(directory.resolve("protected.txt"), SampleIds.random(6, 10));
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(simulator)) {
            Files.delete(file);
            module.drop("ids.txt", SampleIds.random(7, 30));
            await(() ->
                    log.lines().stream().anyMatch(line -> line.startsWith("ERROR") && line.contains(file.toString())));
            assertThat(deletes(simulator)).isZero();
            Files.createFile(directory.resolve("protected.txt.confirm-smaller"));
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(30);
        }
    }

    /** The lines of the audit log about this event. */
    private List<String> audited(String event) throws Exception {
        try (var files = Files.walk(directory.resolve("audit"))) {
            List<String> lines = new java.util.ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"event\":\"" + event + "\""))
                        .forEach(lines::add);
            }
            return lines;
        }
    }

    private RunningModule start(VodSimulator simulator) throws Exception {
        return RunningModule.start(directory, simulator, STATUS);
    }

    private Path stopFile(String name) throws Exception {
        Path inbox = Files.createDirectories(directory.resolve("inbox"));
        return Files.createFile(inbox.resolve(name));
    }

    /** @param calls the number of calls of both kinds; null for any */
    private static void assertQuiet(VodSimulator simulator, Integer calls) {
        if (calls == null) {
            Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        }
        int before = simulator.recorder().calls().size();
        Awaitility.await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
        assertThat(simulator.recorder().calls()).hasSize(before);
        if (calls != null) {
            assertThat(before).isEqualTo(calls);
        }
    }

    private static long deletes(VodSimulator simulator) {
        return simulator.recorder().calls().stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .count();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }
}
