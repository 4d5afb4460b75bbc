package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OtherUser;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module runs on volumes as containers and service managers set them up, as a user without a name. */
@Tag("slow")
class VolumeIT {
    private static final int GROUP = 54_321;
    private static final OtherUser MODULE = new OtherUser(1_000_680_000, 0, List.of(GROUP));

    @TempDir
    Path directory;

    @BeforeEach
    void mayActAsAnother() throws IOException {
        assumeTrue(OtherUser.isPossible(), "needs root and setpriv");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        assumeTrue(
                MODULE.run(directory, "test -r " + ModuleProcess.JAR).exit() == 0,
                "the jar must be readable for others");
    }

    /**
     * Whose the volume is and what its mode: of Kubernetes with {@code fsGroup}, of OpenShift, of Docker or of systemd; and
     * emptyDir, in which a folder is named.
     */
    @ParameterizedTest
    @CsvSource({"0, 54321, 2775, data", "0, 0, 0775, data", "1000680000, 0, 0755, data", "0, 0, 0777, data/vod"})
    void whatIsDroppedIsDeletedAndReported(int owner, int group, String mode, String data) throws Exception {
        Path volume = Files.createDirectory(directory.resolve("data"));
        Files.setAttribute(volume, "unix:uid", owner);
        Files.setAttribute(volume, "unix:gid", group);
        Files.setAttribute(volume, "unix:mode", Integer.parseInt(mode, 8));
        Path inbox = directory.resolve(data).resolve("inbox");
        List<String> ids = SampleIds.random(191, 12);
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                ModuleProcess module = start(simulator, data)) {
            await(() -> Files.isDirectory(inbox.resolve("failed")));
            assertThat(MODULE.run(inbox, "echo '" + String.join("\n", ids) + "' > ids.txt")
                            .exit())
                    .isZero();
            DoneFolder done = new DoneFolder(inbox.resolve("done"));

            await(() -> done.reports() == 1);

            assertThat(simulator.recorder().deletedCount()).isEqualTo(ids.size());
            assertThat(module.log()).doesNotContain(" ERROR ");
        }
    }

    private ModuleProcess start(VodSimulator simulator, String data) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.data-directory", data);
        settings.put("vod.intake.file.min-age", "100ms");
        return ModuleProcess.startBy(MODULE.starter(), directory, settings, "-Xmx128m");
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
