package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that the module may not read. Root may read all, so the jar runs as nobody. */
class UnreadableFileIT {
    private static final int NOBODY = 65534;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    @TempDir
    Path directory;

    @Test
    void aFileWithoutPermissionWaitsInTheInboxSaysSoAndGoesOnByItselfOnceItIsReadable() throws Exception {
        assumeTrue(mayRunAsNobody(), "needs root and setpriv");
        List<String> ids = SampleIds.random(48, 3);
        Path inbox = directory.resolve("data/inbox");
        Files.createDirectories(inbox);
        Path file = Files.write(inbox.resolve("ids.txt"), ids);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        for (Path each : List.of(directory, inbox.getParent(), inbox, file)) {
            Files.setAttribute(each, "unix:uid", NOBODY);
        }
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                ModuleProcess module = ModuleProcess.startBy(AS_NOBODY, directory, settings(simulator))) {
            await(() -> module.log().contains("AccessDenied"));
            assertThat(module.log())
                    .containsOnlyOnce("AccessDenied")
                    .contains("file 'ids.txt'", "in 10 s: AccessDeniedException");
            assertThat(file).exists();
            assertThat(simulator.recorder().calls()).isEmpty();

            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

            await(() -> module.outcomes().success().size() == ids.size());
            assertThat(module.log()).containsOnlyOnce("AccessDenied");
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            await(() -> Files.notExists(file));
        }
    }

    private static Map<String, String> settings(VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.intake.file.min-age", "100ms");
        return settings;
    }

    private static boolean mayRunAsNobody() throws Exception {
        return Files.isExecutable(Path.of("/usr/bin/setpriv"))
                && "root".equals(System.getProperty("user.name"))
                && new ProcessBuilder("setpriv", "--reuid=" + NOBODY, "--clear-groups", "test", "-r", "target")
                                .start()
                                .waitFor()
                        == 0;
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
