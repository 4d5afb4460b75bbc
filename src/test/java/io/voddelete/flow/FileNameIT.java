package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Tool;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dropped file whose name is no text in the locale of the process is not passed over in silence. */
@Tag("slow")
class FileNameIT {
    @TempDir
    Path directory;

    /** In octal, since the JVM of the test may not be able to write such names itself. */
    @ParameterizedTest
    @CsvSource({"C, \\303\\274", "C, \\374", "C.UTF-8, \\374"})
    void itIsWarnedOfAndStaysAndTheOthersAreTakenIn(String locale, String letter) throws Exception {
        Path inbox = Files.createDirectories(directory.resolve("data/inbox"));
        Tool named = Tool.run(
                "sh", "-c", "cd " + inbox + " && printf '%032d\\n' 7 > \"$(printf 'list-" + letter + ".txt')\"");
        assumeTrue(named.succeeded(), "no such name here");
        Files.write(inbox.resolve("plain.txt"), SampleIds.random(181, 3));
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                ModuleProcess module = ModuleProcess.startBy(
                        List.of("env", "LC_ALL=" + locale), directory, ModuleProcess.settingsFor(simulator))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> simulator.recorder().deletedCount() == 3
                            && module.log().contains("'list-"));
            assertThat(module.log().lines().filter(line -> line.contains("'list-")))
                    .singleElement()
                    .asString()
                    .contains(" WARN ", "Inbox", "rename");
            assertThat(Tool.run("ls", inbox.toString()).said()).contains("list-");
        }
    }
}
