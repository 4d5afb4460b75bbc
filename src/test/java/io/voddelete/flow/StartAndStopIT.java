package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as an operator meets it: what it says when it cannot start, and what it refuses. */
class StartAndStopIT {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void quietPeriod() {
        settings.put("vod.batch.quiet-period", "200ms");
    }

    @Test
    void withoutSettingsItEndsAtOnceAndNamesWhatIsMissing() throws IOException {
        try (ModuleProcess module = ModuleProcess.start(directory, Map.of())) {
            assertThat(module.awaitExit(20)).isEqualTo(1);
            assertThat(module.log())
                    .contains(
                            "vod.endpoint is missing", "vod.project-id is missing", "VOD_ACCESS_KEY", "VOD_SECRET_KEY")
                    .doesNotContain("Exception");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("log.txt");
        }
    }

    @Test
    void itReadsItsConfigurationFromTheWorkingDirectory() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"),
                "vod.endpoint=http://vod.example.com\nvod.project-id=p\nvod.batch.size=11\n");
        try (ModuleProcess module =
                ModuleProcess.start(directory, Map.of("vod.access-key", "ak", "vod.secret-key", "never-shown"))) {
            assertThat(module.awaitExit(20)).isEqualTo(1);
            assertThat(module.log())
                    .contains(
                            "vod.endpoint", "'http://vod.example.com'", "loopback", "vod.batch.size", "'11'", "1 to 10")
                    .doesNotContain("never-shown");
        }
    }

    @Test
    void aDataDirectoryInUseOrOfAnotherTargetIsRefused() {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            try (ModuleProcess first = ModuleProcess.start(directory, settings)) {
                await(20, () -> first.log().contains("Routes startup"));
                try (ModuleProcess second = ModuleProcess.start(directory, settings)) {
                    assertThat(second.awaitExit(20)).isEqualTo(1);
                    assertThat(second.log()).contains("vod.data-directory", "'data'", "process " + first.pid());
                }
            }
            settings.put("vod.project-id", "another");
            try (ModuleProcess other = ModuleProcess.start(directory, settings)) {
                assertThat(other.awaitExit(20)).isEqualTo(1);
                assertThat(other.log())
                        .contains("vod.project-id", "'another'", "'" + SimulatorOptions.PROJECT_ID + "'");
            }
        }
    }

    @Test
    void aStoreInUseOrThatCannotBeOpenedIsRefusedWhateverTheDataDirectory() {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            settings.put("vod.store.url", "jdbc:sqlite:" + directory.resolve("shared.db"));
            try (ModuleProcess first = ModuleProcess.start(directory, settings)) {
                await(20, () -> first.log().contains("Routes startup"));
                settings.put("vod.data-directory", "elsewhere");
                try (ModuleProcess second = ModuleProcess.start(directory, settings)) {
                    assertThat(second.awaitExit(20)).isEqualTo(1);
                    assertThat(second.log()).contains("vod.store.url '", "process " + first.pid() + " ");
                }
            }
            settings.put("vod.store.url", "jdbc:sqlite:" + directory);
            try (ModuleProcess third = ModuleProcess.start(directory, settings)) {
                assertThat(third.awaitExit(20)).isEqualTo(1);
                assertThat(third.log()).contains("vod.store.url").doesNotContain("\tat ");
            }
        }
    }

    @Test
    void atSigtermItEndsWithStatus143AndTheLogNamesTheAddressThatItListenedOn() {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            settings.put("vod.status.enabled", "true");
            settings.put("vod.http.port", "0");
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                await(30, () -> module.log().contains("HTTP: http://127.0.0.1:"));
                module.terminate();
                assertThat(module.awaitExit(20)).isEqualTo(143); // 128 + SIGTERM
                assertThat(module.log())
                        .contains(
                                simulator.endpoint().toString(),
                                SimulatorOptions.PROJECT_ID,
                                directory.resolve("data").toString(),
                                directory.resolve("data/inbox").toString())
                        .doesNotContain("0.0.0.0", "127.0.0.1:0");
            }
        }
    }

    @Test
    void anEndpointThatDoesNotExistIsNamed() {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            settings.put("vod.outcome.success-uri", "nosuch:place");
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                assertThat(module.awaitExit(20)).isEqualTo(1);
                assertThat(module.log())
                        .contains("nosuch://place", "vod.outcome.success-uri")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void whatIsCheckedIsWhatIsUsedAlsoWhereTheEnvironmentSaysOtherwise() {
        List<String> ids = SampleIds.random(32, 20);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                VodSimulator other = VodSimulator.start(OPTIONS)) {
            settings.putAll(ModuleProcess.settingsFor(simulator));
            Map<String, String> environment =
                    Map.of("VOD_ENDPOINT", other.endpoint().toString());
            try (ModuleProcess module = ModuleProcess.start(directory, settings, environment)) {
                module.drop("some.txt", ids);
                await(30, () -> simulator.recorder().deletedCount() == 20);
            }
            assertThat(other.recorder().calls()).isEmpty();
        }
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
