package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A program of ours in a process of its own, which says in its first lines where it is. */
public final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final Path said;

    private JavaProcess(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** @param said what it prints; anew */
    public static JavaProcess start(Class<?> program, Map<String, String> properties, Path said) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of("target", "classes").toAbsolutePath()
                        + ":"
                        + Path.of("target", "test-classes").toAbsolutePath()));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(program.getName());
        try {
            Files.deleteIfExists(said);
            return new JavaProcess(
                    Processes.endWithUs(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start()),
                    said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first group of the pattern in what it says; waits for it. */
    public String awaitSaid(Pattern pattern) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("it has ended: " + said());
            }
            return pattern.matcher(said()).find();
        });
        Matcher matcher = pattern.matcher(said());
        if (!matcher.find()) {
            throw new AssertionError(said());
        }
        return matcher.group(1);
    }

    public String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
