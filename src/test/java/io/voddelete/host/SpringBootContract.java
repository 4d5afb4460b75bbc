package io.voddelete.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Counters;
import io.voddelete.kit.HostProject;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Spring Boot adds: one message for a refused start, and a stop in its order. */
abstract class SpringBootContract extends HostContract {
    private final HostProject project;

    SpringBootContract(int version) {
        this(HostProject.springBoot(version));
    }

    private SpringBootContract(HostProject project) {
        super(project);
        this.project = project;
    }

    /** Spring closes what the host has, as its {@code DataSource}, when the module has reported what it could. */
    @Test
    void aSubmissionIsFoundUnderTheContextPathOfTheServerAndWhatTheHostClosesIsClosedAfterTheModule() {
        Map<String, String> settings = Map.of(
                "server.servlet.context-path",
                "/api",
                "vod.outcome.success-uri",
                "direct:outcomes-of-host",
                "vod.console.enabled",
                "true");
        assertLocationUnder(elsewhere(), settings, (host, simulator) -> {
            assertConsoleUnder(host.url(), "/api");
            assertStopsUnderLoad(host, simulator);

            String log = host.process().log();
            assertThat(log).doesNotContain("Stream closed");
            assertThat(log.indexOf("The ledger is closed")).isPositive().isGreaterThan(log.lastIndexOf("Apache Camel"));
            Counters counters = Counters.of(data());
            assertThat(outcomes().map(each -> each.get("event_id").textValue()).distinct())
                    .hasSizeGreaterThan(25)
                    .hasSizeGreaterThanOrEqualTo((int) (counters.settled() - counters.unreported()));
        });
    }

    /** Spelled as Spring permits, and where secrets are not asked for by Camel. */
    @Test
    void aSecretIsReadFromTheFilesOfTheHost() throws IOException {
        Files.writeString(
                Files.createDirectories(directory.resolve("config")).resolve("application.yml"),
                "vod:\n  secretKey: " + SimulatorOptions.SECRET_KEY + "\n");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            Map<String, String> settings = HostProject.settings(simulator.endpoint());
            settings.remove("vod.secret-key");
            try (HostProject.Running host = project.start(directory, settings)) {
                host.process().drop("list.txt", SampleIds.random(93, 3));
                await(host, 120, () -> simulator.recorder().deletedCount() == 3);
            }
        }
    }

    private static void assertConsoleUnder(String url, String path) {
        StatusCaller caller = new StatusCaller(url);
        for (String file : List.of("", "app.js", "pages/overview.js")) {
            HttpResponse<String> answer = caller.get(path + "/vod/console/" + file);
            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        }
        HttpResponse<String> moved = caller.get(path + "/vod/console");
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location").orElseThrow()).endsWith("console/");
        HttpResponse<String> who = caller.get(path + "/vod/whoami", "Authorization", "Bearer " + StatusCaller.TOKEN);
        assertThat(who.statusCode()).as(who.body()).isEqualTo(200);
        assertThat(StatusCaller.json(who).get("may").size()).isPositive();
    }

    /** The application in a folder whose name is no part of a URL as it is. */
    private HostProject elsewhere() {
        boolean encodable = System.getProperty("sun.jnu.encoding").startsWith("UTF");
        try {
            Path folder = Files.createDirectory(directory.resolve(encodable ? "50% of ü #1" : "50% of it #1"));
            return project.with(Files.copy(project.jar(), folder.resolve("host.jar")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<JsonNode> outcomes() {
        try {
            return Files.readAllLines(directory.resolve("ledger.jsonl")).stream()
                    .map(StatusCaller::json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void assertRefusal(String log) {
        assertThat(log).containsOnlyOnce("APPLICATION FAILED TO START").doesNotContain("\tat ");
        String report = log.substring(log.indexOf("APPLICATION FAILED TO START"));
        assertThat(report).contains("Description:", "vod.batch.size", "'11'", "Action:");
    }

    /** The server takes no more requests when the module stops. */
    @Override
    void assertStopped(String log) {
        super.assertStopped(log);
        assertThat(log.indexOf("Graceful shutdown complete"))
                .isPositive()
                .isLessThan(log.lastIndexOf("is shutting down"));
    }
}
