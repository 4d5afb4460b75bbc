package io.voddelete.flow;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.AssetStatus;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked and ordered while ids are on their way, from the first line to the last outcome. */
@Timeout(120)
class StatusFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final Duration QUIET = Duration.ofMillis(700);

    private final Map<String, String> settings = new TreeMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void serve() {
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
    }

    @Test
    void everyQuestionIsAnsweredBeforeWhileAndAfterTheRun() throws Exception {
        List<String> ids = SampleIds.random(51, 40);
        List<String> gone = SampleIds.fated(404, 1);
        List<String> lines = new ArrayList<>(ids);
        lines.addAll(gone);
        lines.add("NOT-ONE");
        lines.add(ids.get(0));
        settings.put("vod.pace.calls-per-minute", "600");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            assertThat(caller.order("/vod/sender/pause").statusCode()).isEqualTo(200);
            module.drop("list.txt", lines);
            await(() -> module.totals().submissions() == 1);

            JsonNode before = newest(caller);
            String path = "/vod/submissions/" + before.get("submission_id").textValue();
            assertThat(before.get("source").textValue()).isEqualTo("file:list.txt");
            assertThat(before.get("state").textValue()).isEqualTo("pending");
            assertThat(caller.ask(path).get("pending").longValue()).isEqualTo(41);
            assertThat(caller.ask(path).has("estimated_end"))
                    .as("nothing is sent")
                    .isFalse();
            assertThat(caller.ask("/vod/assets/" + ids.get(0)).get("state").textValue())
                    .isEqualTo("pending");
            JsonNode paused = caller.ask("/vod/summary");
            assertThat(paused.get("pending").longValue()).isEqualTo(41);
            assertThat(paused.has("seconds_left")).isFalse();
            assertThat(paused.get("calls_per_minute").doubleValue()).isEqualTo(600);

            assertThat(caller.order("/vod/sender/resume").statusCode()).isEqualTo(200);
            await(() -> {
                JsonNode now = caller.ask(path);
                addsUp(now);
                addsUp(caller.ask("/vod/summary"));
                return now.get("state").textValue().equals("done");
            });
            module.awaitEnd(1);

            JsonNode after = caller.ask(path);
            assertThat(after.get("deleted").longValue()).isEqualTo(40);
            assertThat(after.get("failed").longValue()).isOne();
            assertThat(after.get("file").textValue()).startsWith("done/");
            JsonNode summary = caller.ask("/vod/summary");
            assertThat(summary.get("unreported").longValue()).isZero();
            assertThat(summary.get("seconds_left").longValue()).isZero();
            assertThat(summary.get("lately").get("settled").longValue()).isEqualTo(41);
            JsonNode deleted = caller.ask("/vod/assets/" + ids.get(0));
            assertThat(deleted.get("state").textValue()).isEqualTo("deleted");
            assertThat(deleted.get("attempts").intValue()).isOne();
            assertThat(deleted.get("call_id").textValue()).isNotBlank();
            assertThat(deleted.get("duplicates").get(0).get("line").longValue()).isEqualTo(43);
            assertThat(deleted.get("generations").get(0).get("reported_at").textValue())
                    .isNotBlank();
            JsonNode failed = caller.ask("/vod/assets/" + gone.get(0));
            assertThat(failed.get("state").textValue()).isEqualTo("failed");
            assertThat(failed.get("reason").textValue()).isEqualTo("not-found");
            assertThat(caller.get(path + "/report").body())
                    .startsWith("\uFEFF\"line\",\"asset_id\",\"status\"")
                    .contains(
                            "\n\"1\",\"" + ids.get(0) + "\",\"DELETED\",",
                            "\n\"41\",\"" + gone.get(0) + "\",\"FAILED\",\"not-found\",",
                            "\n\"42\",\"NOT-ONE\",\"REJECTED\",\"not-an-asset-id\",",
                            "\n\"43\",\"" + ids.get(0) + "\",\"DELETED\",",
                            "\"file:list.txt line 1\",\"asset " + ids.get(0) + "\",\"PUBLISHED\",",
                            "\"\n#,\"submission ");
            assertThat(json(caller.get(path + "/report", "Accept", "application/json")))
                    .hasSize(43);
            new Invariants(simulator.recorder(), module.outcomes()).check(lines.subList(0, 41));
        }
    }

    @Test
    void whatKeepsIdsFromBeingSentIsToldUntilItIsOver() throws Exception {
        List<String> ids = SampleIds.random(56, 30);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("page=502"));
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("list.txt", ids);

            await(() -> sender(caller).get("state").textValue().equals("waiting"));
            assertThat(sender(caller).get("cause").textValue()).isEqualTo("fault");
            assertThat(sender(caller).get("error").textValue()).contains("failed: HTTP 502");
            assertThat(caller.ask("/vod/summary").has("seconds_left")).isFalse();
            assertThat(caller.order("/vod/sender/pause").statusCode()).isEqualTo(200);
            await(() -> !caller.ask("/vod/assets/" + ids.get(0)).has("next_try"));

            simulator.faults("");
            assertThat(caller.order("/vod/sender/resume").statusCode()).isEqualTo(200);
            module.awaitEnd(1);
            assertThat(sender(caller)).hasToString("{\"state\":\"running\"}");
        }
    }

    private static JsonNode sender(StatusCaller caller) throws Exception {
        return caller.ask("/vod/summary").get("sender");
    }

    @Test
    void theEndIsEstimatedByThePaceAndTheTurnsOfOthers() throws Exception {
        settings.put("vod.pace.calls-per-minute", "60");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("large.txt", SampleIds.random(52, 3_000));
            await(() -> module.totals().submissions() == 1);
            module.drop("small.txt", SampleIds.random(53, 100));
            await(() -> module.totals().submissions() == 2);

            assertThat(secondsToEnd(caller, newest(caller)))
                    .as("10 calls of its own and as many of the other, one a second")
                    .isBetween(8L, 22L);
            JsonNode large = caller.ask("/vod/submissions").get("submissions").get(1);
            assertThat(secondsToEnd(caller, large)).isBetween(290L, 312L);
            assertThat(caller.ask("/vod/summary").get("seconds_left").longValue())
                    .isBetween(290L, 312L);
        }
    }

    @Test
    void aFailedIdThatIsTriedAgainIsDeletedAsItsSecondGeneration() throws Exception {
        String id = SampleIds.random(54, 1).get(0);
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            simulator.asset(id, AssetStatus.NO_ASSET);
            StatusCaller caller = new StatusCaller(module.url());
            new WebhookCaller(module.url() + "/vod/submissions").send("msg-1", WebhookCaller.json(List.of(id)));
            module.awaitEnd(1);
            assertThat(caller.ask("/vod/assets/" + id).get("reason").textValue())
                    .isEqualTo("not-found");
            simulator.asset(id, AssetStatus.CREATED);

            HttpResponse<String> retried = caller.order("/vod/assets/" + id + "/retry");

            assertThat(retried.statusCode()).as(retried.body()).isEqualTo(202);
            module.awaitEnd(2);
            JsonNode asset = caller.ask("/vod/assets/" + id);
            assertThat(asset.get("state").textValue()).isEqualTo("deleted");
            assertThat(asset.get("generations"))
                    .extracting(each -> each.get("generation") + " "
                            + each.get("state").textValue() + " "
                            + each.get("source").textValue())
                    .containsExactly("2 deleted retry:" + id, "1 failed webhook:msg-1");
            JsonNode success = module.outcomes().success().get(0);
            assertThat(success.get("event_id").textValue()).endsWith("-2");
            assertThat(success.get("generation").intValue()).isEqualTo(2);
            assertThat(module.outcomes().failure().get(0).get("event_id").textValue())
                    .isEqualTo(success.get("event_id").textValue().replaceFirst("-2$", "-1"));
            String submission = retried.headers().firstValue("Location").orElseThrow();
            assertThat(caller.ask(submission).get("state").textValue()).isEqualTo("done");
            assertThat(caller.get(submission + "/report").body())
                    .contains("\n\"1\",\"" + id + "\",\"DELETED\",", "sha256 none, requested by operator\"\n");
            isProblem(caller.order("/vod/assets/" + id + "/retry"), 409);
            assertThat(simulator.recorder().timesDeleted(id)).isOne();
        }
    }

    @Test
    void noCallBeginsDuringAPauseNotEvenAfterARestartAndAfterItAllIsDeleted() throws Exception {
        List<String> ids = SampleIds.random(55, 3_000);
        SimulatorOptions slow = OPTIONS.withLatency(Duration.ofMillis(20), Duration.ofMillis(40));
        try (VodSimulator simulator = VodSimulator.start(slow);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete.sender")) {
            String since;
            try (RunningModule module = start(simulator)) {
                StatusCaller caller = new StatusCaller(module.url());
                module.drop("list.txt", ids);
                await(() -> module.totals().deleted() > 0);

                since = json(caller.order("/vod/sender/pause")).get("since").textValue();

                int answered = simulator.recorder().calls().size();
                quiet(simulator, module);
                assertThat(module.totals().pending()).isGreaterThan(1_000);
                assertThat(simulator.recorder().calls().size())
                        .as("those that were in flight when the order was answered, of which there are at most eight")
                        .isLessThanOrEqualTo(answered + 8);
                assertThat(caller.ask("/vod/summary").get("sender").get("cause").textValue())
                        .isEqualTo("operator");
            }
            try (RunningModule module = start(simulator)) {
                StatusCaller caller = new StatusCaller(module.url());
                JsonNode sender = caller.ask("/vod/summary").get("sender");
                assertThat(sender.get("state").textValue()).isEqualTo("paused");
                assertThat(sender.get("since").textValue()).isEqualTo(since);
                quiet(simulator, module);

                assertThat(json(caller.order("/vod/sender/resume"))).hasToString("{\"state\":\"running\"}");

                module.awaitEnd(1);
                assertThat(module.totals().deleted()).isEqualTo(3_000);
                new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("operator"))
                    .extracting(line -> line.split(" ")[0])
                    .containsExactly("WARN", "WARN", "INFO");
        }
    }

    @Test
    void aSenderThatIsHeldBySettingsOrByVodSaysWhyAndResumeTriesOneCall() throws Exception {
        settings.put("vod.secret-key", "a-wrong-key");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("list.txt", SampleIds.random(56, 20));
            await(() -> module.senderPause().isPresent());

            JsonNode sender = caller.ask("/vod/summary").get("sender");
            assertThat(sender.get("cause").textValue()).isEqualTo("auth");
            assertThat(sender.get("code").textValue()).isEqualTo("APIGW.0301");
            assertThat(sender.get("remedy").textValue()).contains("vod.secret-key");
            assertThat(Instant.parse(sender.get("until").textValue())).isAfter(Instant.now());
            assertThat(sender.toString()).doesNotContain("a-wrong-key", SimulatorOptions.ACCESS_KEY);
            int calls = simulator.recorder().calls().size();
            caller.order("/vod/sender/resume");
            await(() -> simulator.recorder().calls().size() == calls + 1
                    && module.senderPause().isPresent());
            assertThat(module.totals().pending()).isEqualTo(20);
        }
        settings.put("vod.sender.enabled", "false");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory.resolve("other"), simulator, settings)) {
            JsonNode sender = new StatusCaller(module.url()).ask("/vod/summary").get("sender");
            assertThat(sender.get("state").textValue()).isEqualTo("stopped");
            assertThat(sender.get("cause").textValue()).isEqualTo("setting");
        }
    }

    @Test
    void whereOthersReachTheServerNobodyAsksWithoutTheToken() throws Exception {
        settings.put("vod.http.host", "0.0.0.0");
        settings.put("vod.http.tls", "proxy");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url().replace("0.0.0.0", "127.0.0.1"));
            for (String path : List.of(
                    "/vod/summary",
                    "/vod/submissions",
                    "/vod/submissions/x",
                    "/vod/submissions/x/report",
                    "/vod/assets/x",
                    "/vod/audit",
                    "/vod/audit/verify",
                    "/vod/whoami",
                    "/vod/openapi.yaml",
                    "/vod/openapi.json")) {
                isProblem(caller.get(path), 401);
                isProblem(caller.get(path, "Authorization", "Bearer " + StatusCaller.TOKEN + "x"), 401);
                assertThat(caller.get(path, "Authorization", "Bearer " + StatusCaller.TOKEN)
                                .statusCode())
                        .isIn(200, 404);
            }
            assertThat(log.text()).doesNotContain(StatusCaller.TOKEN);
        }
    }

    @Test
    void withoutATokenNothingCanBeOrderedAndAWebPageAsksNothing() throws Exception {
        settings.remove("vod.status.token");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            HttpResponse<String> refused = caller.order("/vod/sender/pause");
            isProblem(refused, 403);
            assertThat(json(refused).get("reason").textValue()).isEqualTo("no-token-set");
            assertThat(json(refused).get("remedy").textValue()).contains("VOD_STATUS_TOKEN");
            isProblem(caller.get("/vod/summary", "Origin", "https://evil.example"), 403);
            assertThat(caller.ask("/vod/summary").get("sender").get("state").textValue())
                    .isEqualTo("running");
        }
    }

    @Test
    void questionsAndListsHaveOnePathAndTheOtherMethodsAreToldOfBoth() throws Exception {
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = start(simulator)) {
            StatusCaller caller = new StatusCaller(module.url());
            HttpResponse<String> refused = caller.send("PUT", "/vod/submissions");
            isProblem(refused, 405);
            assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");

            HttpResponse<String> accepted = new WebhookCaller(module.url() + "/vod/submissions")
                    .send("msg-1", WebhookCaller.json(SampleIds.random(57, 3)));
            assertThat(accepted.statusCode()).isEqualTo(202);
            JsonNode submission =
                    caller.ask(accepted.headers().firstValue("Location").orElseThrow());
            assertThat(submission.get("source").textValue()).isEqualTo("webhook:msg-1");
            assertThat(submission.has("file")).isFalse();
            module.awaitEnd(1);
        }
    }

    private RunningModule start(VodSimulator simulator) throws Exception {
        return RunningModule.start(directory, simulator, settings);
    }

    private static JsonNode newest(StatusCaller caller) {
        return caller.ask("/vod/submissions").get("submissions").get(0);
    }

    private static long secondsToEnd(StatusCaller caller, JsonNode submission) {
        String id = submission.get("submission_id").textValue();
        String end = caller.ask("/vod/submissions/" + id).get("estimated_end").textValue();
        return Duration.between(Instant.now(), Instant.parse(end)).toSeconds();
    }

    private static void addsUp(JsonNode counters) {
        assertThat(counters.get("accepted").longValue())
                .isEqualTo(counters.get("pending").longValue()
                        + counters.get("deleted").longValue()
                        + counters.get("failed").longValue());
    }

    /** Waits until the begun calls are over, then sees that none comes. */
    private static void quiet(VodSimulator simulator, RunningModule module) {
        await(() -> module.context().getInflightRepository().size("vod-call-api") == 0);
        int calls = simulator.recorder().calls().size();
        Awaitility.await()
                .during(QUIET)
                .atMost(QUIET.multipliedBy(4))
                .until(() -> simulator.recorder().calls().size() == calls);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
