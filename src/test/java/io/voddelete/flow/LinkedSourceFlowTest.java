package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may only drop into the folder of a schedule links what he may not read. */
class LinkedSourceFlowTest {
    @TempDir
    Path directory;

    @Test
    void idsBehindALinkedFolderAreNotDeletedAndItsLinesAreNotQuoted() throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        List<String> foreign = new ArrayList<>(SampleIds.random(71, 3));
        foreign.add("private line");
        Files.write(outside.resolve("foreign.txt"), foreign);
        Path lists = Files.createDirectories(directory.resolve("lists"));
        List<String> own = SampleIds.random(72, 3);
        Files.write(lists.resolve("own.txt"), own);
        Files.createSymbolicLink(lists.resolve("link"), outside);
        Files.createSymbolicLink(lists.resolve("root"), Path.of("/"));
        Map<String, String> settings = Map.of(
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.cron", "* * * * * ?",
                "vod.intake.schedule.source-uri", "file:" + lists + "?recursive=true&delete=true",
                "vod.intake.file.min-age", "1ms");
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module = RunningModule.start(directory.resolve("data"), simulator, settings)) {
            assertThat(module.awaitEnd(1).accepted()).isEqualTo(3);

            new Invariants(simulator.recorder(), module.outcomes()).check(own);
            assertThat(outside.resolve("foreign.txt")).exists();
            assertThat(lists.resolve("link")).isSymbolicLink();
        }
        try (Stream<Path> files = Files.walk(directory.resolve("data/outcome"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("private line", foreign.get(0)));
        }
    }
}
