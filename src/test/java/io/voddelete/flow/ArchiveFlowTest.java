package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module whose lists have become old moves them into an archive file while it runs, and answers as before. */
@Timeout(120)
class ArchiveFlowTest {
    private static final long DAYS_40 = 40L * 24 * 3600 * 1000;

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void start() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void whatIsOldMovesAndIsAnsweredAsBefore() throws Exception {
        List<String> ids = SampleIds.random(81, 12);
        String id;
        String report;
        JsonNode asset;
        try (RunningModule module = run("")) {
            module.drop("old.txt", List.of(ids.get(0), ids.get(1), "no-id", ids.get(0)));
            module.awaitEnd(1);
            StatusCaller caller = new StatusCaller(module.url());
            id = caller.ask("/vod/submissions")
                    .get("submissions")
                    .get(0)
                    .get("submission_id")
                    .textValue();
            String path = "/vod/submissions/" + id + "/report";
            HeldLists.await(() -> caller.get(path).body().contains("DELETED"));
            report = caller.get(path).body();
            asset = caller.ask("/vod/assets/" + ids.get(0));
            module.drop("young.txt", ids.subList(2, 12));
            module.awaitEnd(2);
            HeldLists.await(() -> StoreFile.of(data())
                    .rows("SELECT count(*) FROM submission WHERE report_at IS NOT NULL")
                    .equals(List.of("2")));
        }
        StoreFile.of(data())
                .change("UPDATE submission SET sealed_at = sealed_at - " + DAYS_40 + " WHERE source = 'file:old.txt'");

        try (RunningModule module = run("7d")) {
            HeldLists.await(
                    () -> StoreFile.of(data()).rows("SELECT moved FROM archive").equals(List.of("1")));
            StatusCaller caller = new StatusCaller(module.url());

            assertThat(StoreFile.of(data()).rows("SELECT count(*) FROM rejected"))
                    .containsExactly("0");
            assertThat(caller.get("/vod/submissions/" + id + "/report").body()).isEqualTo(report);
            assertThat(caller.ask("/vod/assets/" + ids.get(0))).isEqualTo(asset);
            List<JsonNode> lines = AuditKit.lines(data().resolve("audit"));
            assertThat(lines)
                    .filteredOn(line -> line.get("event").textValue().equals("archived"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.get("submissions").longValue()).isEqualTo(1);
                        assertThat(line.get("lines").longValue()).isEqualTo(4);
                        assertThat(data().resolve("archive")
                                        .resolve(line.get("file").textValue() + ".sha256"))
                                .content()
                                .startsWith(line.get("sha256").textValue());
                    });

            Path file = data().resolve("archive").resolve(archived());
            Files.move(file, directory.resolve("away"));
            String problem = StatusCaller.isProblem(caller.get("/vod/submissions/" + id + "/report"), 503);
            assertThat(problem).contains(archived(), "missing");
            JsonNode known = caller.ask("/vod/assets/" + ids.get(0));
            assertThat(known.get("state")).isEqualTo(asset.get("state"));
            assertThat(known.get("unreadable_archives").get(0).textValue()).isEqualTo(archived());

            module.drop("again.txt", List.of(ids.get(0), ids.get(1)));
            module.awaitEnd(3);
            assertThat(module.totals().duplicate()).isEqualTo(3);
            Files.move(directory.resolve("away"), file);
            assertThat(caller.get("/vod/submissions/" + id + "/report").body()).isEqualTo(report);
        }
        assertThat(simulator.recorder().deleteCalls().stream()
                        .mapToLong(call -> call.assetIds().size())
                        .sum())
                .isEqualTo(12);
    }

    private String archived() {
        return StoreFile.of(data()).rows("SELECT file FROM archive").get(0);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private RunningModule run(String keep) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("vod.store.keep", keep);
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        settings.put("vod.approval.required", "never");
        return RunningModule.start(data(), simulator, settings);
    }
}
