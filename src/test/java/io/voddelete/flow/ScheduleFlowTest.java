package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists on a schedule of seconds, over real Quartz, from a folder and from an HTTP server. */
class ScheduleFlowTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void startSimulator() {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stopSimulator() {
        simulator.close();
    }

    @Test
    void filesOfAFolderAreOneSubmissionAndConsumedOnceItIsAccepted() throws Exception {
        drop("a.csv", List.of("asset_id", SampleIds.random(1, 1).get(0), "no id"));
        drop("b.txt", SampleIds.random(2, 2));
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(folder())) {
            module.awaitEnd(1);

            assertThat(rows("SELECT source FROM submission"))
                    .singleElement()
                    .asString()
                    .matches("schedule:every-second@\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(rows("SELECT lines, accepted, rejected FROM submission")).containsExactly("5 3 1");
            await().atMost(SOON).until(() -> names(lists()).equals(List.of(".camel")));
            assertThat(names(lists().resolve(".camel"))).containsExactly("a.csv", "b.txt");
            await().atMost(SOON)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("its source is empty")));
            awaitRuns(2);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("its source is empty"))
                    .hasSize(1);
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("the next runs are at"))
                    .singleElement()
                    .asString()
                    .matches(".*(, .*){2}.*");
        }
        assertThat(module().outcomes().success()).hasSize(3);
    }

    private RunningModule module() throws Exception {
        return RunningModule.start(data(), simulator, Map.of());
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path lists() {
        return directory.resolve("lists");
    }

    private Map<String, String> folder() {
        return Map.of("vod.intake.schedule.source-uri", "file:" + lists());
    }

    private RunningModule start(Map<String, String> changes) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.name", "every-second",
                "vod.intake.schedule.cron", "0/1 * * * * ?"));
        all.putAll(changes);
        return RunningModule.start(data(), simulator, all);
    }

    private void drop(String name, List<String> lines) throws IOException {
        Files.createDirectories(lists());
        Path half = Files.write(lists().resolve(name + ".tmp"), lines);
        Files.move(half, lists().resolve(name));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Waits until so many more runs are remembered. */
    private void awaitRuns(int runs) {
        String last = lastRun();
        for (int i = 0; i < runs; i++) {
            String before = last;
            await().atMost(SOON).until(() -> !lastRun().equals(before));
            last = lastRun();
        }
    }

    private String lastRun() {
        return rows("SELECT value FROM setting WHERE name LIKE 'schedule:%'")
                .get(0)
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("vod-delete.db"));
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join(" ", columns));
            }
            return rows;
        } catch (java.sql.SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
