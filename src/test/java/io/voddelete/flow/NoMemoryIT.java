package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.HeapEater;
import io.voddelete.kit.Invariants;
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
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar with 64 MiB, and no memory left, in one kind of thread after the other: each process ends at once, each next one
 * goes on, and in the end each id has one outcome.
 */
@Tag("slow")
class NoMemoryIT {
    private static final int STATUS = 3;

    private record End(String step, String thread) {}

    /** In the order in which ids come by: not to be reached any more once all have. */
    private static final List<End> ENDS = List.of(
            new End("vod-accept-chunk", "writer"),
            new End("vod-sign-info", "event-loop"),
            new End("vod-begin-call", "other"),
            new End("vod-call-delete-assets", "step"));

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(20261130L, 120);

    @Test
    void eachProcessEndsAndTheLastOneFinishes() throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = settings(simulator);
            Path jar = jarWithEater();
            for (End end : ENDS) {
                try (ModuleProcess module = start(jar, settings, end)) {
                    if (end == ENDS.get(0)) {
                        module.drop("ids.txt", ids);
                    }
                    assertThat(module.awaitExit(60)).as(end.toString()).isEqualTo(STATUS);
                    System.err.printf(
                            "NoMemoryIT: %s: %d deleted so far%n",
                            end, simulator.recorder().deletedCount());
                }
            }
            try (ModuleProcess module = start(jar, settings, new End("none", "none"))) {
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                    Counters counters = Counters.of(directory.resolve("data"));
                    return counters.settled() == ids.size() && counters.unreported() == 0;
                });
                // several threads may find no memory at the same time
                assertThat(module.log().lines().filter(line -> line.startsWith("ERROR ProcessEnd")))
                        .as(module.log()) // which error it was, if another
                        .hasSizeGreaterThanOrEqualTo(ENDS.size())
                        .allMatch(line -> line.contains("OutOfMemoryError"));
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            }
        }
    }

    private ModuleProcess start(Path jar, Map<String, String> settings, End end) {
        return ModuleProcess.startJar(
                jar,
                List.of(),
                directory,
                settings,
                "-Xmx64m",
                "-Deater.step=" + end.step,
                "-Deater.thread=" + end.thread);
    }

    private static Map<String, String> settings(VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("camel.main.configurationClasses", HeapEater.class.getName());
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.intake.file.min-age", "200ms");
        settings.put("vod.http.port", "0");
        settings.put("vod.status.enabled", "true");
        return settings;
    }

    /** The shipped jar, and beside it what takes the memory. */
    private Path jarWithEater() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "io.voddelete.standalone.Application");
        main.put(
                Attributes.Name.CLASS_PATH,
                ModuleProcess.JAR.toUri() + " "
                        + Path.of("target", "test-classes").toAbsolutePath().toUri());
        Path jar = directory.resolve("with-eater.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        return jar;
    }
}
