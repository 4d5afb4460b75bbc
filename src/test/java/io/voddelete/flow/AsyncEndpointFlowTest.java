package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.HostEndpoint;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints of a host that take messages asynchronously: whoever sends waits for the one that is out, and sends each once. */
@Timeout(120)
class AsyncEndpointFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final int DELETED = 120;
    private static final int FAILED = 30;
    /** What a stop may take: the ten seconds after which it is forced, and what the rest takes. */
    private static final Duration FORCED = Duration.ofSeconds(13);

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void startSimulator() {
        simulator = VodSimulator.start(OPTIONS);
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Test
    void eachOutcomeIsSentOnceInItsOrderAndOneIsOutAtATime() throws Exception {
        settleAll();
        HostEndpoint deleted = new HostEndpoint("host-deleted", 20);
        HostEndpoint failed = new HostEndpoint("host-failed", 20);
        try (RunningModule module = startWith(deleted, failed)) {
            Totals totals = module.awaitEnd(1);

            report("a delay of 20 ms", totals, deleted);
            assertThat(totals.unreported()).isZero();
        }
        assertThat(deleted.received("event_id")).isEqualTo(events("DELETED"));
        assertThat(failed.received("event_id")).isEqualTo(events("FAILED"));
        assertThat(deleted.mostInFlight()).isEqualTo(1);
        assertThat(failed.mostInFlight()).isEqualTo(1);
    }

    @Test
    void aRefusalHoldsUpItsOwnSideOnlyAndChangesNoOrder() throws Exception {
        settleAll();
        HostEndpoint deleted = new HostEndpoint("host-deleted", 20);
        HostEndpoint failed = new HostEndpoint("host-failed", 1).refuseEvery(3);
        try (RunningModule module = startWith(deleted, failed)) {
            module.awaitEnd(1);
        }
        assertThat(failed.received("event_id")).isEqualTo(events("FAILED"));
        // two of three messages arrive, and the third is the next one's first trial
        assertThat(failed.begun()).isEqualTo(FAILED + (FAILED - 1) / 2);
        assertThat(deleted.received("event_id")).isEqualTo(events("DELETED"));
        assertThat(deleted.begun()).isEqualTo(DELETED);
    }

    @Test
    void oneThatAnswersNoMoreHoldsUpNeitherTheOtherSideNorTheStopAndWhatArrivedIsNotSentAgain() throws Exception {
        settleAll();
        HostEndpoint dying = new HostEndpoint("host-deleted", 1).silentAfter(40);
        HostEndpoint failed = new HostEndpoint("host-failed", 1);
        RunningModule module = startWith(dying, failed);
        long begin;
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> failed.received().size() == FAILED && dying.begun() > 40);
            report("no answer after 40", module.totals(), dying);
        } finally {
            begin = System.nanoTime();
            module.close();
        }
        Duration stop = Duration.ofNanos(System.nanoTime() - begin);
        System.err.printf("AsyncEndpointFlowTest: no answer after 40: the stop took %d ms%n", stop.toMillis());
        assertThat(stop).isLessThan(FORCED);
        assertThat(dying.begun()).isEqualTo(41);

        HostEndpoint deleted = new HostEndpoint("host-deleted", 1);
        try (RunningModule next = startWith(deleted, failed)) {
            next.awaitEnd(1);
        }
        assertThat(both(dying, deleted)).isEqualTo(events("DELETED"));
        assertThat(failed.begun()).isEqualTo(FAILED);
    }

    @Test
    void aSlowOneIsStoppedAfterTheOutcomeThatIsOutAndWhatArrivedIsNotSentAgain() throws Exception {
        settleAll();
        HostEndpoint slow = new HostEndpoint("host-slow", 300);
        HostEndpoint failed = new HostEndpoint("host-failed", 1);
        RunningModule module = startWith(slow, failed);
        long begin;
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> slow.received().size() >= 2);
        } finally {
            begin = System.nanoTime();
            module.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));

        HostEndpoint deleted = new HostEndpoint("host-deleted", 1);
        try (RunningModule next = startWith(deleted, failed)) {
            next.awaitEnd(1);
        }
        assertThat(both(slow, deleted)).isEqualTo(events("DELETED"));
    }

    @Test
    void filesAreReadOneByOneWhileTheirRejectedLinesAreOut() throws Exception {
        HostEndpoint rejected = new HostEndpoint("host-rejected", 300);
        try (RunningModule module = RunningModule.startIn(
                context -> context.addRoutes(rejected),
                directory,
                simulator,
                Map.of("vod.outcome.rejected-uri", rejected.uri()))) {
            List<String> ids = SampleIds.random(53, 5);
            for (int i = 0; i < ids.size(); i++) {
                module.drop("list-" + i + ".txt", List.of(ids.get(i), "no id " + i));
            }
            Totals totals = module.awaitEnd(ids.size());

            assertThat(totals.deleted()).isEqualTo(ids.size());
        }
        assertThat(rejected.mostInFlight()).isEqualTo(1);
        assertThat(rejected.received("text"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 5).mapToObj(i -> "no id " + i).toList());
    }

    private RunningModule startWith(HostEndpoint success, HostEndpoint failure) throws Exception {
        return RunningModule.startIn(
                context -> {
                    context.addRoutes(success);
                    context.addRoutes(failure);
                },
                directory,
                simulator,
                Map.of("vod.outcome.success-uri", success.uri(), "vod.outcome.failure-uri", failure.uri()));
    }

    /** So that the endpoints find all outcomes waiting: as long as they are not there, none is reported. */
    private void settleAll() throws Exception {
        Map<String, String> down = Map.of(
                "vod.outcome.success-uri", "http://localhost:1/", "vod.outcome.failure-uri", "http://localhost:1/");
        List<String> ids = new ArrayList<>(SampleIds.random(53, DELETED));
        ids.addAll(SampleIds.fated(404, FAILED));
        try (RunningModule module = RunningModule.start(directory, simulator, down)) {
            module.drop("settled.txt", ids);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> module.totals().unreported() == DELETED + FAILED);
        }
    }

    /** The events of a side in the order in which they are due. */
    private List<String> events(String status) {
        return StoreFile.of(directory)
                .rows("SELECT id || '-' || generation FROM asset WHERE status = '" + status
                        + "' ORDER BY settled_at, id");
    }

    private static List<String> both(HostEndpoint first, HostEndpoint second) {
        List<String> both = new ArrayList<>(first.received("event_id"));
        both.addAll(second.received("event_id"));
        return both;
    }

    private static void report(String endpoint, Totals totals, HostEndpoint success) {
        System.err.printf(
                "AsyncEndpointFlowTest: %s: %d sent, %d arrived, %d distinct, at most %d out, %d unreported%n",
                endpoint,
                success.begun(),
                success.received().size(),
                success.received("event_id").stream().distinct().count(),
                success.mostInFlight(),
                totals.unreported());
    }
}
