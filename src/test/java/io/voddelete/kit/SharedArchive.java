package io.voddelete.kit;

import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A class data sharing archive of the jar, which makes a start a third faster. Shared by all JVMs of a build: the first one to
 * start the jar creates it while the others wait.
 */
public final class SharedArchive {
    private static final Path FOLDER = ModuleProcess.JAR.resolveSibling("shared-archive");
    private static final Path ARCHIVE = FOLDER.resolve("java-" + Runtime.version() + ".jsa");

    private static List<String> options;

    private SharedArchive() {}

    /** Returns the JVM options to start {@link ModuleProcess#JAR}; empty if no archive can be created. */
    public static synchronized List<String> options() {
        if (options == null) {
            try {
                options = makeOnce() ? List.of("-XX:SharedArchiveFile=" + ARCHIVE) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return options;
    }

    private static boolean makeOnce() throws IOException {
        Files.createDirectories(FOLDER);
        try (FileChannel channel =
                FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // released when the channel is closed
            return isOfThisJar() || make();
        }
    }

    /** Checks for the same jar, since a JVM rejects the archive of another one with a warning. */
    private static boolean isOfThisJar() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(ModuleProcess.JAR)) > 0;
    }

    /** Creates the archive with a short run that loads the classes most runs need. */
    private static boolean make() throws IOException {
        Path directory = Files.createTempDirectory(FOLDER, "run-");
        Path made = directory.resolve("module.jsa");
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.status.enabled", "true");
            settings.put("vod.http.port", "0");
            settings.put("vod.intake.file.min-age", "1ms");
            settings.put("vod.batch.quiet-period", "50ms");
            try (ModuleProcess module = ModuleProcess.startJar(
                    ModuleProcess.JAR, List.of(), directory, settings, "-XX:ArchiveClassesAtExit=" + made)) {
                module.drop("few.txt", SampleIds.random(1, 20));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> Counters.of(directory.resolve("data")).settled() == 20);
                module.terminate();
                module.awaitExit(60);
            }
        }
        boolean archives = Files.exists(made);
        if (archives) {
            Files.move(made, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        }
        delete(directory);
        return archives;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
