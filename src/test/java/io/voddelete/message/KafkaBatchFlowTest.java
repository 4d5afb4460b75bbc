package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The documentation's route for many small records, from a real Kafka broker. */
@Timeout(120)
class KafkaBatchFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String TOPIC = "assets-to-delete";
    private static final int RECORDS = 1_000;

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    private final List<String> ids = SampleIds.random(77, RECORDS);
    private KafkaBroker broker;
    private Path data;

    @BeforeEach
    void startBroker() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
        broker = KafkaBroker.start(brokerDirectory);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void thousandsOfRecordsAreAFewSubmissions() throws Exception {
        broker.send(TOPIC, ids);
        broker.send(TOPIC, List.of("{\"asset_id\": "));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
                soon().pollInterval(Duration.ofSeconds(1))
                        .until(() -> module.totals().accepted() + refused() >= RECORDS);
                module.awaitEnd(1);
            }
            long accepted = Long.parseLong(StoreFile.of(data)
                    .rows("SELECT sum(accepted) FROM submission")
                    .get(0));
            List<String> putAside = broker.received(TOPIC + ".refused");
            assertThat(putAside).as("the whole batch of what is no list").contains("{\"asset_id\": ");
            assertThat(accepted).isEqualTo(RECORDS - (putAside.size() - 1));
            List<String> sources = StoreFile.of(data).rows("SELECT source FROM submission");
            assertThat(sources).hasSizeLessThan(RECORDS / 20).allMatch(source -> source.startsWith("message:batch:"));
            new Invariants(simulator.recorder(), new OutcomeFiles(data))
                    .check(ids.stream().filter(id -> !putAside.contains(id)).toList());

            try (RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
                broker.send(TOPIC, SampleIds.random(78, 1));
                soon().until(() -> module.totals().accepted() == accepted + 1);
                assertThat(module.totals().submissions())
                        .as("what was committed is not taken again")
                        .isEqualTo(sources.size() + 1);
            }
        }
    }

    /** Without what is no list. */
    private long refused() {
        return broker.received(TOPIC + ".refused").size() - 1L;
    }

    private void addRoute(CamelContext context) throws Exception {
        MessageHost.useKafka(context, broker.address());
        context.addRoutes(new KafkaBatchesToDelete());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(100));
    }
}
