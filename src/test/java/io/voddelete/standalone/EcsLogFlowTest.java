package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.Processes;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** The log for machines: each line of a process, and the ids in it. */
@Timeout(180)
class EcsLogFlowTest {
    private static final String SECRET = "made-up-secret-key-of-the-log-test";

    @TempDir
    Path directory;

    @Test
    void eachLineOfARunIsJsonAndNamesWhatItIsAbout() throws Exception {
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withFaults("revoked");
        Path log = directory.resolve("log.txt");
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Process process = start(simulator, log);
            try {
                Path inbox = Files.createDirectories(directory.resolve("data/inbox"));
                await(() -> text(log).contains("\"message\""));
                Files.write(directory.resolve("ids.tmp"), SampleIds.random(3, 2));
                Files.move(directory.resolve("ids.tmp"), inbox.resolve("名单.txt"));
                await(() -> text(log).contains("sender-paused"));
            } finally {
                process.destroy();
                assertThat(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                        .isTrue();
            }
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            if (!line.startsWith("WARNING: ")) { // of a JVM from 24 on, about native code; the jar asks for none
                lines.add(new ObjectMapper().readTree(line)); // fails if it is something else
            }
        }
        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> {
            assertThat(line.isObject()).isTrue();
            assertThat(Instant.parse(line.get("@timestamp").textValue())).isBefore(Instant.now());
            assertThat(line.get("log.level").textValue()).isIn("INFO", "WARN", "ERROR");
            for (String field : List.of("message", "log.logger", "process.thread.name", "service.version")) {
                assertThat(line.get(field).textValue()).as(field).isNotBlank();
            }
        });
        JsonNode accepted = withAction(lines, "submission-accepted");
        assertThat(accepted.get("event.outcome").textValue()).isEqualTo("success");
        assertThat(accepted.get("message").textValue())
                .contains("名单.txt", accepted.get("vod.submission.id").textValue());
        JsonNode paused = withAction(lines, "sender-paused");
        assertThat(paused.get("event.outcome").textValue()).isEqualTo("failure");
        assertThat(paused.get("error.code").textValue()).isEqualTo("APIGW.0301");
        assertThat(paused.get("vod.call.id").textValue()).isNotBlank();
        assertThat(paused.has("vod.submission.id")).isFalse();
        assertThat(text(log)).doesNotContain(SECRET);
    }

    /** Its thread and its MDC are those of a host. */
    @Test
    void aCallerHasItsOwnContextAfterwards() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            MDC.put("mine", "x");
            MDC.put("vod.submission.id", "theirs");
            try {
                module.context()
                        .createFluentProducerTemplate()
                        .withBody(String.join("\n", SampleIds.random(4, 2)))
                        .to("direct:vod-delete")
                        .request();

                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("mine", "x", "vod.submission.id", "theirs"));
            } finally {
                MDC.clear();
            }
            module.awaitEnd(1);
        }
    }

    private Process start(VodSimulator simulator, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        Map.of(
                        "vod.endpoint", simulator.endpoint().toString(),
                        "vod.project-id", SimulatorOptions.PROJECT_ID,
                        "vod.log.format", "ecs",
                        "vod.preflight", "false",
                        "vod.approval.required", "never",
                        "vod.pace.calls-per-minute", "0",
                        "vod.intake.file.min-age", "300ms",
                        "vod.batch.quiet-period", "300ms")
                .forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(Application.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("VOD_") || key.startsWith("CAMEL_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("VOD_ACCESS_KEY", SimulatorOptions.ACCESS_KEY);
        builder.environment().put("VOD_SECRET_KEY", SECRET);
        return Processes.endWithUs(builder.start());
    }

    private static JsonNode withAction(List<JsonNode> lines, String action) {
        return lines.stream()
                .filter(line -> line.path("event.action").asText().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + action + " in " + lines));
    }

    private static String text(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(condition);
    }
}
