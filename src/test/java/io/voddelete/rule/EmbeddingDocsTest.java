package io.voddelete.rule;

import static io.voddelete.rule.DocExample.beginningWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.VodDeleteRoutes;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java that embed the module compile as they are printed, and those for Camel Main delete assets. */
@Timeout(180)
class EmbeddingDocsTest {
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @Test
    void theHostThatIsPrintedDeletesWhatIsDropped() throws Exception {
        Path source = Files.writeString(directory.resolve("Host.java"), """
                        import %s;
                        import %s;
                        import java.nio.file.Path;
                        import java.util.List;
                        import org.apache.camel.CamelConfiguration;
                        import org.apache.camel.CamelContext;
                        import org.apache.camel.main.Main;

                        public class Host {
                            public static void main(String[] args) throws Exception {
                                %s
                            }

                            static void install(CamelContext camelContext) throws Exception {
                                %s
                            }
                        }
                        """.formatted(
                        Settings.class.getName(),
                        VodDeleteRoutes.class.getName(),
                        beginningWith("Main main = new Main();"),
                        beginningWith("Settings settings = Settings.load(")));
        Path inbox = Files.createDirectories(directory.resolve("data/inbox"));
        Files.write(inbox.resolve("ids.txt"), SampleIds.random(1, 12));

        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Process host = start(source, simulator);
            try {
                OutcomeFiles outcomes = new OutcomeFiles(directory.resolve("data"));
                Awaitility.await()
                        .atMost(SOON)
                        .failFast("the host ended: " + directory, () -> !host.isAlive())
                        .until(() -> Files.exists(directory.resolve("data/outcome/success.jsonl"))
                                && outcomes.success().size() == 12);
            } finally {
                host.destroy();
                assertThat(host.waitFor()).isIn(0, 143);
            }
        }
    }

    /** Its properties come from the environment here. */
    @Test
    void theBeanThatIsPrintedReadsSecretsFromTheFilesThatTheHostNames() throws Exception {
        Path source = Files.writeString(directory.resolve("Host.java"), """
                        import %s;
                        import %s;
                        import %s;
                        import java.util.List;
                        import java.util.Map;
                        import java.util.Properties;
                        import org.apache.camel.CamelContext;
                        import org.apache.camel.impl.DefaultCamelContext;
                        import org.springframework.context.annotation.Bean;
                        import org.springframework.context.annotation.Configuration;
                        import org.springframework.core.env.Environment;
                        import org.springframework.core.env.StandardEnvironment;

                        public class Host {
                            public static void main(String[] args) throws Exception {
                                new VodConfiguration().vodDeleteRoutes(new DefaultCamelContext(), new StandardEnvironment());
                                System.exit(0);
                            }
                        }

                        %s
                        """.formatted(
                        Setting.class.getName(),
                        Settings.class.getName(),
                        VodDeleteRoutes.class.getName(),
                        beginningWith("@Configuration\nclass VodConfiguration")));
        Path secret = Files.writeString(directory.resolve("secret"), SimulatorOptions.SECRET_KEY);
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            ProcessBuilder host = builder(source, simulator);
            host.environment().remove("VOD_SECRET_KEY");
            host.environment().put("VOD_SECRET_KEY_FILE", secret.toString());

            assertThat(host.start().waitFor()).isZero();
        }
    }

    private Process start(Path source, VodSimulator simulator) throws Exception {
        return builder(source, simulator).start();
    }

    private ProcessBuilder builder(Path source, VodSimulator simulator) {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .directory(directory.toFile())
                .inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "VOD_ENDPOINT", simulator.endpoint().toString(),
                        "VOD_PROJECT_ID", SimulatorOptions.PROJECT_ID,
                        "VOD_ACCESS_KEY", SimulatorOptions.ACCESS_KEY,
                        "VOD_SECRET_KEY", SimulatorOptions.SECRET_KEY));
        return builder;
    }
}
