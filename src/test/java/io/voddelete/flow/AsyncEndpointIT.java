package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.camel.VodModule;
import io.voddelete.kit.Counters;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with little memory and an asynchronous endpoint, a route of a file beside it. Prints figures. */
@Tag("slow")
class AsyncEndpointIT {
    private static final int MANY = 500;

    /** One endpoint never answers, the other one after 5 ms; both write down what they were sent. */
    private static final String HOST = """
            - route:
                id: host-dead
                from:
                  uri: direct:host-dead
                  steps:
                    - to: file:received?fileName=dead.jsonl&fileExist=Append&appendChars=%5Cn
                    - delay:
                        asyncDelayed: true
                        expression:
                          constant: 3600000
            - route:
                id: host-slow
                from:
                  uri: direct:host-slow
                  steps:
                    - delay:
                        asyncDelayed: true
                        expression:
                          constant: 5
                    - to: file:received?fileName=slow.jsonl&fileExist=Append&appendChars=%5Cn
            """;

    @TempDir
    Path directory;

    @Test
    void eachOutcomeIsSentOnceInLittleMemoryAndSigtermIsObeyedWhileNoneIsAnswered() throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        Path host = Files.writeString(directory.resolve("host.camel.yaml"), HOST);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("camel.main.routesIncludePattern", VodModule.ROUTES + ",file:" + host);
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.outcome.success-uri", "direct:host-dead");
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx64m")) {
                module.drop("ids.txt", SampleIds.random(67, MANY));
                await(() -> simulator.recorder().deletedCount() == MANY);
                await(() -> Counters.of(directory.resolve("data")).unreported() == MANY);
                long begin = System.nanoTime();
                module.terminate();
                assertThat(module.awaitExit(20)).isEqualTo(143);
                Duration stop = Duration.ofNanos(System.nanoTime() - begin);
                System.err.printf("AsyncEndpointIT: SIGTERM without an answer: %d ms%n", stop.toMillis());
                assertThat(stop).isLessThan(Duration.ofSeconds(10)); // vod.call.timeout and two seconds
            }
            assertThat(events("dead")).hasSize(1);

            settings.put("vod.outcome.success-uri", "direct:host-slow");
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx64m")) {
                await(() -> Counters.of(directory.resolve("data")).unreported() == 0);
                System.err.printf(
                        "AsyncEndpointIT: %d sent, %d distinct, %d MiB with -Xmx64m%n",
                        events("slow").size(),
                        events("slow").stream().distinct().count(),
                        module.peakMebibytes());
                assertThat(module.log()).doesNotContain("OutOfMemoryError");
            }
            assertThat(events("slow")).hasSize(MANY).doesNotHaveDuplicates();
        }
    }

    private List<String> events(String endpoint) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(directory.resolve("received/" + endpoint + ".jsonl"));
        List<String> events = new ArrayList<>();
        for (String line : lines) {
            events.add(json.readTree(line).get("event_id").asText());
        }
        return events;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
