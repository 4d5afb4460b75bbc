package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The classes of the module as the JVM likes to read them: a start takes a third less, and a campaign is mostly starts. */
final class Archive {
    private static volatile Path file;

    private Archive() {}

    /** From a short run that ends by itself; from now on all scenes use it, if this JVM could make one. */
    static void make(Path parent, long seed) throws IOException {
        Path directory = Files.createTempDirectory(parent, "archive-");
        Path made = directory.resolve("module.jsa");
        Tally tally = new Tally("archive", seed, "");
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, seed, Map.of());
                Scene scene = new Scene(directory, tally, simulator)) {
            scene.start("-XX:ArchiveClassesAtExit=" + made);
            scene.drop(new DroppedFile("few.csv", SampleIds.random(seed, 20)));
            scene.finish(Duration.ofMinutes(1));
            scene.module().terminate();
            scene.module().awaitExit(60);
        }
        if (!tally.findings.isEmpty()) {
            throw new AssertionError(tally.findings + " in " + directory);
        }
        if (Files.exists(made)) {
            file = made;
        } else {
            Leavings.delete(directory);
        }
    }

    /** Nobody uses it any more. */
    static void delete() {
        if (file != null) {
            Leavings.delete(file.getParent());
            file = null;
        }
    }

    /** The JVM options that use it. */
    static List<String> options() {
        return file == null ? List.of() : List.of("-XX:SharedArchiveFile=" + file);
    }
}
