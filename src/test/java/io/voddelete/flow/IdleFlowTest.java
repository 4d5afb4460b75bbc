package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An idle module does not look for work, and whatever comes wakes it: its loops look by themselves every ten seconds only. */
class IdleFlowTest {
    private static final Duration QUIET = Duration.ofMillis(1500);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final VodSimulator simulator = VodSimulator.start(
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    private final AtomicInteger exchanges = new AtomicInteger();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        simulator.close();
    }

    private RunningModule start(Map<String, String> settings) throws Exception {
        return RunningModule.startIn(this::countExchanges, directory, simulator, settings);
    }

    private void countExchanges(CamelContext context) {
        context.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCreatedEvent) {
                    exchanges.incrementAndGet();
                }
            }
        });
    }

    /** A while without an exchange. */
    private void awaitQuiet() {
        int[] seen = {exchanges.get()};
        Awaitility.await().during(QUIET).atMost(Duration.ofSeconds(40)).until(() -> {
            int before = seen[0];
            seen[0] = exchanges.get();
            return seen[0] == before;
        });
    }

    private static void soon(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    @Test
    void whateverComesWakesAllThatDealWithIt() throws Exception {
        try (RunningModule module = start(HeldLists.settings(10))) {
            awaitQuiet();
            module.drop("small.txt", SampleIds.random(1, 7));
            soon(() -> simulator.recorder().deletedCount() == 7);
            soon(() -> HeldLists.names(module.inbox().resolve("done")).stream()
                    .anyMatch(each -> each.startsWith("small") && each.endsWith(".report.csv")));

            awaitQuiet();
            module.drop("large.txt", SampleIds.random(2, 20));
            soon(() -> !HeldLists.plans(module).isEmpty());

            awaitQuiet();
            Path plan = HeldLists.plans(module).get(0);
            Files.move(plan, module.inbox().resolve("approve").resolve(plan.getFileName()));
            soon(() -> simulator.recorder().deletedCount() == 27);

            awaitQuiet();
            Path folder = Files.createDirectories(module.inbox().resolve("plan"));
            Files.write(folder.resolve("list.txt"), SampleIds.random(4, 5));
            soon(() -> Files.exists(folder.resolve("done").resolve("list.txt.plan.txt")));
            assertThat(module.awaitEnd(2).deleted()).isEqualTo(27);
        }
    }

    /** Nothing changes in the store until it is due. */
    @Test
    void anIdThatIsTriedAgainLaterIsTriedWhenItIsDue() throws Exception {
        try (RunningModule module = start(
                Map.of("vod.retry.busy-delay", "4s", "vod.retry.busy-delay-max", "4s", "vod.preflight", "false"))) {
            module.drop("busy.txt", SampleIds.fated(423, 1));
            soon(() -> simulator.recorder().deleteCalls().size() == 1);
            long begin = System.nanoTime();

            soon(() -> simulator.recorder().deletedCount() == 1);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
            module.awaitEnd(1);
        }
    }
}
