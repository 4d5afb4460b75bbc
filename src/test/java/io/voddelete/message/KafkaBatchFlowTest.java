package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The documentation's route for many small records, from a real Kafka broker. */
@Tag("slow")
@Timeout(180)
class KafkaBatchFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String TOPIC = "assets-to-delete";
    private static final int RECORDS = 1_000;
    /** What a stop may take; Camel's shutdown time-out is longer. */
    private static final Duration STOP = Duration.ofSeconds(15);

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

    /** Exceptions that say nothing about the list, from the route and from the one that puts it aside. */
    @Test
    void noBatchIsLostWhateverFails() throws Exception {
        broker.send(TOPIC, ids);
        broker.send(TOPIC, List.of("{\"asset_id\": "));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(
                        context -> {
                            fail(context, "direct:vod-delete", 2);
                            fail(context, "kafka:assets-to-delete.refused", 2);
                            addRoute(context);
                        },
                        data,
                        simulator,
                        Map.of())) {
            soon().pollInterval(Duration.ofSeconds(1))
                    .until(() -> module.totals().accepted() + refused() >= RECORDS);
            module.awaitEnd(1);
            List<String> putAside = broker.received(TOPIC + ".refused");
            assertThat(putAside).contains("{\"asset_id\": ").doesNotHaveDuplicates();
            new Invariants(simulator.recorder(), module.outcomes())
                    .check(ids.stream().filter(id -> !putAside.contains(id)).toList());
        }
    }

    /** The group has given its partition to somebody else, and a commit fails for ever. */
    @Test
    void aBatchThatTookTooLongDoesNotHoldUpTheNext() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(
                        context -> {
                            fail(context, "direct:vod-delete", 5);
                            addRoute(context);
                            context.getComponent("kafka", KafkaComponent.class)
                                    .getConfiguration()
                                    .setMaxPollIntervalMs(2_500);
                        },
                        data,
                        simulator,
                        Map.of())) {
            broker.send(TOPIC, ids.subList(0, 10));
            soon().until(() -> module.totals().accepted() == 10);
            broker.send(TOPIC, ids.subList(10, 20));
            soon().until(() -> module.totals().accepted() == 20);
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids.subList(0, 20));
        }
    }

    @Test
    void aStopDoesNotWaitForABatchThatIsRedelivered() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            AtomicInteger attempts = new AtomicInteger();
            RunningModule module = RunningModule.startIn(
                    context -> {
                        beforeEach(context, "direct:vod-delete", attempts::incrementAndGet);
                        addRoute(context);
                    },
                    data,
                    simulator,
                    Map.of());
            long begin;
            try {
                StoreFile.of(data)
                        .change(
                                "CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'full'); END");
                broker.send(TOPIC, ids);
                soon().until(() -> attempts.get() > 1);
            } finally {
                begin = System.nanoTime();
                module.close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP);

            StoreFile.of(data).change("DROP TRIGGER full");
            try (RunningModule again = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
                soon().until(() -> again.totals().accepted() == RECORDS);
                again.awaitEnd(1);
                new Invariants(simulator.recorder(), again.outcomes()).check(ids);
            }
        }
    }

    /** The batch of the killed host is delivered again, perhaps cut in another way: then as duplicates. */
    @Test
    void aKillBetweenCommitAndAcknowledgementLosesNothing() throws Exception {
        broker.send(TOPIC, ids);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (MessageHost host = MessageHost.ofKafkaBatches(broker.address(), 1, data, simulator)) {
                soon().until(host::isKilled);
            }
            assertThat(Counters.of(data).submissions()).isEqualTo(1);

            try (MessageHost host = MessageHost.ofKafkaBatches(broker.address(), 0, data, simulator)) {
                soon().failFast("the host has ended", () -> !host.isAlive()).until(() -> {
                    Counters counters = Counters.of(data);
                    return counters.settled() == RECORDS && counters.unreported() == 0;
                });
            }
            assertThat(StoreFile.of(data).rows("SELECT sum(accepted) FROM submission"))
                    .as("each id once")
                    .containsExactly(String.valueOf(RECORDS));
            assertThat(StoreFile.of(data).rows("SELECT max(generation) FROM asset"))
                    .containsExactly("1");
            new Invariants(simulator.recorder(), new OutcomeFiles(data)).check(ids);
        }
    }

    /** The first attempts at a step of the host fail. */
    private static void fail(CamelContext context, String uri, int times) {
        AtomicInteger left = new AtomicInteger(times);
        beforeEach(context, uri, () -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("it fails now");
            }
        });
    }

    private static void beforeEach(CamelContext context, String uri, Runnable step) {
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) ->
                        node instanceof ToDefinition to && to.getEndpointUri().equals(uri)
                                ? new DelegateAsyncProcessor(exchange -> {
                                    step.run();
                                    target.process(exchange);
                                })
                                : target);
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
