package io.voddelete.flow;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.http.RefusedCallers;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers with names, each with his rights, his limit and what he may see. */
@Timeout(120)
class CallerFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final String OTHER = "whsec_b3RoZXItbWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3Rz";
    private static final String MONITOR = "made-up-token-of-a-monitor-in-tests";
    private static final String TEAM = "made-up-token-of-a-team-in-tests-too";
    private static final String SENDER = "made-up-token-of-a-sender-in-the-tests";
    private static final String NOTHING = "made-up-token-that-may-do-nothing-at-all";

    private final Map<String, String> settings = new TreeMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void serve() {
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", "cms:" + WebhookCaller.SECRET + ",rights:" + OTHER);
        settings.put("vod.status.enabled", "true");
        settings.put(
                "vod.status.token",
                "ops:" + StatusCaller.TOKEN + ",monitor:" + MONITOR + ",team:" + TEAM + ",nothing:" + NOTHING);
        settings.put("vod.callers.monitor.rights", "read");
        settings.put("vod.callers.team.sees", "file:team-");
        settings.put("vod.callers.nothing.rights", "none");
        settings.put("vod.callers.cms.ids-per-day", "10");
    }

    @Test
    void eachMayDoWhatHisRightsSay() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            assertThat(caller.get("/vod/summary", bearer(MONITOR)).statusCode()).isEqualTo(200);
            isProblem(caller.send("POST", "/vod/sender/pause", bearer(MONITOR)), 403);
            isProblem(caller.get("/vod/summary", bearer(NOTHING)), 403);
            isProblem(caller.send("POST", "/vod/sender/pause", bearer(NOTHING)), 403);
            isProblem(caller.get("/vod/summary", bearer(TEAM)), 403);
            assertThat(caller.order("/vod/sender/pause").statusCode()).isEqualTo(200);
            isProblem(caller.get("/vod/summary", bearer("made-up-token-of-nobody-who-is-known")), 401);
            isProblem(
                    caller.send("POST", "/vod/sender/resume", signedQuestion(OTHER, "POST", "/vod/sender/resume")),
                    401);
        }
    }

    @Test
    void whoIsKnownAndLacksARightIsNotTakenForOneWhoGuesses() throws Exception {
        settings.put("vod.intake.webhook.auth", "token");
        settings.put("vod.intake.webhook.token", "sender:" + SENDER);
        settings.remove("vod.intake.webhook.secret-key");
        settings.remove("vod.callers.cms.ids-per-day");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.of(RefusedCallers.class);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            isProblem(caller.send("POST", "/vod/sender/pause", bearer(MONITOR)), 403);
            isProblem(caller.send("POST", "/vod/sender/pause", bearer(SENDER)), 403);
            isProblem(caller.get("/vod/summary", bearer(TEAM)), 403);
            for (String known : List.of(NOTHING, TEAM, SENDER)) {
                HttpResponse<String> probe = caller.get("/observe/health", bearer(known));
                assertThat(probe.statusCode()).isEqualTo(200);
                assertThat(probe.body()).doesNotContain("vod-sender");
            }
            assertThat(caller.ask("/vod/summary").has("refused_callers")).isFalse();
            assertThat(log.lines()).isEmpty();

            isProblem(
                    new WebhookCaller(module.url() + "/vod/sender/pause")
                            .send(Map.of("Authorization", "Bearer nobody", "Content-Type", "text/plain"), bytes("x")),
                    401);
            assertThat(caller.ask("/vod/summary")
                            .get("refused_callers")
                            .get("count")
                            .intValue())
                    .isEqualTo(1);
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void whatIsSignedForOneThingIsGoodForNoOther() throws Exception {
        settings.put("vod.callers.cms.sees", "all");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            String[] health = signedQuestion(WebhookCaller.SECRET, "GET", "/observe/health");
            assertThat(caller.get("/observe/health", health).body()).contains("vod-sender");
            String[] summary = signedQuestion(WebhookCaller.SECRET, "GET", "/vod/summary");
            assertThat(caller.get("/vod/summary", summary).statusCode()).isEqualTo(200);
            isProblem(caller.get("/vod/summary?x=1", summary), 401);
            isProblem(caller.get("/vod/./summary", summary), 401);
            List<String> claims = new ArrayList<>(List.of(summary));
            claims.addAll(List.of("CamelHttpMethod", "GET", "CamelHttpUri", "/vod/summary"));
            String[] claimed = claims.toArray(String[]::new);
            assertThat(caller.get("/observe/health", claimed).body()).doesNotContain("vod-sender");
            isProblem(caller.get("/vod/submissions", claimed), 401);

            String question = "GET /vod/assets/" + SampleIds.random(22, 1).get(0);
            for (String type : List.of("text/plain", "text/csv", "application/json")) {
                Map<String, String> list = signed(WebhookCaller.SECRET, "q-1", Instant.now(), bytes(question));
                list.put("Content-Type", type);
                isProblem(new WebhookCaller(module.url() + "/vod/submissions").send(list, bytes(question)), 400);
            }
            assertThat(module.totals().submissions()).isZero();
        }
    }

    @Test
    void whoSendsReadsWhatHeSentByHisOwnSignatureAndNothingElse() throws Exception {
        List<String> ids = SampleIds.random(20, 6);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.ofAll();
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            module.drop("team-1.txt", ids.subList(0, 2));
            module.awaitEnd(1);
            HttpResponse<String> taken = send(module, WebhookCaller.SECRET, "same-id", ids.subList(1, 4));
            assertThat(taken.body()).contains("\"source\":\"another caller\"").doesNotContain("team-1");
            String mine = location(taken);
            String others = location(send(module, OTHER, "same-id", ids.subList(4, 6)));
            assertThat(mine).isNotEqualTo(others);
            module.awaitEnd(3);

            StatusCaller caller = new StatusCaller(module.url());
            HttpResponse<String> own = caller.get(mine, signedQuestion(WebhookCaller.SECRET, "GET", mine));
            assertThat(StatusCaller.json(own).get("caller").textValue()).isEqualTo("cms");
            assertThat(caller.get(mine + "/report", signedQuestion(WebhookCaller.SECRET, "GET", mine + "/report"))
                            .body())
                    .contains("\"another caller\"")
                    .doesNotContain("team-1", "another caller line");
            assertThat(caller.get(mine + "/report", bearer(StatusCaller.TOKEN)).body())
                    .contains("file:team-1.txt line 2");
            isProblem(caller.get(others, signedQuestion(WebhookCaller.SECRET, "GET", others)), 404);
            isProblem(
                    caller.get(others + "/report", signedQuestion(WebhookCaller.SECRET, "GET", others + "/report")),
                    404);
            isProblem(caller.get(others, signedQuestion(WebhookCaller.SECRET, "GET", mine)), 401);
            String foreign = "/vod/assets/" + ids.get(5);
            isProblem(caller.get(foreign, signedQuestion(WebhookCaller.SECRET, "GET", foreign)), 404);
            isProblem(caller.get("/vod/summary", signedQuestion(WebhookCaller.SECRET, "GET", "/vod/summary")), 403);

            String both = "/vod/assets/" + ids.get(1);
            JsonNode asset = StatusCaller.json(caller.get(both, signedQuestion(WebhookCaller.SECRET, "GET", both)));
            assertThat(asset.get("generations")).isEmpty();
            assertThat(asset.get("duplicates")).hasSize(1);
            assertThat(asset.toString()).doesNotContain("team-1");
            assertThat(asset.get("state").textValue()).isEqualTo("deleted");
            assertThat(asset.has("request_id") || asset.has("title")).isFalse();
            String requestOfTeam = StatusCaller.json(caller.get(both, bearer(TEAM)))
                    .get("request_id")
                    .textValue();
            assertThat(requestOfTeam).isNotEmpty();
            for (String type : List.of("text/csv", "application/json")) {
                List<String> headers =
                        new ArrayList<>(List.of(signedQuestion(WebhookCaller.SECRET, "GET", mine + "/report")));
                headers.addAll(List.of("Accept", type));
                assertThat(caller.get(mine + "/report", headers.toArray(String[]::new))
                                .body())
                        .as(type)
                        .contains(ids.get(1))
                        .doesNotContain(requestOfTeam);
            }
            String list = "/vod/submissions?limit=10";
            assertThat(StatusCaller.json(caller.get(list, signedQuestion(OTHER, "GET", list)))
                            .get("submissions"))
                    .hasSize(1);
            assertThat(StatusCaller.json(caller.get(list, bearer(TEAM))).get("submissions"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.get("source").textValue()).isEqualTo("file:team-1.txt"));
            assertThat(StatusCaller.json(caller.get(list, bearer(MONITOR))).get("submissions"))
                    .hasSize(3);

            module.drop("team-2.txt", List.of(ids.get(0), ids.get(2)));
            module.awaitEnd(4);
            String team = "/vod/submissions/"
                    + StatusCaller.json(caller.get(list, bearer(TEAM)))
                            .get("submissions")
                            .get(0)
                            .get("submission_id")
                            .textValue();
            assertThat(caller.get(team + "/report", bearer(TEAM)).body())
                    .contains("file:team-1.txt line 1", "\"another caller\"")
                    .doesNotContain("same-id");
            assertThat(caller.get(team + "/report", bearer(TEAM)[0], bearer(TEAM)[1], "Accept", "application/json")
                            .body())
                    .contains("{\"source\":\"another caller\"}")
                    .doesNotContain("same-id");

            assertThat(module.outcomes().success())
                    .filteredOn(line -> "cms".equals(line.get("caller").textValue()))
                    .hasSize(2);
            assertThat(log.text())
                    .contains("caller cms", "caller rights")
                    .doesNotContain(WebhookCaller.SECRET, OTHER, MONITOR, TEAM, NOTHING);
        }
    }

    @Test
    void aCallerWithoutANameLearnsNothingOfThoseWithOne() throws Exception {
        List<String> ids = SampleIds.random(24, 2);
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET + ",rights:" + OTHER);
        settings.remove("vod.callers.cms.ids-per-day");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            send(module, OTHER, "of-rights", ids);

            HttpResponse<String> taken = send(module, WebhookCaller.SECRET, "of-nobody", ids);

            assertThat(taken.body()).contains("\"another caller\"").doesNotContain("of-rights");
            String report = location(taken) + "/report";
            assertThat(new StatusCaller(module.url())
                            .get(report, signedQuestion(WebhookCaller.SECRET, "GET", report))
                            .body())
                    .contains("\"another caller\"")
                    .doesNotContain("of-rights");
        }
    }

    @Test
    void pagesDoNotTellHowManySubmissionsOthersHave() throws Exception {
        List<String> ids = SampleIds.random(23, 5);
        settings.put("vod.sender.enabled", "false");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            List<String> mine = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                boolean isMine = i % 2 == 0;
                String sent =
                        location(send(module, isMine ? WebhookCaller.SECRET : OTHER, "p-" + i, ids.subList(i, i + 1)));
                if (isMine) {
                    mine.add(0, sent);
                }
            }
            StatusCaller caller = new StatusCaller(module.url());
            List<String> seen = new ArrayList<>();
            String page = "/vod/submissions?limit=1";
            while (page != null) {
                JsonNode answer =
                        StatusCaller.json(caller.get(page, signedQuestion(WebhookCaller.SECRET, "GET", page)));
                answer.get("submissions")
                        .forEach(one -> seen.add(
                                "/vod/submissions/" + one.get("submission_id").textValue()));
                page = answer.has("next") ? answer.get("next").textValue() : null;
                assertThat(page == null ? "before=0123456789012345678901" : page)
                        .matches(".*before=[A-Za-z0-9_-]{22}");
            }
            assertThat(seen).isEqualTo(mine);
            for (String made : List.of("4", "AAAAAAAAAAAAAAAAAAAAAA", "A".repeat(21) + "B")) {
                String guess = "/vod/submissions?before=" + made;
                isProblem(caller.get(guess, signedQuestion(WebhookCaller.SECRET, "GET", guess)), 400);
            }
            assertThat(StatusCaller.json(caller.get("/vod/submissions?before=4", bearer(MONITOR)))
                            .get("submissions"))
                    .hasSize(3);
        }
    }

    @Test
    void theLimitOfADayHoldsForManyAtOnceAndOverARestartAndSaysWhenItBeginsAgain() throws Exception {
        List<String> ids = SampleIds.random(21, 60);
        settings.put("vod.sender.enabled", "false");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
                List<CompletableFuture<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    List<String> three = ids.subList(3 * i, 3 * i + 3);
                    String id = "m-" + i;
                    answers.add(CompletableFuture.supplyAsync(
                            () -> send(module, WebhookCaller.SECRET, id, three).statusCode()));
                }
                assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(202, 429);
                assertThat(module.totals().accepted()).isEqualTo(9);
                send(module, OTHER, "m-0", ids.subList(40, 60));
                assertThat(module.totals().accepted()).isEqualTo(29);
            }
            try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
                HttpResponse<String> over = send(module, WebhookCaller.SECRET, "late", ids.subList(36, 38));
                isProblem(over, 429);
                JsonNode problem = StatusCaller.json(over);
                assertThat(problem.get("reason").textValue()).isEqualTo("ids-per-day");
                assertThat(problem.get("limit").intValue()).isEqualTo(10);
                assertThat(problem.get("used").intValue()).isEqualTo(9);
                assertThat(problem.get("asked").intValue()).isEqualTo(2);
                assertThat(problem.get("until").textValue()).endsWith("T00:00:00.000Z");
                assertThat(Long.parseLong(
                                over.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1L, 86_401L);
                isProblem(send(module, WebhookCaller.SECRET, "large", ids.subList(0, 60)), 403);
                assertThat(send(module, WebhookCaller.SECRET, "one", ids.subList(36, 37))
                                .statusCode())
                        .isEqualTo(202);
                assertThat(send(module, WebhookCaller.SECRET, "one", ids.subList(36, 37))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(module.totals().accepted()).isEqualTo(30);
            }
        }
    }

    private static HttpResponse<String> send(RunningModule module, String secret, String id, List<String> ids) {
        byte[] list = bytes(json(ids));
        return new WebhookCaller(module.url() + "/vod/submissions").send(signed(secret, id, Instant.now(), list), list);
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static String[] signedQuestion(String secret, String method, String target) {
        List<String> headers = new ArrayList<>();
        Map<String, String> all = signed(secret, "q-1", Instant.now(), bytes(method + " " + target));
        all.remove("Content-Type");
        all.forEach((name, value) -> headers.addAll(List.of(name, value)));
        return headers.toArray(String[]::new);
    }
}
