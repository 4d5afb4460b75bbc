package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import jakarta.jms.JMSContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while a list that is too large for the memory is spooled, and while it is accepted. */
@Tag("slow")
@Timeout(300)
class SpooledKillFlowTest {
    private static final int IDS = 25_000;

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    private JmsBroker broker;
    private Path data;

    @BeforeEach
    void startBroker() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
        broker = JmsBroker.start(brokerDirectory);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void theListIsDeliveredAgainAndBecomesOneSubmission() throws Exception {
        List<String> ids = SampleIds.random(99, IDS);
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.address());
                JMSContext jms = factory.createContext()) {
            jms.createProducer().send(jms.createQueue("assets-to-delete"), String.join("\n", ids));
        }
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            killWhen(simulator, () -> spooled() > 0);
            assertThat(Counters.of(data).submissions()).isZero();

            killWhen(simulator, () -> Counters.of(data).accepted() > 0);
            assertThat(Counters.of(data).submissions()).isZero();

            try (MessageHost host = MessageHost.ofJms(broker.address(), 0, data, simulator)) {
                await(() ->
                        Counters.of(data).submissions() > 0 && Counters.of(data).settled() > 100);
                assertThat(spooled()).as("what the killed ones have left").isZero();
                assertThat(host.isAlive()).isTrue();
            }
            assertThat(StoreFile.of(data).rows("SELECT state || ' ' || accepted || ' ' || duplicate FROM submission"))
                    .containsExactly("SEALED " + IDS + " 0");
            assertThat(StoreFile.of(data).rows("SELECT asset_id FROM asset ORDER BY line"))
                    .isEqualTo(ids);
        }
    }

    private void killWhen(VodSimulator simulator, Callable<Boolean> moment) {
        try (MessageHost host = MessageHost.ofJms(broker.address(), 0, data, simulator)) {
            await(moment);
            assertThat(host.isAlive()).isTrue();
        }
    }

    private int spooled() {
        String[] files = data.resolve("message").toFile().list();
        return files == null ? 0 : files.length;
    }

    /** Often enough to meet the list while it is taken in, and not so often that this takes the processor from it. */
    private static void await(Callable<Boolean> moment) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(moment);
    }
}
