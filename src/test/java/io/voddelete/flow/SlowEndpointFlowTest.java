package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that takes 0.3 s for each message: the stop does not wait until all of them are sent. */
@Timeout(90)
class SlowEndpointFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final int MANY = 60;
    /** Less than the 18 s that all of them take, and than the 10 s after which the stop is forced. */
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final AtomicInteger received = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer slow;

    @BeforeEach
    void listen() throws Exception {
        slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/", call -> {
            try (call) {
                received.incrementAndGet();
                never.await(300, TimeUnit.MILLISECONDS);
                call.sendResponseHeaders(204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        slow.start();
    }

    @AfterEach
    void hangUp() {
        slow.stop(0);
    }

    @Test
    void theStopLeavesOutcomesToTheNextStart() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            settleAll(simulator, SampleIds.random(41, MANY));
            stopWhenSome(simulator, "vod.outcome.success-uri", List.of());
            int sent = received.get();
            try (RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
                module.awaitEnd(1);

                assertThat(module.outcomes().success()).hasSize(MANY - sent);
            }
        }
    }

    @Test
    void theStopLeavesRejectedLinesToTheNextStart() throws Exception {
        List<String> lines = new ArrayList<>(SampleIds.random(7, 1));
        IntStream.range(0, MANY).mapToObj(i -> "no id " + i).forEach(lines::add);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            stopWhenSome(simulator, "vod.outcome.rejected-uri", lines);
            try (RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
                Totals totals = module.awaitEnd(1);

                assertThat(totals).isEqualTo(new Totals(1, 1, 0, 1, 0, 0, MANY, 0, 0));
            }
        }
    }

    /** So that the slow endpoint gets all outcomes as one batch: as long as it is not there, none is reported. */
    private void settleAll(VodSimulator simulator, List<String> ids) throws Exception {
        Map<String, String> down = Map.of("vod.outcome.success-uri", "http://localhost:1/");
        try (RunningModule module = RunningModule.start(directory, simulator, down)) {
            module.drop("settled.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> module.totals().deleted() == MANY);
        }
    }

    private void stopWhenSome(VodSimulator simulator, String endpoint, List<String> lines) throws Exception {
        String uri = "http://localhost:" + slow.getAddress().getPort() + "/";
        RunningModule module = RunningModule.start(directory, simulator, Map.of(endpoint, uri));
        try {
            if (!lines.isEmpty()) {
                module.drop("ids.txt", lines);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> received.get() >= 2);
        } finally {
            long begin = System.nanoTime();
            module.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPTLY);
        }
    }
}
