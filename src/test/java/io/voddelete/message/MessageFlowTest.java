package io.voddelete.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.HostEndpoint;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a host's routes in the whole module. */
@Timeout(90)
class MessageFlowTest {
    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void startSimulator() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stopSimulator() {
        simulator.close();
    }

    @Test
    void theAnswerComesInTheCallersThreadThoughTheRejectedEndpointIsAsynchronous() throws Exception {
        List<String> ids = SampleIds.random(5, 20);
        List<String> lines = new ArrayList<>(ids);
        lines.add("no id 1");
        lines.add("no id 2");
        HostEndpoint rejected = new HostEndpoint("rejected", 50);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (RunningModule module = RunningModule.startIn(
                context -> {
                    context.addRoutes(rejected);
                    context.addRoutes(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:host")
                                    .to("direct:vod-delete")
                                    .process(each -> threads.add(Thread.currentThread()));
                        }
                    });
                },
                directory,
                simulator,
                Map.of("vod.outcome.rejected-uri", rejected.uri()))) {
            Exchange answer = send(module, "direct:host", String.join("\n", lines), Map.of());

            assertThat(answer.getMessage().getBody(AcceptedSubmission.class).rejected())
                    .isEqualTo(2);
            assertThat(threads).containsExactly(Thread.currentThread());
            assertThat(rejected.received("text")).containsExactly("no id 1", "no id 2");
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    @Test
    void keysOfMessagesAndOfRequestsNeverMeet() throws Exception {
        List<String> ids = SampleIds.random(6, 4);
        Map<String, String> settings =
                Map.of("vod.intake.webhook.enabled", "true", "vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
            WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
            assertThat(webhook.send("x", WebhookCaller.json(ids.subList(0, 2))).statusCode())
                    .isEqualTo(202);

            Exchange answer = send(module, "direct:vod-delete", ids.subList(2, 4), Map.of("VodSubmissionKey", "x"));

            assertThat(answer.getMessage().getBody(AcceptedSubmission.class).accepted())
                    .isEqualTo(2);
            module.awaitEnd(2);
        }
        assertThat(StoreFile.of(directory).rows("SELECT source FROM submission ORDER BY id"))
                .containsExactly("webhook:x", "message:key:x");
    }

    /** A consumer of the host may begin before the start of the context is complete. */
    @Test
    void aMessageThatComesWhileTheContextStartsWaits() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (RunningModule module = RunningModule.startIn(
                context -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("timer:once?delay=0&repeatCount=1")
                                .startupOrder(1)
                                .setBody(constant(SampleIds.random(7, 1)))
                                .to("direct:vod-delete")
                                .process(each -> accepted.incrementAndGet());
                    }
                }),
                directory,
                simulator,
                Map.of())) {
            Awaitility.await().until(() -> accepted.get() == 1);
            module.awaitEnd(1);
        }
    }

    /** A stream can be read again where Camel caches it, as it does unless the host forbids it. */
    @Test
    void errorHandlersOfTheHostTellTroubleFromRefusal() throws Exception {
        List<String> ids = SampleIds.random(9, 30);
        List<Object> aside = new CopyOnWriteArrayList<>();
        AtomicInteger attempts = new AtomicInteger();
        try (RunningModule module = RunningModule.startIn(
                context -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        onException(SubmissionDeferredException.class)
                                .maximumRedeliveries(-1)
                                .redeliveryDelay(20)
                                .onRedelivery(each -> attempts.incrementAndGet());
                        onException(SubmissionRefusedException.class)
                                .handled(true)
                                .process(each -> aside.add(each.getMessage().getBody(String.class)));
                        from("direct:host").to("direct:vod-delete");
                    }
                }),
                directory,
                simulator,
                Map.of())) {
            StoreFile store = StoreFile.of(directory);
            store.change("CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'full'); END");
            CompletableFuture<Exchange> answer =
                    CompletableFuture.supplyAsync(() -> send(module, "direct:host", stream(ids), Map.of()));
            Awaitility.await().until(() -> attempts.get() > 2);
            store.change("DROP TRIGGER full");
            assertThat(answer.get(30, TimeUnit.SECONDS).getMessage().getBody(AcceptedSubmission.class))
                    .extracting(AcceptedSubmission::accepted, AcceptedSubmission::repeated)
                    .containsExactly(30L, false);

            Exchange refused = send(module, "direct:host", stream(List.of("no id")), Map.of());

            assertThat(refused.getException()).isNull();
            assertThat(aside).containsExactly("no id");
            module.awaitEnd(1);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    private static InputStream stream(List<String> lines) {
        return new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStopUnderLoadLosesNothingThatWasAnsweredAndDefersTheRest() throws Exception {
        List<String> ids = SampleIds.random(8, 20_000);
        Set<String> answered = ConcurrentHashMap.newKeySet();
        Set<Class<?>> refusals = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicInteger next = new AtomicInteger();
        try (RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.sender.enabled", "false"))) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    for (int n = next.getAndIncrement(); n < ids.size(); n = next.getAndIncrement()) {
                        Exchange answer = send(module, "direct:vod-delete", ids.get(n), Map.of("VodSubmissionKey", n));
                        if (answer.getException() != null) {
                            refusals.add(answer.getException().getClass());
                            return;
                        }
                        answered.add(ids.get(n));
                    }
                });
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() > 200);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(answered).hasSizeLessThan(ids.size());
        assertThat(refusals)
                .contains(SubmissionDeferredException.class)
                .doesNotContain(SubmissionRefusedException.class);
        assertThat(StoreFile.of(directory).rows("SELECT asset_id FROM asset")).containsAll(answered);
        assertThat(StoreFile.of(directory).rows("SELECT count(*) FROM submission WHERE accepted <> 1"))
                .containsExactly("0");
        assertThat(new OutcomeFiles(directory).rejected()).isEmpty();
    }

    private static Exchange send(RunningModule module, String uri, Object body, Map<String, Object> headers) {
        return module.context()
                .createFluentProducerTemplate()
                .withHeaders(headers)
                .withBody(body)
                .to(uri)
                .send();
    }
}
