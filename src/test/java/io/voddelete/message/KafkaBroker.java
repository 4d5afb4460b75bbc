package io.voddelete.message;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real Kafka broker in this process. */
final class KafkaBroker {
    private final KafkaClusterTestKit cluster;

    private KafkaBroker(KafkaClusterTestKit cluster) {
        this.cluster = cluster;
    }

    static KafkaBroker start(Path directory) throws Exception {
        TestKitNodes one = new TestKitNodes.Builder()
                .setCombined(true)
                .setNumBrokerNodes(1)
                .setNumControllerNodes(1)
                .setBaseDirectory(directory)
                .build();
        KafkaClusterTestKit cluster = new KafkaClusterTestKit.Builder(one)
                .setConfigProp("auto.create.topics.enable", "true")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .build();
        cluster.format();
        cluster.startup();
        cluster.waitForReadyBrokers();
        return new KafkaBroker(cluster);
    }

    String address() {
        return cluster.bootstrapServers();
    }

    void restart() {
        cluster.brokers().get(0).shutdown();
        cluster.brokers().get(0).startup();
    }

    /** Sends records and waits for their acknowledgement. */
    void send(String topic, List<String> messages) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", address());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            messages.forEach(message -> sent.add(producer.send(new ProducerRecord<>(topic, message))));
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    /** All records of a topic. */
    List<String> received(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", address());
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofSeconds(1))) {
                    texts.add(one.value());
                }
            }
        }
        return texts;
    }

    void stop() throws Exception {
        cluster.close();
    }
}
