package io.voddelete.flow;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
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
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who sends a list reads by the same credential what his Location says, with report and plan, and nothing of others. */
@Timeout(120)
class OwnSubmissionFlowTest {
    private static final String OTHER = "whsec_b3RoZXItbWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3Rz";
    private static final String SENDER = "made-up-token-of-a-sender-in-the-tests";
    private static final String OTHER_SENDER = "made-up-token-of-another-sender-in-tests";

    /** Headers of a request, of which all but a token depend on what is signed. */
    @FunctionalInterface
    private interface Credential {
        Map<String, String> of(String id, String signed);

        static Credential secret(String secret) {
            return (id, signed) -> signed(secret, id, Instant.now(), bytes(signed));
        }

        static Credential token(String token) {
            return (id, signed) -> new TreeMap<>(Map.of("Authorization", "Bearer " + token, "webhook-id", id));
        }
    }

    private static final Credential SVIX = (id, signed) -> {
        Map<String, String> headers = new TreeMap<>();
        Credential.secret(WebhookCaller.SECRET)
                .of(id, signed)
                .forEach((name, value) -> headers.put(name.replace("webhook-", "svix-"), value));
        return headers;
    };

    private final List<String> ids = SampleIds.random(91, 4);
    private final ShiftedClock clock = new ShiftedClock();

    @TempDir
    Path directory;

    private StatusCaller caller;

    @Test
    void bySignatureWithNames() throws Exception {
        try (VodSimulator simulator = simulator();
                RunningModule module = bySignature(simulator, "cms:" + WebhookCaller.SECRET + ",rights:" + OTHER)) {
            eachReadsHisOwn(module, Credential.secret(WebhookCaller.SECRET), Credential.secret(OTHER));
        }
    }

    @Test
    void bySignatureWithoutAName() throws Exception {
        try (VodSimulator simulator = simulator();
                RunningModule module = bySignature(simulator, WebhookCaller.SECRET + ",rights:" + OTHER)) {
            eachReadsHisOwn(module, SVIX, Credential.secret(OTHER));
        }
    }

    @Test
    void byToken() throws Exception {
        try (VodSimulator simulator = simulator();
                RunningModule module = byToken(simulator, SENDER + ",cms:" + OTHER_SENDER)) {
            eachReadsHisOwn(module, Credential.token(SENDER), Credential.token(OTHER_SENDER));
            isProblem(caller.get("/vod/submissions", "Authorization", "Bearer " + SENDER + "x"), 401);
        }
    }

    @Test
    void withoutACredentialWhereNobodyNeedsOne() throws Exception {
        Map<String, String> settings =
                Map.of("vod.intake.webhook.auth", "none", "vod.intake.webhook.allow-anonymous", "true");
        try (VodSimulator simulator = simulator();
                RunningModule module = start(simulator, settings)) {
            String mine = location(send(module, (id, signed) -> new TreeMap<>(), "m-1", ids.subList(0, 1)));
            assertThat(caller.ask(mine).get("source").textValue()).startsWith("webhook:");
            isProblem(caller.get(mine, "Origin", "https://evil.example"), 401);
        }
    }

    /** A query changes nothing, so it may be repeated; neither its signature nor that of a list holds for anything else. */
    @Test
    void aSignedQueryHoldsForItselfAndForFiveMinutes() throws Exception {
        try (VodSimulator simulator = simulator();
                RunningModule module = bySignature(simulator, "cms:" + WebhookCaller.SECRET)) {
            Credential secret = Credential.secret(WebhookCaller.SECRET);
            Map<String, String> list = secret.of("m-1", json(ids));
            String mine = location(new WebhookCaller(module.url() + "/vod/submissions").send(list, bytes(json(ids))));
            String[] query = headers(secret.of("q-1", "GET " + mine));

            assertThat(caller.get(mine, query).statusCode()).isEqualTo(200);
            assertThat(caller.get(mine, query).statusCode()).as("again").isEqualTo(200);
            isProblem(caller.get(mine, headers(list)), 401);
            isProblem(caller.get(mine + "/report", query), 401);
            isProblem(caller.get(mine + "?x=1", query), 401);
            assertThat(caller.send("HEAD", mine, query).statusCode()).isEqualTo(401);
            assertThat(caller.send("HEAD", mine, headers(secret.of("q-2", "HEAD " + mine)))
                            .statusCode())
                    .isEqualTo(200);
            isProblem(
                    caller.send("POST", mine + "/cancel", headers(secret.of("q-3", "POST " + mine + "/cancel"))), 401);

            clock.setBy(Duration.ofSeconds(290));
            assertThat(caller.get(mine, query).statusCode()).isEqualTo(200);
            clock.setBy(Duration.ofSeconds(20));
            assertThat(isProblem(caller.get(mine, query), 401)).contains("more than 300 s behind");
        }
    }

