package io.voddelete.kit;

import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The module in its production form: the jar in a process of its own, set up by environment variables. */
public final class ModuleProcess implements AutoCloseable {
    /** Writes what is dropped. */
    @FunctionalInterface
    public interface Content {
        void write(Path file) throws IOException;
    }

    /** The module as it is shipped. */
    public static final Path JAR = Path.of("target", "vod-delete-routes.jar").toAbsolutePath();

    private final Path directory;
    private final Path log;
    private final Process process;

    private ModuleProcess(Path directory, Process process, Path log) {
        this.directory = directory;
        this.process = process;
        this.log = log;
    }

    /** Starts the jar with {@code directory} as its working directory and nothing but these settings. */
    public static ModuleProcess start(Path directory, Map<String, String> settings, String... jvmOptions) {
        return start(directory, settings, Map.of(), jvmOptions);
    }

    /** The same with more environment variables. */
    public static ModuleProcess start(
            Path directory, Map<String, String> settings, Map<String, String> environment, String... jvmOptions) {
        return start(JAR, List.of(), directory, settings, environment, withArchive(jvmOptions));
    }

    /** The same by way of another command, which starts what follows it, as {@code setpriv --reuid=1}. */
    public static ModuleProcess startBy(
            List<String> starter, Path directory, Map<String, String> settings, String... jvmOptions) {
        return startJar(JAR, starter, directory, settings, withArchive(jvmOptions));
    }

    /** The same with this jar, and with no other JVM options than these. */
    public static ModuleProcess startJar(
            Path jar, List<String> starter, Path directory, Map<String, String> settings, String... jvmOptions) {
        return start(jar, starter, directory, settings, Map.of(), jvmOptions);
    }

    private static String[] withArchive(String... jvmOptions) {
        List<String> options = new ArrayList<>(SharedArchive.options());
        options.addAll(List.of(jvmOptions));
        return options.toArray(String[]::new);
    }

    private static ModuleProcess start(
            Path jar,
            List<String> starter,
            Path directory,
            Map<String, String> settings,
            Map<String, String> environment,
            String... jvmOptions) {
        if (!Files.exists(JAR)) {
            throw new AssertionError("there is no " + JAR + "; mvn package makes it");
        }
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(jvmOptions));
        settings.forEach((key, value) -> {
            if (!isSecret(key)) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.addAll(List.of("-jar", jar.toString()));
        Path log = directory.resolve("log.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("VOD_") || key.startsWith("CAMEL_"));
        builder.environment().putAll(environment);
        settings.forEach((key, value) -> {
            if (isSecret(key)) {
                builder.environment()
                        .put(key.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT), value);
            }
        });
        try {
            return new ModuleProcess(directory, Processes.endWithUs(builder.start()), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it needs to speak to a simulator, at unlimited pace. */
    public static Map<String, String> settingsFor(VodSimulator simulator) {
        return settingsFor(simulator.endpoint());
    }

    /** The same where the simulator is not in this JVM, or is behind something else. */
    public static Map<String, String> settingsFor(URI endpoint) {
        return Map.of(
                "vod.endpoint",
                endpoint.toString(),
                "vod.project-id",
                SimulatorOptions.PROJECT_ID,
                "vod.access-key",
                SimulatorOptions.ACCESS_KEY,
                "vod.secret-key",
                SimulatorOptions.SECRET_KEY,
                "vod.pace.calls-per-minute",
                "0",
                "vod.info.calls-per-minute",
                "0");
    }

    /** Drops a file into the inbox, by rename. */
    public void drop(String name, Iterable<String> lines) {
        drop(name, half -> Files.write(half, lines));
    }

    /** The same with content that is not just lines. */
    public void drop(String name, Content content) {
        try {
            Files.createDirectories(inbox());
            Path half = inbox().resolve("." + name + ".tmp");
            content.write(half);
            Files.move(half, inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes many files elsewhere, lines by name, then drops them all within a moment. */
    public void drop(Map<String, List<String>> files) {
        try {
            Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
            for (Map.Entry<String, List<String>> file : files.entrySet()) {
                Files.write(elsewhere.resolve(file.getKey()), file.getValue());
            }
            Files.createDirectories(inbox());
            for (String name : files.keySet()) {
                Files.move(elsewhere.resolve(name), inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path inbox() {
        return directory.resolve("data").resolve("inbox");
    }

    /** The most memory that the process has had at a time, as Linux counts it (VmHWM), in MiB. */
    public long peakMebibytes() {
        Path status = Path.of("/proc", String.valueOf(pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no VmHWM in " + status));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time that all its threads have computed. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Lets Linux count the most memory anew. */
    public void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(pid()), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(10);
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code; an AssertionError if it has not ended in so many seconds. */
    public int awaitExit(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + seconds + " s; log:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** All it has printed, of earlier processes in the same directory too. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public OutcomeFiles outcomes() {
        return new OutcomeFiles(directory.resolve("data"));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private static boolean isSecret(String key) {
        return key.endsWith("-key") || key.endsWith("-token") || key.endsWith("password");
    }
}
