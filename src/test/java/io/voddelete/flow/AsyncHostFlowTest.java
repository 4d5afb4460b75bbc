package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host whose interceptor hands every step of every route to another thread, so that no exchange ends where it began. */
@Timeout(90)
class AsyncHostFlowTest {
    private static final int CONCURRENCY = 2;

    /** The first step of each route whose consumer begins by itself. */
    private static final List<String> FIRST_STEPS = List.of(
            "vod-wait-for-due-ids",
            "vod-wait-for-successes",
            "vod-wait-for-failures",
            "vod-wait-for-accepted-files",
            "vod-wait-for-settled-files",
            "vod-set-file",
            "vod-set-planned-time");

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Map<String, Integer> mostInFlight = new ConcurrentHashMap<>();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void noConsumerBeginsASecondExchangeAndAllIsDeletedAndReportedOnce() throws Exception {
        List<String> ids = SampleIds.random(59, 90);
        Path lists = Files.createDirectories(directory.resolve("lists"));
        Files.write(lists.resolve("planned.txt"), ids.subList(60, 90));
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.startIn(this::intercept, directory, simulator, settings(lists))) {
            module.drop("one.txt", with(ids.subList(0, 15), "no id 1"));
            module.drop("two.txt", with(ids.subList(15, 30), "no id 2"));
            WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
            assertThat(webhook.send("msg-1", WebhookCaller.json(ids.subList(30, 60)))
                            .statusCode())
                    .isEqualTo(202);
            Totals totals = module.awaitEnd(4);

            assertThat(totals.deleted()).isEqualTo(90);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.outcomes().success())
                    .extracting(outcome -> outcome.get("event_id").asText())
                    .hasSize(90)
                    .doesNotHaveDuplicates();
            assertThat(module.outcomes().rejected()).hasSize(2);
            assertThat(simulator.recorder().maxConcurrency()).isLessThanOrEqualTo(CONCURRENCY);
        }
        assertThat(StoreFile.of(directory).rows("SELECT count(*) FROM submission"))
                .containsExactly("4");
        assertThat(mostInFlight.keySet()).containsExactlyInAnyOrderElementsOf(FIRST_STEPS);
        assertThat(mostInFlight).allSatisfy((step, most) -> assertThat(most).isEqualTo(1));
    }

    private static Map<String, String> settings(Path lists) {
        Map<String, String> settings = new HashMap<>();
        settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
        settings.put("vod.batch.size", "2");
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        settings.put("vod.intake.schedule.enabled", "true");
        settings.put("vod.intake.schedule.name", "every-second");
        settings.put("vod.intake.schedule.cron", "* * * * * ?");
        settings.put("vod.intake.schedule.source-uri", "file:" + lists);
        return settings;
    }

    private void intercept(CamelContext context) {
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> new DelegateAsyncProcessor(target) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        count(node.getId(), exchange);
                        threads.execute(() -> super.process(exchange, doneSync -> callback.done(false)));
                        return false;
                    }
                });
    }

    private void count(String step, Exchange exchange) {
        if (!FIRST_STEPS.contains(step)) {
            return;
        }
        AtomicInteger now = inFlight.computeIfAbsent(step, key -> new AtomicInteger());
        mostInFlight.merge(step, now.incrementAndGet(), Math::max);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                now.decrementAndGet();
            }
        });
    }

    private static List<String> with(List<String> ids, String line) {
        List<String> lines = new ArrayList<>(ids);
        lines.add(line);
        return lines;
    }
}
