package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.HostEndpoint;
import io.voddelete.kit.NoticeServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.outcome.SendNotices;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint is told of submissions and of the sender. */
@Timeout(120)
class NoticesFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void start() {
        simulator = VodSimulator.start(OPTIONS);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anEndpointThatIsDownOverARestartLosesNone() throws Exception {
        int port = FreePort.find();
        String uri = "http://localhost:" + port + "/notices?key=made-up-key-of-a-test";
        int lists = 5;
        try (CapturedLog log = CapturedLog.of(SendNotices.class);
                RunningModule module = start(uri)) {
            for (int list = 0; list < lists; list++) {
                module.drop("big-" + list + ".txt", SampleIds.random(100 + list, 3));
            }
            await(() -> events() == lists);
            await(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("vod.notify.uri")
                    .doesNotContain("made-up-key");
        }
        long recorded = Long.parseLong(store().rows("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
                .get(0));
        try (NoticeServer endpoint = new NoticeServer(port, 3, () -> {});
                RunningModule module = start(uri)) {
            await(() -> endpoint.ids().size() == recorded && events() == 0);

            assertThat(endpoint.ids())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, recorded).boxed().toList());
            assertThat(endpoint.events()).filteredOn("held"::equals).hasSize(lists);
            assertThat(endpoint.headers()).allSatisfy(headers -> {
                assertThat(headers.getFirst("Content-type")).isEqualTo("application/json");
                assertThat(headers.keySet()).noneMatch(name -> name.matches("(?i)(camel|vod).*"));
            });
            module.drop("small.txt", SampleIds.random(7, 2));
            await(() -> module.totals().deleted() == 2);
        }
        assertThat(simulator.recorder().deletedCount()).isEqualTo(2);
    }

    @Test
    void aHostIsToldThatVodRefusesTheKeyAndThatItWorksAgain() throws Exception {
        HostEndpoint host = new HostEndpoint("notices-of-host", 5).refuseEvery(2);
        ShiftedClock clock = new ShiftedClock();
        simulator.close();
        simulator = VodSimulator.start(OPTIONS.withClock(clock).withFaults("revoked"));
        try (RunningModule module = RunningModule.startIn(
                context -> context.addRoutes(host), directory, simulator, settings(host.uri()), clock)) {
            module.drop("small.txt", SampleIds.random(8, 2));
            await(() -> host.received("event").contains("paused"));
            simulator.faults("");
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            await(() -> host.received("event").containsAll(List.of("paused", "resumed", "done")) && events() == 0);
        }
        assertThat(host.received("event").stream().distinct()).containsExactlyInAnyOrder("paused", "resumed", "done");
        assertThat(host.received("event").indexOf("paused"))
                .isZero()
                .isLessThan(host.received("event").indexOf("resumed"));
        assertThat(host.received("reason").get(0)).contains("APIGW.0301", "vod.access-key");
        assertThat(host.received("id").stream().map(Long::valueOf)).isSorted().doesNotHaveDuplicates();
        assertThat(host.received("submission_id").get(0)).isEqualTo("null");
    }

