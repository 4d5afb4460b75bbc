package io.voddelete.kit;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A host application of {@code src/it}, as the build has packed it.
 *
 * @param jar what {@code java -jar} runs
 * @param ports the properties of the host that set the port of its HTTP server
 * @param healthPort the property that sets the port of its health checks; empty if that is the same
 * @param health path of the health checks
 * @param readiness path of the readiness checks
 */
public record HostProject(String name, Path jar, String ports, String healthPort, String health, String readiness) {
    private static final Path PROJECTS = Path.of("target", "it").toAbsolutePath();

    /** Camel Main. */
    public static HostProject camelMain() {
        return new HostProject(
                "camel-main",
                jar("camel-main", "host.jar"),
                "camel.server.port",
                "camel.management.port",
                "/observe/health",
                "/observe/health/ready");
    }

    /** Spring Boot of a main version, with the actuator. */
    public static HostProject springBoot(int version) {
        String name = "spring-boot-" + version;
        return new HostProject(
                name, jar(name, "host.jar"), "server.port", "", "/actuator/health", "/actuator/health/readiness");
    }

    /** Quarkus in JVM mode. */
    public static HostProject quarkus() {
        return new HostProject(
                "quarkus",
                jar("quarkus", "quarkus-app/quarkus-run.jar"),
                "quarkus.http.port",
                "",
                "/q/health",
                "/q/health/ready");
    }

    /** The same in another place. */
    public HostProject with(Path copy) {
        return new HostProject(name, copy, ports, healthPort, health, readiness);
    }

    private static Path jar(String name, String file) {
        return PROJECTS.resolve(name).resolve("target").resolve(file);
    }

    /** The host in a process of its own, with the settings of the module among its system properties. */
    public Running start(Path directory, Map<String, String> settings, String... jvmOptions) {
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " does not exist; run mvn verify");
        }
        int port = FreePort.find();
        int ofHealth = healthPort.isEmpty() ? port : FreePort.find();
        Map<String, String> all = new TreeMap<>(settings);
        all.put(ports, String.valueOf(port));
        if (!healthPort.isEmpty()) {
            all.put(healthPort, String.valueOf(ofHealth));
        }
        return new Running(
                this,
                ModuleProcess.startJar(jar, List.of(), directory, all, jvmOptions),
                "http://127.0.0.1:" + port,
                "http://127.0.0.1:" + ofHealth);
    }

    /** The module's settings for a test that waits for nothing. */
    public static Map<String, String> settings(URI endpoint) {
        Map<String, String> settings = new TreeMap<>(ModuleProcess.settingsFor(endpoint));
        settings.put("vod.intake.file.min-age", "300ms");
        settings.put("vod.batch.quiet-period", "300ms");
        return settings;
    }

    /** A host that runs. */
    public record Running(HostProject project, ModuleProcess process, String url, String healthUrl)
            implements AutoCloseable {
        /** The answer of the health checks. */
        public HttpResponse<String> health() {
            return new StatusCaller(healthUrl).get(project.health());
        }

        /** The answer of the readiness checks. */
        public HttpResponse<String> readiness() {
            return new StatusCaller(healthUrl).get(project.readiness());
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
