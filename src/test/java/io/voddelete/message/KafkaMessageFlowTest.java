package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's route from a real Kafka broker. */
@Tag("slow")
@Timeout(120)
class KafkaMessageFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String TOPIC = "assets-to-delete";
    private static final int MESSAGES = 40;

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    private final IdMessages messages = IdMessages.random(19, MESSAGES);
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
    void aBrokerThatRestartsLosesNothing() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
            broker.send(TOPIC, messages.bodies(0, 20));
            soon().until(() -> module.totals().submissions() == 20);

            broker.restart();
            broker.send(TOPIC, messages.bodies(20, MESSAGES));
            soon().until(() -> module.totals().submissions() == MESSAGES);
            module.awaitEnd(MESSAGES);
            assertThat(module.totals().submissions()).isEqualTo(MESSAGES);
            assertThat(module.totals().accepted()).isEqualTo(messages.ids().size());
            new Invariants(simulator.recorder(), module.outcomes()).check(messages.ids());
        }
    }

    /** The store is as it is on a full disk. */
    @Test
    void whatCannotBeStoredNowIsDeliveredAgain() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
            StoreFile store = StoreFile.of(data);
            store.change("CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'full'); END");
            broker.send(TOPIC, messages.bodies(0, MESSAGES));
            soon().until(() -> FailedMessages.of(module.context()).count() > 2);
            assertThat(FailedMessages.of(module.context()).kinds()).containsExactly(SubmissionDeferredException.class);
            assertThat(module.totals().submissions()).isZero();
            store.change("DROP TRIGGER full");

            soon().until(() -> module.totals().submissions() >= MESSAGES);
            module.awaitEnd(MESSAGES);
            assertThat(module.totals().submissions()).isEqualTo(MESSAGES);
            assertThat(module.totals().accepted()).isEqualTo(messages.ids().size());
            new Invariants(simulator.recorder(), module.outcomes()).check(messages.ids());
        }
    }

    private void addRoute(CamelContext context) throws Exception {
        MessageHost.useKafka(context, broker.address());
        FailedMessages.watch(context);
        context.addRoutes(new KafkaToDelete());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(100));
    }
}
