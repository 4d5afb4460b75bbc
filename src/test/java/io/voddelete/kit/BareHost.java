package io.voddelete.kit;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A host application in a process of its own, whose class path lacks some jars. Sets {@code vod.embedded}. */
public final class BareHost {
    private BareHost() {}

    /**
     * Starts the host.
     *
     * @param settings a file with its properties
     * @param log where its output goes
     * @param lacking how the names of the jars begin that it does not have
     * @param options of its JVM
     */
    public static Process start(Path settings, Path log, List<String> lacking, String... options) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> lacking.stream()
                        .noneMatch(
                                jar -> Path.of(entry).getFileName().toString().matches(jar + "-[0-9].*")))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlog.level=INFO"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, BareHost.class.getName(), settings.toString()));
        return Processes.endWithUs(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(in);
        }
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(properties);
        try {
            context.start();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        Thread.currentThread().join();
    }
}
