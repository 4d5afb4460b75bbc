package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.HostileFront;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP endpoints of outcomes that never answer, answer without end, or tell us to come back in an hour. */
@Timeout(120)
class SilentEndpointFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String UNKNOWN = "00000000404000000000000000000001";
    private static final String TAKEN = RawServer.answer("200 OK", "", "");

    @TempDir
    Path directory;

    private final CountDownLatch never = new CountDownLatch(1);
    private RawServer endpoint;
    private VodSimulator simulator;

    @BeforeEach
    void start() {
        endpoint = RawServer.start(RawServer.saying(TAKEN));
        simulator = VodSimulator.start(OPTIONS);
    }

    @AfterEach
    void stop() throws IOException {
        never.countDown();
        simulator.close();
        endpoint.close();
    }

    private static Stream<RawServer.Conduct> silences() {
        return Stream.of(
                connection -> waitForEver(connection),
                SilentEndpointFlowTest::trickle,
                HostileFront::endlessLine,
                HostileFront::endlessHeaders,
                RawServer.saying(RawServer.answer("503 Busy", "Retry-After: 3600\r\n", "")));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void oneThatNeverAnswersIsSaidAndTriedAgainAndHoldsUpNothingElse(RawServer.Conduct silence) throws Exception {
        endpoint.conduct(silence);
        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class);
                RunningModule module =
                        start(Map.of("vod.outcome.success-uri", address("?key=made-up-key-of-a-test")))) {
            module.drop(
                    "ids.txt",
                    Stream.concat(SampleIds.random(5, 20).stream(), Stream.of(UNKNOWN))
                            .toList());

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> module.outcomes().failure().size() == 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> endpoint.requests().size() >= 3);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR") && line.contains("vod.outcome.success-uri"))
                    .hasSize(1)
                    .noneMatch(line -> line.contains("made-up-key"));
            assertThat(endpoint.requests())
                    .allMatch(head -> head.contains("POST /outcomes?key=made-up-key-of-a-test "));

            endpoint.conduct(RawServer.saying(TAKEN));
            assertThat(module.awaitEnd(1).deleted()).isEqualTo(20);
            await().atMost(Duration.ofSeconds(10)) // it is said after the last outcome is marked
                    .untilAsserted(
                            () -> assertThat(log.lines()).contains("INFO The success endpoint accepts outcomes again"));
        }
    }

    @Test
    void aLateOneIsWaitedForWhereItsAddressSaysHowLong() throws Exception {
        endpoint.conduct(connection -> {
            pause(Duration.ofMillis(1500));
            return RawServer.saying(TAKEN).answer(connection);
        });
        try (RunningModule module = start(Map.of("vod.outcome.success-uri", address("?responseTimeout=10000")))) {
            module.drop("ids.txt", SampleIds.random(6, 2));

            module.awaitEnd(1);
            assertThat(endpoint.requests()).hasSize(2);
        }
    }

    @Test
    void anAnswerWithoutEndCountsByItsStatus() throws Exception {
        endpoint.conduct(connection -> {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            RawServer.writeEndlessly(connection.getOutputStream(), new byte[8192]);
            return false;
        });
        try (RunningModule module = start(Map.of("vod.outcome.success-uri", address("")))) {
            module.drop("ids.txt", SampleIds.random(7, 5));

            module.awaitEnd(1);
            assertThat(endpoint.requests()).hasSize(5);
        }
    }

    @Test
    void theRejectedEndpointHasTheSameBounds() throws Exception {
        endpoint.conduct(SilentEndpointFlowTest::waitForEver);
        try (RunningModule module = start(Map.of("vod.outcome.rejected-uri", address("")))) {
            module.drop("ids.txt", List.of("no id", SampleIds.random(8, 1).get(0)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> endpoint.requests().size() >= 1);
            module.drop("more.txt", SampleIds.random(9, 3));

            await().atMost(Duration.ofSeconds(30)).until(() -> module.totals().deleted() == 3);
        }
    }

    @Test
    void aFullBacklogIsAStateOfTheSenderWithItsCauseAndIsOverByItself() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        endpoint.conduct(SilentEndpointFlowTest::waitForEver);
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.putAll(Map.of(
                "vod.outcome.success-uri", address(""),
                "vod.outcome.backlog", "10",
                "vod.batch.in-flight", "160",
                "vod.batch.size", "5",
                "vod.status.enabled", "true",
                "vod.status.token", StatusCaller.TOKEN));
        try (RunningModule module = RunningModule.start(directory, simulator, settings, clock)) {
            module.drop("first.txt", SampleIds.random(10, 10));
            await().atMost(Duration.ofSeconds(30)).until(() -> module.totals().deleted() == 10);
            module.drop("second.txt", SampleIds.random(11, 30));
            await().atMost(Duration.ofSeconds(30)).until(() -> module.totals().submissions() == 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> summary(module).contains("\"cause\":\"backlog\""));

            assertThat(summary(module))
                    .contains("\"state\":\"waiting\"", "10 outcomes", "vod.outcome.backlog is 10", "\"since\"");
            clock.advance(Duration.ofMinutes(1));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> new StatusCaller(module.url())
                            .get("/observe/health/ready")
                            .body()
                            .contains("vod.outcome.backlog is 10"));
            assertThat(module.totals().deleted()).isEqualTo(10);

            endpoint.conduct(RawServer.saying(TAKEN));
            module.awaitEnd(2);
            await().atMost(Duration.ofSeconds(10)).until(() -> summary(module).contains("\"state\":\"running\""));
        }
    }

    private static final Map<String, String> QUICK = Map.of("vod.call.timeout", "500ms", "vod.batch.lease", "30s");

    private RunningModule start(Map<String, String> changes) throws Exception {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.putAll(changes);
        return RunningModule.start(directory, simulator, settings);
    }

    private String address(String options) {
        return endpoint.address() + "/outcomes" + options;
    }

    private static String summary(RunningModule module) {
        return new StatusCaller(module.url()).get("/vod/summary").body();
    }

    private static boolean waitForEver(Socket connection) throws IOException {
        return connection.getInputStream().skip(Long.MAX_VALUE) < 0;
    }

    /** A header that comes byte by byte: no read of it takes long. */
    private static boolean trickle(Socket connection) throws IOException {
        connection.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        while (true) {
            connection.getOutputStream().write('x');
            pause(Duration.ofMillis(50));
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
