package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TcpProxy;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import io.voddelete.support.TimeSource;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one store in PostgreSQL, of which {@code a} sends: whoever is asked, the answer is the same. */
@Timeout(300)
class NodesFlowTest {
    private static final String CALLER = "made-up-token-of-a-caller-of-its-own";

    @TempDir
    Path directory;

    private final List<RunningModule> modules = new ArrayList<>();
    private VodSimulator simulator;
    private StatusCaller a;
    private StatusCaller b;

    @BeforeEach
    void start() {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stop() {
        modules.forEach(RunningModule::close);
        simulator.close();
    }

    private void startBoth(Map<String, String> settings) throws Exception {
        a = start("a", settings);
        await(() -> sends(a));
        b = start("b", settings);
    }

    private StatusCaller start(String name, Map<String, String> changes) throws Exception {
        return start(name, changes, context -> {});
    }

    private StatusCaller start(String name, Map<String, String> changes, RunningModule.Host host) throws Exception {
        return start(name, changes, host, TimeSource.system());
    }

    private StatusCaller start(String name, Map<String, String> changes, RunningModule.Host host, TimeSource clock)
            throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "vod.store.url",
                PostgresServer.shared().url(),
                "vod.store.user",
                "postgres",
                "vod.store.schema",
                PostgresServer.schemaOf(directory),
                "vod.node.name",
                name,
                "vod.status.enabled",
                "true",
                "vod.status.token",
                StatusCaller.TOKEN));
        settings.putAll(changes);
        RunningModule module = RunningModule.startIn(host, directory.resolve(name), simulator, settings, clock);
        modules.add(module);
        return new StatusCaller(module.url());
    }

    private static boolean sends(StatusCaller node) {
        return node.ask("/vod/sender").get("nodes").get(0).get("sends").booleanValue();
    }

    @Test
    void theyAnswerAlike() throws Exception {
        startBoth(Map.of());
        modules.get(0).drop("ids.txt", SampleIds.random(1, 30));
        modules.get(1).drop("more.txt", SampleIds.random(2, 30));
        modules.get(1).awaitEnd(2);

        assertAlike(NodesFlowTest::summary);
        assertAlike(NodesFlowTest::figures);
        JsonNode calls = b.ask("/vod/sender").get("delete_calls");
        assertThat(calls.get("sent").longValue()).isEqualTo(simulatedDeletes());
        assertThat(calls.has("last_accepted_at")).isTrue();
        assertThat(summary(b).get("lately").get("settled").longValue()).isEqualTo(60);
        assertThat(Instant.parse(b.ask("/vod/sender").get("as_of").textValue()))
                .isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        assertThat(a.ask("/vod/sender").has("as_of")).isFalse();
    }

    @Test
    void aFaultAtTheSenderIsToldByAll() throws Exception {
        startBoth(Map.of("vod.outcome.success-uri", "http://127.0.0.1:9/nobody-listens"));
        modules.get(1).drop("ids.txt", SampleIds.random(1, 10));
        await(() -> check(a, "vod-success-endpoint").get("status").textValue().equals("DOWN"));
        await(() -> check(b, "vod-success-endpoint").equals(check(a, "vod-success-endpoint")));

        simulator.faults("page=502");
        modules.get(1).drop("more.txt", SampleIds.random(2, 10));
        await(() -> state(a).equals("waiting"));
        await(() -> state(b).equals("waiting")
                && summary(b).get("sender").equals(summary(a).get("sender")));
        assertThat(summary(b).get("sender").get("cause").textValue()).isEqualTo("fault");
    }

    @Test
    void aNodeObeysAndTakesOverAlsoIfTheDatabaseFailedAtTheEndOfItsStart() throws Exception {
        a = start("a", Map.of());
        await(() -> sends(a));
        try (TcpProxy way = TcpProxy.to(PostgresServer.shared().port())) {
            b = start(
                    "b",
                    Map.of("vod.store.url", PostgresServer.url(way.port())),
                    context -> context.addLifecycleStrategy(new LifecycleStrategySupport() {
                        @Override
                        public void onContextStarted(CamelContext started) {
                            way.cut();
                        }
                    }));
            way.heal();

            a.order("/vod/sender/pause");
            await(() -> state(b).equals("paused"));
            a.order("/vod/sender/resume");
            await(() -> state(b).equals("running"));

            modules.get(0).close();
            modules.get(1).drop("ids.txt", SampleIds.random(1, 10));
            modules.get(1).awaitEnd(1);
            modules.get(1).close();
        }
    }

    /** Its calls arrive, but it gives up before they are answered. */
    @Test
    void aNodeThatHasNoAnswerForAMinuteLetsAnotherSendAndSendsAgainWhenThatOneEnds() throws Exception {
        simulator.faults("delay=400ms");
        ShiftedClock clock = new ShiftedClock();
        a = start("a", Map.of("vod.call.timeout", "100ms", "vod.preflight", "false"), context -> {}, clock);
        await(() -> sends(a));
        modules.get(0).drop("ids.txt", SampleIds.random(1, 30));
        await(() -> simulatedDeletes() > 0);
        b = start("b", Map.of("vod.preflight", "false"));

        clock.advance(Duration.ofSeconds(61));
        clock.setBy(Duration.ofSeconds(-61)); // the time of day stays that of the other node

        Totals totals = modules.get(1).awaitEnd(1);
        assertThat(totals.deleted()).isEqualTo(30);
        assertThat(sends(a)).isFalse();
        assertThat(simulator.recorder().deletedCount()).isEqualTo(30);

        modules.get(1).close();
        simulator.faults("");
        await(() -> sends(a));
        modules.get(0).drop("more.txt", SampleIds.random(2, 30));
        assertThat(modules.get(0).awaitEnd(2).deleted()).isEqualTo(60);
    }

    @Test
    void aNodeThatWasGivenAnOrderSaysSoAtOnce() throws Exception {
        startBoth(Map.of());
        await(() -> b.ask("/vod/sender").has("as_of"));

        assertThat(state(b.order("/vod/sender/pause"))).isEqualTo("paused");
        assertThat(state(b)).isEqualTo("paused");
        assertAlike(NodesFlowTest::summary);
        await(() -> published().contains("\"operator\""));

        assertThat(state(b.order("/vod/sender/resume"))).isEqualTo("running");
        assertThat(state(b)).isEqualTo("running");
        assertAlike(NodesFlowTest::summary);
        await(() -> !published().contains("\"operator\""));
    }

    @Test
    void beforeTheSenderHasSaidSomethingTheOthersClaimNothing() throws Exception {
        startBoth(Map.of());
        await(() -> b.ask("/vod/sender").has("as_of"));

        await(() -> {
            execute("UPDATE node SET view = '{}' WHERE name = 'a'"); // as if it were of another version
            JsonNode now = b.ask("/vod/sender");
            return "unknown".equals(now.get("sender").path("cause").textValue())
                    && !now.get("delete_calls").has("sent")
                    && !now.has("as_of");
        });

        await(() -> b.ask("/vod/sender").has("as_of"));
        assertThat(state(b)).isEqualTo("running");
        assertThat(b.ask("/vod/sender").get("delete_calls").get("sent").longValue())
                .isZero();
    }

    @Test
    void aPlanSaysWhichNodeToAskForWhatVodKnows() throws Exception {
        startBoth(Map.of("vod.limit.submission", "1000"));
        String ids = "{\"asset_ids\":[\"" + SampleIds.random(1, 1).get(0) + "\"]}";

        HttpResponse<String> here = b.post("/vod/plans", ids, StatusCaller.TOKEN);
        assertThat(here.statusCode()).as(here.body()).isEqualTo(200);
        assertThat(here.body()).contains("node 'a'");
        HttpResponse<String> there = a.post("/vod/plans", ids, StatusCaller.TOKEN);
        assertThat(StatusCaller.json(there).get("asked").intValue()).isEqualTo(1);
        assertThat(there.body()).doesNotContain("node 'a'");
    }

    @Test
    void theNextPageIsThatOfEveryNode() throws Exception {
        startBoth(Map.of(
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.secret-key",
                "cms:" + WebhookCaller.SECRET,
                "vod.status.token",
                "ops:" + StatusCaller.TOKEN + ",cms:" + CALLER,
                "vod.callers.cms.sees",
                "webhook:"));
        List<String> ids = SampleIds.random(1, 2);
        for (RunningModule node : modules) {
            String id = ids.get(modules.indexOf(node));
            assertThat(new WebhookCaller(node.url() + "/vod/submissions")
                            .send("request-" + id, WebhookCaller.json(List.of(id)))
                            .statusCode())
                    .isEqualTo(202);
        }
        String[] token = {"Authorization", "Bearer " + CALLER};
        JsonNode first = StatusCaller.json(a.get("/vod/submissions?limit=1", token));
        String next = first.get("next").textValue();
        assertThat(next).matches(".*before=[A-Za-z0-9_-]{22}");

        JsonNode second = StatusCaller.json(b.get(next, token));

        assertThat(second.get("submissions")).hasSize(1);
        assertThat(second.get("submissions").get(0).get("submission_id"))
                .isNotEqualTo(first.get("submissions").get(0).get("submission_id"));
    }

    @Test
    void settingsThatDifferAreNamedByAllAsLongAsTheNodeRuns() throws Exception {
        a = start("a", Map.of());
        await(() -> sends(a));
        assertThat(summary(a).has("differing_settings")).isFalse();
        b = start("b", Map.of("vod.batch.size", "5", "vod.confirm", "true"));

        JsonNode differing = summary(a).get("differing_settings");

        assertThat(differing)
                .isEqualTo(StatusCaller.json("[{\"node\":\"b\",\"settings\":[\"vod.batch.size\",\"vod.confirm\"]}]"));
        assertThat(summary(b).get("differing_settings")).isEqualTo(differing);
        for (StatusCaller node : List.of(a, b)) {
            JsonNode check = check(node, "vod-sender");
            assertThat(check.get("status").textValue()).isEqualTo("UP");
            assertThat(check.get("data").get("differing-settings").textValue())
                    .isEqualTo("b: vod.batch.size, vod.confirm");
        }

        modules.remove(1).close();
        assertThat(summary(a).has("differing_settings")).isFalse();
    }

    private long simulatedDeletes() {
        return simulator.recorder().calls().stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .count();
    }

    private static String state(StatusCaller node) {
        return summary(node).get("sender").get("state").textValue();
    }

    private static String state(HttpResponse<String> answer) {
        return StatusCaller.json(answer).get("state").textValue();
    }

    /** Without what follows from the time of the answer. */
    private static ObjectNode summary(StatusCaller node) {
        ObjectNode summary = (ObjectNode) node.ask("/vod/summary");
        ((ObjectNode) summary.get("lately")).remove(List.of("seconds", "ids_per_minute"));
        return summary.without(List.of("seconds_left", "estimated_end", "unreported_seconds"));
    }

    private static ObjectNode figures(StatusCaller node) {
        ObjectNode figures = (ObjectNode) node.ask("/vod/sender");
        return figures.without(List.of("as_of", "nodes"));
    }

    private static JsonNode check(StatusCaller node, String name) {
        for (JsonNode check : StatusCaller.json(node.get("/observe/health")).get("checks")) {
            if (check.get("name").textValue().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name);
    }

    private void execute(String sql) throws Exception {
        try (var connection = PostgresServer.shared()
                        .schema(PostgresServer.schemaOf(directory))
                        .getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String published() throws Exception {
        try (var connection = PostgresServer.shared()
                        .schema(PostgresServer.schemaOf(directory))
                        .getConnection();
                var row = connection.createStatement().executeQuery("SELECT view FROM node WHERE name = 'a'")) {
            row.next();
            return row.getString(1);
        }
    }

    private void assertAlike(Function<StatusCaller, JsonNode> answer) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(answer.apply(b)).isEqualTo(answer.apply(a)));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
