package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's route from a queue of a real broker, Artemis. */
@Timeout(120)
class JmsMessageFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String QUEUE = "assets-to-delete";
    private static final int MESSAGES = 40;

    @TempDir
    Path directory;

    @TempDir
    Path brokerDirectory;

    private final IdMessages messages = IdMessages.random(191, MESSAGES);
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

    @Tag("slow")
    @Test
    void aKillBetweenCommitAndAcknowledgementAddsNoSubmissionAndPoisonIsPutAside() throws Exception {
        send(messages.bodies(0, 20));
        send(List.of("this is no asset id"));
        send(messages.bodies(20, MESSAGES));
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (MessageHost host = MessageHost.ofJms(broker.address(), 11, data, simulator)) {
                soon().until(host::isKilled);
            }
            assertThat(Counters.of(data).submissions()).isEqualTo(11);

            try (MessageHost host = MessageHost.ofJms(broker.address(), 0, data, simulator)) {
                soon().failFast("the host has ended", () -> !host.isAlive()).until(() -> {
                    Counters counters = Counters.of(data);
                    return counters.submissions() >= MESSAGES
                            && counters.settled() == messages.ids().size()
                            && counters.unreported() == 0;
                });
                assertThat(receive(QUEUE + ".refused")).isEqualTo("this is no asset id");
            }
            assertThat(Counters.checked(data).submissions()).isEqualTo(MESSAGES);
            assertThat(StoreFile.of(data).rows("SELECT source FROM submission WHERE accepted <> 5 OR duplicate <> 0"))
                    .isEmpty();
            assertThat(StoreFile.of(data).rows("SELECT source FROM submission ORDER BY id LIMIT 1"))
                    .singleElement()
                    .asString()
                    .startsWith("message:jms:ID:");
            assertThat(receive(QUEUE)).as("what was not taken").isNull();
            new Invariants(simulator.recorder(), new OutcomeFiles(data)).check(messages.ids());
        }
    }

    @Test
    void aBrokerThatRestartsLosesNothing() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
            send(messages.bodies(0, 20));
            soon().until(() -> module.totals().submissions() == 20);

            broker.restart();
            send(messages.bodies(20, MESSAGES));
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
            send(messages.bodies(0, MESSAGES));
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

    /** Camel would wait for the reply of the queue of refused messages, in vain. */
    @Test
    void whoAsksForAReplyDoesNotHoldUpTheQueue() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.startIn(this::addRoute, data, simulator, Map.of())) {
            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.address());
                    JMSContext jms = factory.createContext()) {
                JMSProducer asking = jms.createProducer().setJMSReplyTo(jms.createQueue("replies"));
                asking.send(jms.createQueue(QUEUE), "this is no asset id");
                messages.bodies(0, 2).forEach(body -> asking.send(jms.createQueue(QUEUE), body));
            }
            soon().until(() -> module.totals().submissions() == 2);

            assertThat(receive(QUEUE + ".refused")).isEqualTo("this is no asset id");
            assertThat(receive(QUEUE + ".refused")).as("put aside once").isNull();
            assertThat(FailedMessages.of(module.context()).count()).isZero();
            assertThat(repliedSubmissions())
                    .as("of the refused message, and of the others")
                    .containsExactlyInAnyOrderElementsOf(
                            withNull(StoreFile.of(data).rows("SELECT submission_id FROM submission")));
        }
    }

    private static List<String> withNull(List<String> submissions) {
        List<String> all = new ArrayList<>(submissions);
        all.add(null);
        return all;
    }

    /** The submission that each reply names. */
    private List<String> repliedSubmissions() throws Exception {
        List<String> submissions = new ArrayList<>();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.address());
                JMSContext jms = factory.createContext()) {
            JMSConsumer replies = jms.createConsumer(jms.createQueue("replies"));
            for (Message one = replies.receive(2_000); one != null; one = replies.receive(1_000)) {
                submissions.add(one.getStringProperty("VodSubmissionId"));
            }
        }
        return submissions;
    }

    private void addRoute(CamelContext context) throws Exception {
        MessageHost.useJms(context, broker.address());
        FailedMessages.watch(context);
        context.addRoutes(new JmsToDelete());
    }

    private void send(List<String> bodies) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.address());
                JMSContext jms = factory.createContext()) {
            bodies.forEach(body -> jms.createProducer().send(jms.createQueue(QUEUE), body));
        }
    }

    /** The next message of a queue; null if there is none. */
    private String receive(String queue) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.address());
                JMSContext jms = factory.createContext()) {
            Message message = jms.createConsumer(jms.createQueue(queue)).receive(1_000);
            return message == null ? null : message.getBody(String.class);
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(100));
    }
}
