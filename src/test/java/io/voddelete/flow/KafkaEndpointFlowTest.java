package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.EventSchemas;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes to topics of a real Kafka broker, and to one that is not there. */
@Tag("slow")
@Timeout(180)
class KafkaEndpointFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final int DELETED = 400;
    private static final int FAILED = 103;
    /** What a stop may take: the ten seconds after which it is forced, and what the rest takes. */
    private static final Duration FORCED = Duration.ofSeconds(13);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    private KafkaClusterTestKit broker;

    @BeforeEach
    void startBroker() throws Exception {
        TestKitNodes one = new TestKitNodes.Builder()
                .setCombined(true)
                .setNumBrokerNodes(1)
                .setNumControllerNodes(1)
                .setBaseDirectory(brokerDirectory)
                .build();
        broker = new KafkaClusterTestKit.Builder(one)
                .setConfigProp("auto.create.topics.enable", "true")
                .build();
        broker.format();
        broker.startup();
        broker.waitForReadyBrokers();
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void eachOutcomeIsOneRecordInItsOrderThoughTheBrokerWasAwayAtFirst() throws Exception {
        List<String> ids = new ArrayList<>(SampleIds.random(61, DELETED));
        ids.addAll(SampleIds.fated(404, FAILED));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            RunningModule away = RunningModule.start(directory, simulator, topicsAt("localhost:" + FreePort.find()));
            long begin;
            try {
                away.drop("ids.txt", ids);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> away.totals().unreported() == ids.size());
            } finally {
                begin = System.nanoTime();
                away.close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FORCED);

            try (RunningModule module =
                    RunningModule.start(directory, simulator, topicsAt(broker.bootstrapServers()))) {
                module.awaitEnd(1);
            }
        }
        List<String> deleted = records("deleted");
        List<String> failed = records("failed");
        System.err.printf(
                "KafkaEndpointFlowTest: %d records of %d events%n",
                deleted.size() + failed.size(),
                deleted.stream().distinct().count() + failed.stream().distinct().count());
        assertThat(deleted).isEqualTo(events("DELETED"));
        assertThat(failed).isEqualTo(events("FAILED"));
    }

    /** By this header a receiver knows a CloudEvent in structured mode; the case of its letters counts. */
    @Test
    void aCloudEventIsMarkedAsOne() throws Exception {
        Map<String, String> settings = topicsAt(broker.bootstrapServers());
        settings.put("vod.outcome.format", "cloudevents");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            module.drop("ids.txt", SampleIds.random(62, 3));
            module.awaitEnd(1);
        }

        assertThat(read("deleted")).hasSize(3).allSatisfy(one -> {
            EventSchemas.check(JSON.readTree(one.value()));
            assertThat(new String(one.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                    .isEqualTo("application/cloudevents+json");
        });
    }

    private static Map<String, String> topicsAt(String address) {
        Map<String, String> settings = new HashMap<>();
        settings.put("vod.outcome.success-uri", "kafka:deleted?brokers=" + address);
        settings.put("vod.outcome.failure-uri", "kafka:failed?brokers=" + address);
        return settings;
    }

    /** The events of all records of a topic in their order. */
    private List<String> records(String topic) throws Exception {
        List<String> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> one : read(topic)) {
            JsonNode outcome = JSON.readTree(one.value());
            EventSchemas.check(outcome);
            events.add(outcome.get("event_id").asText());
        }
        return events;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    /** The events of a status in the order in which they are due. */
    private List<String> events(String status) {
        return StoreFile.of(directory)
                .rows("SELECT id || '-' || generation FROM asset WHERE status = '" + status + "' ORDER BY id");
    }
}