    private void eachReadsHisOwn(RunningModule module, Credential one, Credential two) {
        String mine = location(send(module, one, "same-id", ids.subList(0, 2)));
        HttpResponse<String> taken = send(module, two, "same-id", ids.subList(1, 4));
        String others = location(taken);
        assertThat(mine).isNotEqualTo(others);
        assertThat(StatusCaller.json(taken).get("plan").textValue()).isEqualTo(others + "/plan");

        UnaryOperator<String> asOne = path -> body(one, path);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(one, mine + "/plan").statusCode() == 200
                        && get(two, others + "/plan").statusCode() == 200);
        assertThat(asOne.apply(mine)).contains("\"state\":\"held\"", "\"accepted\":2,");
        assertThat(asOne.apply(mine + "/report"))
                .contains(ids.get(0), ids.get(1))
                .doesNotContain(ids.get(2));
        assertThat(asOne.apply(mine + "/plan")).contains("\"ids\":2,").doesNotContain(ids.get(2));
        assertThat(asOne.apply("/vod/assets/" + ids.get(1))).doesNotContain(others.replaceFirst(".*/", ""));
        assertThat(asOne.apply("/vod/submissions?limit=10&state=held"))
                .contains(mine.replaceFirst(".*/", ""))
                .doesNotContain(others.replaceFirst(".*/", ""));
        assertThat(body(two, others + "/report")).contains("another caller", ids.get(3));

        for (String part : List.of("", "/report", "/plan")) {
            isProblem(get(one, others + part), 404);
            isProblem(get(two, mine + part), 404);
        }
        isProblem(get(one, "/vod/assets/" + ids.get(3)), 404);
        for (String path : List.of("/vod/summary", "/vod/audit", "/vod/audit/verify")) {
            isProblem(get(one, path), 403);
        }
        assertThat(asOne.apply("/vod/submissions?q=" + others.replaceFirst(".*/", "")))
                .isEqualTo("{\"submissions\":[]}");
        String asked = "/vod/submissions?requested_by="
                + StatusCaller.json(get(two, others)).get("requested_by").textValue();
        assertThat(asOne.apply(asked)).isEqualTo("{\"submissions\":[]}");
        assertThat(body(two, asked))
                .contains(others.replaceFirst(".*/", ""))
                .doesNotContain(mine.replaceFirst(".*/", ""));
    }

    private String body(Credential credential, String path) {
        HttpResponse<String> answer = get(credential, path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(Credential credential, String path) {
        return caller.get(path, headers(credential.of("q", "GET " + path)));
    }

    private static HttpResponse<String> send(
            RunningModule module, Credential credential, String id, List<String> list) {
        Map<String, String> headers = credential.of(id, json(list));
        headers.put("Content-Type", "application/json");
        return new WebhookCaller(module.url() + "/vod/submissions").send(headers, bytes(json(list)));
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String[] headers(Map<String, String> all) {
        List<String> headers = new ArrayList<>();
        all.forEach((name, value) -> {
            if (!name.equals("Content-Type")) {
                headers.addAll(List.of(name, value));
            }
        });
        return headers.toArray(String[]::new);
    }

    private static VodSimulator simulator() throws Exception {
        return VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    private RunningModule bySignature(VodSimulator simulator, String secrets) throws Exception {
        return start(simulator, Map.of("vod.intake.webhook.secret-key", secrets));
    }

    private RunningModule byToken(VodSimulator simulator, String tokens) throws Exception {
        return start(simulator, Map.of("vod.intake.webhook.auth", "token", "vod.intake.webhook.token", tokens));
    }

    private RunningModule start(VodSimulator simulator, Map<String, String> changes) throws Exception {
        Map<String, String> settings = new TreeMap<>(changes);
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        settings.put("vod.approval.required", "always");
        RunningModule module = RunningModule.start(directory, simulator, settings, clock);
        caller = new StatusCaller(module.url());
        return module;
    }
}
