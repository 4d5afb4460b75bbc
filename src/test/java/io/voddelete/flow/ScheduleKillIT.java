package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of the runs of a schedule: while lists are read, while ids are stored, before files are moved. */
@Tag("slow")
class ScheduleKillIT {
    private static final int FILES = 60;
    private static final int IDS_A_FILE = 50;
    private static final int CONCURRENCY = 4;

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(20261124L, FILES * IDS_A_FILE);

    @Test
    void nothingOfARunIsLostOrAcceptedTwice() throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        drop();
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = settings(simulator);
            killWhen(settings, () -> Files.exists(data().resolve("schedule").resolve("often.spool")));
            assertThat(lists()).as("files of a run that was being read").hasSize(FILES);
            assertThat(rows("SELECT count(*) FROM submission WHERE state = 'SEALED'"))
                    .containsExactly("0");

            killWhen(settings, () -> Counters.of(data()).accepted() > 0);
            assertThat(lists()).as("files of a run that was being accepted").isNotEmpty();

            killWhen(settings, () -> Counters.of(data()).submissions() > 0);

            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> lists().isEmpty()
                                && Counters.of(data()).settled() == ids.size()
                                && Counters.of(data()).unreported() == 0);
                assertThat(folder().resolve(".camel").toFile().list()).hasSize(FILES);
                assertThat(rows("SELECT DISTINCT generation FROM asset")).containsExactly("1");
                assertThat(rows("SELECT accepted || ' ' || duplicate FROM submission WHERE state = 'SEALED'"))
                        .as("one run was done, and none again for files that were not moved yet")
                        .containsExactly(ids.size() + " 0");
                assertThat(rows("SELECT source FROM submission"))
                        .as("a planned time has one submission")
                        .doesNotHaveDuplicates();
                assertThat(Counters.checked(data()).accepted()).isEqualTo(ids.size());
                Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
                invariants.check(ids);
                assertThat(invariants.sentAgain()).isLessThanOrEqualTo(CONCURRENCY * 10);
                assertThat(module.log()).doesNotContain("ERROR").doesNotContain(" failed: ");
            }
        }
    }

    private void killWhen(Map<String, String> settings, Callable<Boolean> moment) {
        try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(moment);
            module.kill();
        }
    }

    private Map<String, String> settings(VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.intake.file.min-age", "1ms");
        settings.put("vod.intake.schedule.enabled", "true");
        settings.put("vod.intake.schedule.name", "often");
        settings.put("vod.intake.schedule.cron", "0/1 * * * * ?");
        settings.put("vod.intake.schedule.source-uri", "file:" + folder());
        return settings;
    }

    private void drop() throws IOException {
        Files.createDirectories(folder());
        for (int i = 0; i < FILES; i++) {
            Files.write(folder().resolve("list-" + i + ".txt"), ids.subList(i * IDS_A_FILE, (i + 1) * IDS_A_FILE));
        }
    }

    private List<Path> lists() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path folder() {
        return directory.resolve("lists");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private List<String> rows(String sql) {
        return StoreFile.of(data()).rows(sql);
    }
}
