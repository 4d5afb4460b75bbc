package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's route from a real Kafka broker, in a host that is killed. */
@Tag("slow")
@Timeout(120)
class KafkaKillFlowTest {
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
    void aKillBetweenCommitAndAcknowledgementAddsNoSubmissionAndPoisonIsPutAside() throws Exception {
        broker.send(TOPIC, messages.bodies(0, 20));
        broker.send(TOPIC, List.of("this is no asset id"));
        broker.send(TOPIC, messages.bodies(20, MESSAGES));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (MessageHost host = MessageHost.ofKafka(broker.address(), 11, data, simulator)) {
                soon().until(host::isKilled);
            }
            assertThat(Counters.of(data).submissions()).isEqualTo(11);

            try (MessageHost host = MessageHost.ofKafka(broker.address(), 0, data, simulator)) {
                soon().failFast("the host has ended", () -> !host.isAlive()).until(() -> {
                    Counters counters = Counters.of(data);
                    return counters.submissions() >= MESSAGES
                            && counters.settled() == messages.ids().size()
                            && counters.unreported() == 0;
                });
                soon().until(() -> broker.received(TOPIC + ".refused").size() == 1);
            }
            assertThat(Counters.checked(data).submissions()).isEqualTo(MESSAGES);
            assertThat(StoreFile.of(data).rows("SELECT source FROM submission WHERE accepted <> 5 OR duplicate <> 0"))
                    .isEmpty();
            assertThat(StoreFile.of(data).rows("SELECT source FROM submission ORDER BY id LIMIT 1"))
                    .singleElement()
                    .asString()
                    .matches("message:kafka:" + TOPIC + ":0:0:[0-9]{13}");
            assertThat(broker.received(TOPIC + ".refused")).containsExactly("this is no asset id");
            new Invariants(simulator.recorder(), new OutcomeFiles(data)).check(messages.ids());
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(100));
    }
}
