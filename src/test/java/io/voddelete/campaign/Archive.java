package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.SampleIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** The classes of the module as the JVM likes to read them: many short runs start in two thirds of the time. */
final class Archive {
    static final Archive NONE = new Archive(null);

    private final Path file;

    private Archive(Path file) {
        this.file = file;
    }

    /** Of a short run that ends by itself; none where this JVM makes none. */
    static Archive make(Trial.Given given) throws Exception {
        Path directory = Files.createDirectory(given.directory().resolve("archive"));
        Path file = directory.resolve("module.jsa");
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), Map.of());
                Scene scene = new Scene(directory, given.tally(), simulator)) {
            scene.start("-XX:ArchiveClassesAtExit=" + file);
            scene.startedIdle();
            scene.drop(new DroppedFile("few.csv", SampleIds.random(given.seed(), 20)));
            scene.finish(Duration.ofMinutes(1));
            scene.module().terminate();
            scene.module().awaitExit(60);
        }
        return Files.exists(file) ? new Archive(file) : NONE;
    }

    /** The JVM options that use it, and others. */
    String[] options(String... others) {
        return Stream.concat(
                        file == null ? Stream.empty() : Stream.of("-XX:SharedArchiveFile=" + file),
                        Arrays.stream(others))
                .toArray(String[]::new);
    }
}
