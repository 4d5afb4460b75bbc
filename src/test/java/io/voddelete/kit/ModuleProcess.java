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

/** The module as shipped: the jar in its own process, configured by environment variables. */
public final class ModuleProcess implements AutoCloseable {
    /** Writes the content of a dropped file. */
    @FunctionalInterface
    public interface Content {
        void write(Path file) throws IOException;
    }

    /** The packaged module. */
    public static final Path JAR = Path.of("target", "vod-delete-routes.jar").toAbsolutePath();

    private final Path directory;
    private final Path log;
    private final Process process;

    private ModuleProcess(Path directory, Process process, Path log) {
        this.directory = directory;
        this.process = process;
        this.log = log;
    }

    /** Starts the jar in {@code directory} with these settings only. */
    public static ModuleProcess start(Path directory, Map<String, String> settings, String... jvmOptions) {
        return start(directory, settings, Map.of(), jvmOptions);
    }

    /** Starts the jar with additional environment variables. */
    public static ModuleProcess start(
            Path directory, Map<String, String> settings, Map<String, String> environment, String... jvmOptions) {
        return start(JAR, List.of(), directory, settings, environment, withArchive(jvmOptions));
    }

    /** Starts the jar through another command that executes its arguments, such as {@code setpriv --reuid=1}. */
    public static ModuleProcess startBy(
            List<String> starter, Path directory, Map<String, String> settings, String... jvmOptions) {
        return startJar(JAR, starter, directory, settings, withArchive(jvmOptions));
    }

    /** Starts the given jar with exactly these JVM options. */
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
            throw new AssertionError(JAR + " does not exist; run mvn package");
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

    /** Returns settings for a simulator, without a rate limit. */
    public static Map<String, String> settingsFor(VodSimulator simulator) {
        return settingsFor(simulator.endpoint());
    }

    /** Returns settings for a simulator in another process, or behind a proxy. */
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
                "vod.approval.required",
                "never",
                "vod.pace.calls-per-minute",
                "0",
                "vod.info.calls-per-minute",
                "0");
    }

    /** Drops lines into the inbox, atomically by rename. */
    public void drop(String name, Iterable<String> lines) {
        drop(name, half -> Files.write(half, lines));
    }

    /** Drops any content into the inbox, atomically by rename. */
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

    /** Writes many files outside the inbox, then moves them all in at once. */
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

    /** Returns the peak resident memory in MiB (VmHWM on Linux). */
    public long peakMebibytes() {
        return mebibytes("VmHWM");
    }

    /** Returns the resident memory in MiB (VmRSS on Linux). */
    public long residentMebibytes() {
        return mebibytes("VmRSS");
    }

    private long mebibytes(String field) {
        Path status = Path.of("/proc", String.valueOf(pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + field + " in " + status));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the total CPU time of the process. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Resets the peak resident memory. */
    public void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(pid()), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGKILL and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(10);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Returns the exit code; throws an AssertionError after this many seconds. */
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

    /** Returns everything printed, including by earlier processes in the same directory. */
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