    /** Whoever gets a notice finds in it where the plan is. */
    @Test
    void listsAreFollowedFromHeldToTheirEnd() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        HostEndpoint host = new HostEndpoint("notices-of-host", 0);
        Map<String, String> settings = settings(host.uri());
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        try (RunningModule module =
                RunningModule.startIn(context -> context.addRoutes(host), directory, simulator, settings, clock)) {
            StatusCaller caller = new StatusCaller(module.url());
            for (String name : List.of("approved", "cancelled", "expired")) {
                module.drop(name + ".txt", SampleIds.random(name.length(), 3));
                await(() -> told(host, name).equals(List.of("held")));
                String plan = notice(host, name, "held").get("plan").textValue();
                await(() -> caller.get(plan).statusCode() == 200);
                String order = plan.replaceFirst("/plan$", name.equals("approved") ? "/approve" : "/cancel");
                if (!name.equals("expired")) {
                    String hash = caller.ask(plan).get("plan_sha256").textValue();
                    String named = name.equals("approved") ? "\"plan_sha256\":\"" + hash + "\"," : "";
                    caller.post(order, "{" + named + "\"reason\":\"CHG-4711\"}", StatusCaller.TOKEN);
                    await(() -> told(host, name).contains("done"));
                }
            }
            clock.advance(Duration.ofDays(8));
            await(() -> told(host, "expired").contains("done"));
        }
        assertThat(told(host, "approved")).containsExactly("held", "approved", "done");
        assertThat(told(host, "cancelled")).containsExactly("held", "cancelled", "done");
        assertThat(told(host, "expired")).containsExactly("held", "expired", "done");
        for (String name : List.of("approved", "cancelled")) {
            assertThat(notice(host, name, name).get("reason").textValue()).isEqualTo("CHG-4711");
            assertThat(notice(host, name, name).get("who").textValue()).isNotBlank();
        }
        assertThat(notice(host, "approved", "done").get("deleted").intValue()).isEqualTo(3);
        assertThat(notice(host, "cancelled", "done").get("kept").intValue()).isEqualTo(3);
        assertThat(host.received("id").stream().map(Long::valueOf)).isSorted().doesNotHaveDuplicates();
    }

    private static List<String> told(HostEndpoint host, String name) {
        return of(host, name).map(notice -> notice.get("event").textValue()).toList();
    }

    private static JsonNode notice(HostEndpoint host, String name, String event) {
        return of(host, name)
                .filter(notice -> notice.get("event").textValue().equals(event))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> of(HostEndpoint host, String name) {
        return host.received().stream()
                .filter(notice -> notice.get("source").asText().equals("file:" + name + ".txt"));
    }

    @Test
    void onRequestItIsToldOfEachListThatIsAcceptedAtWhoseRequestAndBeforeAnythingElse() throws Exception {
        HostEndpoint host = new HostEndpoint("notices-of-host", 0);
        Map<String, String> settings = settings(host.uri());
        settings.put("vod.notify.accepted", "true");
        settings.put("vod.intake.file.reason", "CHG-4711");
        try (RunningModule module =
                RunningModule.startIn(context -> context.addRoutes(host), directory, simulator, settings)) {
            module.drop("small.txt", SampleIds.random(11, 2));
            module.drop("big.txt", SampleIds.random(12, 3));
            await(() ->
                    told(host, "small").contains("done") && told(host, "big").contains("held"));
        }
        assertThat(told(host, "small")).containsExactly("accepted", "done");
        assertThat(told(host, "big")).containsExactly("accepted", "held");
        JsonNode accepted = notice(host, "big", "accepted");
        assertThat(accepted.get("accepted").intValue()).isEqualTo(3);
        assertThat(accepted.get("who").textValue()).isNotBlank();
        assertThat(accepted.get("reason").textValue()).isEqualTo("CHG-4711");
    }

    @Test
    void withoutAnEndpointNothingIsRecorded() throws Exception {
        try (RunningModule module = start("")) {
            module.drop("big.txt", SampleIds.random(9, 3));
            module.drop("small.txt", SampleIds.random(10, 2));
            await(() -> module.totals().submissions() == 2 && module.totals().deleted() == 2);

            assertThat(store().rows("SELECT gate FROM submission ORDER BY gate"))
                    .containsExactly("HELD", "RELEASED");
            assertThat(store().rows("SELECT seq FROM sqlite_sequence WHERE name = 'event'"))
                    .isEmpty();
            assertThat(module.context().getRoute("vod-report-events")).isNull();
        }
    }

    private RunningModule start(String uri) throws Exception {
        return RunningModule.start(directory, simulator, settings(uri));
    }

    private static Map<String, String> settings(String uri) {
        return new HashMap<>(Map.of(
                "vod.notify.uri", uri,
                "vod.approval.required", "over-limit",
                "vod.limit.submission", "2"));
    }

    private StoreFile store() {
        return StoreFile.of(directory);
    }

    private long events() {
        return Long.parseLong(store().rows("SELECT count(*) FROM event").get(0));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
    }
}
