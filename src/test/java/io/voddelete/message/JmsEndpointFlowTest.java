package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes to queues of a real JMS broker that restarts meanwhile. */
@Timeout(120)
class JmsEndpointFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    @Test
    void eachOutcomeArrivesThoughTheBrokerRestarts() throws Exception {
        List<String> ids = new ArrayList<>(SampleIds.random(62, 200));
        ids.addAll(SampleIds.fated(404, 50));
        JmsBroker broker = JmsBroker.start(brokerDirectory);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(
                        context -> MessageHost.useJms(context, broker.address()),
                        directory,
                        simulator,
                        Map.of(
                                "vod.outcome.success-uri", "jms:deleted",
                                "vod.outcome.failure-uri", "jms:failed",
                                "vod.pace.calls-per-minute", "300"))) {
            module.drop("ids.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> module.totals().deleted() > module.totals().unreported());

            broker.restart();

            module.awaitEnd(1);
            List<String> deleted = events(broker.address(), "deleted");
            List<String> failed = events(broker.address(), "failed");
            assertThat(deleted).containsAll(due("DELETED")).hasSizeLessThan(220);
            assertThat(failed).containsAll(due("FAILED")).hasSizeLessThan(70);
        } finally {
            broker.stop();
        }
    }

    private static List<String> events(String address, String queue) throws Exception {
        List<String> events = new ArrayList<>();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(address);
                JMSContext jms = factory.createContext()) {
            JMSConsumer consumer = jms.createConsumer(jms.createQueue(queue));
            for (Message one = consumer.receive(1_000); one != null; one = consumer.receive(500)) {
                String text = new String(one.getBody(byte[].class), StandardCharsets.UTF_8);
                events.add(new ObjectMapper().readTree(text).get("event_id").asText());
            }
        }
        return events;
    }

    private List<String> due(String status) {
        return StoreFile.of(directory)
                .rows("SELECT id || '-' || generation FROM asset WHERE status = '" + status + "'");
    }
}
