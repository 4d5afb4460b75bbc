package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that are hardly lists of ids: a few packed bytes must not fill the disk. */
class ManyRejectedFlowTest {
    private static final int LINES = 1_000_000;
    private static final long MOST_BYTES = 2 << 20; // the size of the lines

    @TempDir
    Path directory;

    @Test
    void aListThatIsMostlyNoIdsIsRefusedWholeAndLeavesNothingOnTheDisk() throws Exception {
        List<String> ids = SampleIds.random(61, 200);
        List<String> honest = new ArrayList<>(ids);
        honest.addAll(Collections.nCopies(10, "typo"));
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            DoneFolder failed = new DoneFolder(module.inbox().resolve("failed"));
            drop(module, "attack.txt.gz", List.of(SampleIds.random(62, 1).get(0)), LINES);
            drop(module, "mostly.txt.gz", SampleIds.random(63, 300), 301);
            drop(module, "honest.txt.gz", honest, 0);

            Totals totals = module.awaitEnd(1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> failed.receipts().size() == 2);

            assertThat(totals).isEqualTo(new Totals(1, 200, 0, 200, 0, 0, 10, 0, 0));
            assertThat(failed.receipts().values())
                    .allMatch(receipt -> receipt.get("reason").textValue().equals("too-many-rejected"))
                    .extracting(ManyRejectedFlowTest::problem)
                    .satisfiesExactlyInAnyOrder(
                            bound -> assertThat(bound).contains("100000", "line 2 'x'", "line 6 'x'"),
                            most -> assertThat(most).contains("301 of 601", "line 301 'x'"));
            assertThat(failed.receipts().values())
                    .extracting(receipt -> receipt.at("/rejected/list").size())
                    .containsExactly(100, 100);
            assertThat(failed.receipts().values())
                    .extracting(receipt -> receipt.at("/rejected/count").intValue())
                    .containsExactlyInAnyOrder(100_001, 301);
            assertThat(Files.readAllLines(directory.resolve("outcome/rejected.jsonl")))
                    .hasSize(10)
                    .allMatch(line -> line.contains("\"typo\""));
            assertThat(bytesWritten()).isLessThan(MOST_BYTES);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    private static String problem(JsonNode receipt) {
        return receipt.get("problem").textValue();
    }

    private void drop(RunningModule module, String name, List<String> ids, int others) throws IOException {
        Files.createDirectories(module.inbox());
        Path half = directory.resolve("half");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(half))) {
            out.write((String.join("\n", ids) + "\n" + "x\n".repeat(others)).getBytes(StandardCharsets.US_ASCII));
        }
        Files.move(half, module.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Without the native library of the driver. */
    private long bytesWritten() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(directory.resolve("native")))
                    .mapToLong(ManyRejectedFlowTest::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
