package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Tool;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the jar, as a script meets them: exit status, and what is printed where. */
class CommandLineIT {
    @TempDir
    Path directory;

    @Test
    void checkReadsTheFileAndTheEnvironmentAndMakesNothing() throws IOException {
        Files.writeString(
                Files.createDirectories(directory.resolve("config")).resolve("application.properties"),
                "vod.endpoint=https://vod.example.com\nvod.project-id=p1\n");
        Tool good = jar("VOD_ACCESS_KEY=never-shown VOD_SECRET_KEY=never-shown", "--check 2>&1");
        assertThat(good.exit()).as(good.said()).isZero();
        assertThat(good.said())
                .contains("https://vod.example.com", "project p1")
                .doesNotContain("never-shown");

        Tool bad = jar("VOD_ACCESS_KEY=never-shown", "--check 2>&1 >/dev/null");
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.said()).contains("vod.secret-key is missing").doesNotContain("never-shown", "\tat ");
        assertThat(directory).isDirectoryNotContaining(file -> !file.endsWith("config"));
    }

    @Test
    void anOptionThatDoesNotExistStartsNothing() {
        Tool refused = jar("", "--start 2>&1 >/dev/null");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.said()).contains("'--start'", "--check");
        assertThat(directory).isEmptyDirectory();
    }

    /** It must not disturb the module, nor a start after a kill. */
    @Test
    void theAuditLogIsVerifiedWhileTheModuleRunsAndAfterAKill() {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = ModuleProcess.settingsFor(simulator);
            String environment = settings.entrySet().stream()
                    .map(each -> each.getKey().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + "=" + each.getValue())
                    .collect(Collectors.joining(" "));
            List<String> ids = SampleIds.random(91, 20);
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("one.txt", ids.subList(0, 10));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> module.outcomes().success().size() == 10);

                assertIntact(jar(environment, "--verify-audit 2>&1"));

                module.drop("two.txt", ids.subList(10, 15));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> module.outcomes().success().size() == 15);
                module.kill();
            }
            assertIntact(jar(environment, "--verify-audit 2>&1"));
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("three.txt", ids.subList(15, 20));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> module.outcomes().success().size() == 20);
            }
            assertIntact(jar(environment, "--verify-audit 2>&1"));
        }
    }

    /** The routes read settings as placeholders, and see the file too. */
    @Test
    void aVariableOverridesTheFileAndASystemPropertyBoth() throws IOException {
        Files.writeString(
                Files.createDirectories(directory.resolve("config")).resolve("application.properties"),
                "vod.intake.file.min-age=1h\nvod.batch.quiet-period=50ms\nvod.outcome.success-uri=direct:nowhere\n");
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.intake.file.min-age", "1ms");
            Map<String, String> environment = Map.of(
                    "VOD_INTAKE_FILE_MIN_AGE", "2h", "VOD_OUTCOME_SUCCESS_URI", "file:" + directory.resolve("sent"));
            try (ModuleProcess module = ModuleProcess.start(directory, settings, environment)) {
                module.drop("one.txt", SampleIds.random(92, 3));
                await().atMost(Duration.ofSeconds(60)).until(() -> Files.isDirectory(directory.resolve("sent")));
            }
        }
    }

    private static void assertIntact(Tool verified) {
        assertThat(verified.exit()).as(verified.said()).isZero();
        assertThat(verified.said()).contains(" is intact: ");
    }

    @Test
    void theVersionIsOneLine() {
        Tool version = jar("", "--version 2>&1");
        assertThat(version.exit()).isZero();
        assertThat(version.said().strip()).matches("vod-delete-routes [0-9.]+(-SNAPSHOT)?");
    }

    private Tool jar(String environment, String arguments) {
        return Tool.run(
                "sh",
                "-c",
                "cd '" + directory + "' && exec env " + environment + " '" + System.getProperty("java.home")
                        + "/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '" + ModuleProcess.JAR + "' "
                        + arguments);
    }
}
