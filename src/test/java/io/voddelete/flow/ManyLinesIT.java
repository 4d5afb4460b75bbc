package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long file of each format through one process with little memory; that of plain text is in {@link ScaleIT}. Prints
 * figures. In the build lines and heap are both less than what is promised, a million lines in 128 MiB:
 * {@code -Dscale.lines=1000000 -Dscale.heap=128}.
 */
@Tag("slow")
class ManyLinesIT {
    private static final int LINES = Integer.getInteger("scale.lines", 200_000);

    /** In MiB. The ids of a file would not fit into what the module itself leaves of it. */
    private static final int HEAP = Integer.getInteger("scale.heap", 28);

    /** What a process takes beside its heap, in MiB: code, classes, threads, and the page caches of SQLite. */
    private static final int BESIDE_HEAP = 192;

    /** How a file is written: the line of each id, what comes between two lines, and what comes first and last. */
    private record Shape(String name, String head, UnaryOperator<String> line, String between, String tail) {
        void write(Path file, Iterator<String> ids) throws IOException {
            try (OutputStream out = Files.newOutputStream(file);
                    OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(out) : out;
                    Writer writer = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
                writer.write(head);
                while (ids.hasNext()) {
                    writer.write(line.apply(ids.next()));
                    writer.write(ids.hasNext() ? between : tail);
                }
            }
        }
    }

    private static final UnaryOperator<String> CSV_LINE =
            id -> "\"A film, with commas\"," + id + ",2026-11-24,12345678";
    private static final String CSV_HEAD = "title,asset_id,created,size\n";
    private static final List<Shape> SHAPES = List.of(
            new Shape("many.csv", CSV_HEAD, CSV_LINE, "\n", "\n"),
            new Shape("many.csv.gz", CSV_HEAD, CSV_LINE, "\n", "\n"),
            new Shape("one-line.json", "{\"asset_ids\":[", id -> "\"" + id + "\"", ",", "]}"),
            new Shape("many.jsonl", "", id -> "{\"asset_id\": \"" + id + "\", \"size\": 12345678}", "\n", "\n"));

    @TempDir
    Path directory;

    @Test
    void aLongFileOfEachFormatIsAcceptedInLittleMemory() {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.sender.enabled", "false");
            settings.put("vod.intake.file.min-age", "100ms");
            try (ModuleProcess module =
                    ModuleProcess.start(directory, settings, "-Xmx" + HEAP + "m", "-XX:+ExitOnOutOfMemoryError")) {
                for (int i = 0; i < SHAPES.size(); i++) {
                    accept(module, SHAPES.get(i), i);
                }
                assertThat(Counters.checked(directory.resolve("data")).accepted())
                        .isEqualTo((long) LINES * SHAPES.size());
                DoneFolder done = new DoneFolder(module.inbox().resolve("done"));
                await(() -> done.receipts().size() == SHAPES.size());
                assertThat(done.receipts().values()).allSatisfy(receipt -> {
                    assertThat(receipt.get("accepted").longValue()).isEqualTo(LINES);
                    assertThat(receipt.get("rejected").get("count").longValue()).isZero();
                    assertThat(receipt.get("duplicates").get("count").longValue())
                            .isZero();
                });
                assertThat(module.log()).doesNotContain("OutOfMemoryError", "ERROR", "WARN");
            }
        }
    }

    private void accept(ModuleProcess module, Shape shape, int number) {
        Iterator<String> ids = SampleIds.stream(100 + number, LINES).iterator();
        module.drop(shape.name, file -> shape.write(file, ids));
        module.forgetPeak();
        long dropped = System.nanoTime();
        Duration before = module.cpu();
        await(() -> counters().submissions() == number + 1 || !module.isAlive());
        assertThat(module.isAlive()).as("alive after " + shape.name).isTrue();
        double seconds = (System.nanoTime() - dropped) / 1e9;
        Duration cpu = module.cpu().minus(before);
        long peak = module.peakMebibytes();
        System.err.printf(
                "ManyLinesIT: %d lines of %s accepted in %.1f s, %.1f s of CPU, peak memory %d MiB%n",
                LINES, shape.name, seconds, cpu.toMillis() / 1e3, peak);
        assertThat(counters().accepted()).as(shape.name).isEqualTo((number + 1L) * LINES);
        assertThat(peak).as("peak memory of " + shape.name).isLessThan(HEAP + BESIDE_HEAP);
    }

    private Counters counters() {
        return Counters.of(directory.resolve("data"));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }
}
