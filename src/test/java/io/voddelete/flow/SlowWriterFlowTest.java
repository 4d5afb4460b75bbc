package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.intake.ArchivedFiles;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers that keep the old time of a file from their first write on, as a Windows client does through a share, and
 * {@code cp -p}, {@code unzip} and {@code rsync --inplace -t} at their end.
 */
class SlowWriterFlowTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void start() {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aFileIsReadWhenItWasUnchangedForMinAgeAndNotWhenItsTimeIsOld() throws Exception {
        List<String> ids = SampleIds.random(91, 40);
        try (RunningModule module = module(Map.of("vod.intake.file.min-age", "1500ms"))) {
            assertThat(written(ids, Files.createDirectories(module.inbox()), 100, module))
                    .isEqualTo(new Totals(1, 40, 0, 40, 0, 0, 0, 0, 0));
        }
    }

    /** With pauses that are longer than a whole run takes, which finds no change then. */
    @Test
    void aFileOfAScheduleToo() throws Exception {
        List<String> ids = SampleIds.random(92, 10);
        Path lists = Files.createDirectory(directory.resolve("lists"));
        Map<String, String> schedule = Map.of(
                "vod.intake.file.min-age", "2500ms",
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.cron", "0/1 * * * * ?",
                "vod.intake.schedule.source-uri", "file:" + lists);
        try (RunningModule module = module(schedule)) {
            assertThat(written(ids, lists, 800, module)).isEqualTo(new Totals(1, 10, 0, 10, 0, 0, 0, 0, 0));
        }
    }

    /** Nothing tells such a pause from the end of the file, so what comes after it must not be lost. */
    @Test
    void whatAWriterAddsAfterTheReportIsASubmissionOfItsOwnAndAnError() throws Exception {
        List<String> ids = SampleIds.random(93, 20);
        try (CapturedLog log = CapturedLog.of(ArchivedFiles.class);
                RunningModule module = module(Map.of())) {
            Path done = Files.createDirectories(module.inbox()).resolve("done");
            try (FileChannel writer = open(module.inbox().resolve("list.txt"))) {
                write(writer, module.inbox().resolve("list.txt"), ids.subList(0, 10));
                await().atMost(SOON).until(() -> names(done, ".report.csv").size() == 1);
                Path first = done.resolve(names(done, ".report.csv").get(0).replace(".report.csv", ""));

                write(writer, first, ids.subList(10, 20));

                assertThat(module.awaitEnd(2)).isEqualTo(new Totals(2, 20, 0, 20, 0, 0, 0, 10, 0));
                assertThat(log.lines()).singleElement().asString().startsWith("ERROR file:list.txt");
                await().atMost(SOON)
                        .until(() -> Files.readString(Path.of(first + ".receipt.json"))
                                .contains("changed-later"));
                assertThat(new ObjectMapper()
                                .readTree(Path.of(first + ".receipt.json").toFile())
                                .get("accepted")
                                .intValue())
                        .isEqualTo(10);
            }
            await().atMost(SOON).until(() -> names(done, ".report.csv").size() == 2);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    private RunningModule module(Map<String, String> changes) throws Exception {
        return RunningModule.start(directory.resolve("data"), simulator, new HashMap<>(changes));
    }

    /** Writes one id after the other; all pauses together are longer than min-age, each is shorter. */
    private static Totals written(List<String> ids, Path folder, long pause, RunningModule module) throws IOException {
        ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
        Path file = folder.resolve("list.txt");
        try (FileChannel writer = open(file)) {
            for (int i = 0; i < ids.size(); i++) {
                List<String> one = ids.subList(i, i + 1);
                clockwork.schedule(() -> write(writer, file, one), pause * i, TimeUnit.MILLISECONDS);
            }
            return module.awaitEnd(1);
        } finally {
            clockwork.shutdownNow();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void write(FileChannel writer, Path file, List<String> ids) {
        try {
            writer.write(ByteBuffer.wrap((String.join("\n", ids) + "\n").getBytes(StandardCharsets.US_ASCII)));
            BasicFileAttributeView times = Files.getFileAttributeView(file, BasicFileAttributeView.class);
            if (Files.exists(file)) {
                times.setTimes(OLD, null, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .toList();
        }
    }
}
