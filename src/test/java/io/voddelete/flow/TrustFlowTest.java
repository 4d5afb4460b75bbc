package io.voddelete.flow;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is taken for a program of this machine, though the server listens on a loopback address only. */
@Timeout(60)
class TrustFlowTest extends AskedModule {
    private static final String BEARER = "Bearer " + StatusCaller.TOKEN;
    private static final List<String> QUESTIONS = List.of(
            "/vod/summary",
            "/vod/submissions",
            "/vod/submissions/x",
            "/vod/submissions/x/report",
            "/vod/assets/x",
            "/vod/audit",
            "/vod/audit/verify",
            "/vod/whoami",
            "/vod/openapi.yaml",
            "/vod/openapi.json");

    /** What proxies, also those that only pass on as they come, and browsers add. */
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("Forwarded", "for=192.0.2.1"),
            Map.entry("X-Forwarded-For", "192.0.2.1"),
            Map.entry("x-forwarded-host", "127.0.0.1"),
            Map.entry("X-Forwarded-Proto", ""),
            Map.entry("X-Forwarded", "for=127.0.0.1"),
            Map.entry("X-Real-IP", "127.0.0.1"),
            Map.entry("Via", "1.1 proxy"),
            Map.entry("X-Client-IP", "192.0.2.1"),
            Map.entry("Client-IP", "192.0.2.1"),
            Map.entry("X-Cluster-Client-IP", "192.0.2.1"),
            Map.entry("True-Client-IP", "192.0.2.1"),
            Map.entry("CF-Connecting-IP", "192.0.2.1"),
            Map.entry("X-Original-URL", "/other"),
            Map.entry("Sec-Fetch-Site", "cross-site"));

    TrustFlowTest() {
        super(Map.of(
                "vod.status.enabled", "true",
                "vod.status.token", StatusCaller.TOKEN,
                "vod.intake.webhook.enabled", "true",
                "vod.intake.webhook.auth", "none",
                "vod.intake.webhook.allow-anonymous", "true"));
    }

    @Test
    void whatCameThroughAProxyOrFromAWebPageIsNotFromHere() {
        ExecutorService callers = Executors.newFixedThreadPool(FOREIGN.size());
        try {
            // all at the same time, since each answer 401 is held back for a moment
            CompletableFuture.allOf(FOREIGN.entrySet().stream()
                            .map(header -> CompletableFuture.runAsync(
                                    () -> isNotFromHere(header.getKey(), header.getValue()), callers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            callers.shutdownNow();
        }
        isProblem(caller.get("/vod/summary", "Sec-Fetch-Site", "same-site"), 401);
        assertThat(module.totals().submissions()).isZero();
    }

    @Test
    void aProgramOfThisMachineAndABrowserThatSomebodyTypesIntoMayAsk() {
        assertThat(caller.ask("/vod/summary").get("accepted").longValue()).isZero();
        for (String site : List.of("none", "same-origin")) {
            assertThat(caller.get("/vod/summary", "Sec-Fetch-Site", site).statusCode())
                    .isEqualTo(200);
        }
        assertThat(submit("X-Request-Id", "1").statusCode()).isEqualTo(202);
    }

    /** A browser cannot be made to leave it out, and no other program sends it. */
    @Test
    void aPageOfAnotherSiteOrdersNothingThoughItHasTheToken() {
        for (String path : List.of(
                "/vod/sender/pause",
                "/vod/sender/resume",
                "/vod/assets/x/retry",
                "/vod/plans",
                "/vod/submissions/x/approve",
                "/vod/submissions/x/cancel",
                "/vod/submissions/x/stop",
                "/vod/submissions/x/go-on",
                "/vod/submissions/x/undo")) {
            for (String site : List.of("cross-site", "same-site", "none", "")) {
                HttpResponse<String> refused =
                        caller.send("POST", path, "Authorization", BEARER, "Sec-Fetch-Site", site);
                isProblem(refused, 403);
                assertThat(json(refused).get("reason").textValue()).as(path).isEqualTo("other-site");
            }
        }
        assertThat(module.senderPause()).isEmpty();
        assertThat(caller.send("POST", "/vod/sender/pause", "Authorization", BEARER, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theConsoleIsDisabledByDefault() {
        isProblem(caller.get("/vod/console/"), 404);
        isProblem(caller.get("/vod/console"), 404);
    }

    @Test
    void aParameterDoesNotBecomeAHeaderByTheCaseOfItsLetters() {
        for (String parameter : List.of(
                "Author%C4%B1zation=Bearer+" + StatusCaller.TOKEN, // a dotless i
                "a=b&Author%c4%b1zation=Bearer+" + StatusCaller.TOKEN,
                "a=b;Author%C4%B1zation=Bearer+" + StatusCaller.TOKEN,
                "Ho%C5%BFt=127.0.0.1", // a long s
                "%E2%84%AA=1", // the sign of kelvin
                "a%FF=1",
                "a%C0%AE=1")) {
            for (String path : List.of("/vod/summary", "/vod/submissions", "/observe/health")) {
                isProblem(caller.get(path + "?" + parameter, "Origin", "https://evil.example"), 400);
            }
            isProblem(caller.send("POST", "/vod/sender/pause?" + parameter), 400);
        }
        assertThat(caller.get("/vod/submissions?limit=5&q=gr%C3%BCn").statusCode())
                .isEqualTo(200);
    }

    private void isNotFromHere(String name, String value) {
        for (String path : QUESTIONS) {
            isProblem(caller.get(path, name, value), 401);
        }
        assertThat(caller.get("/observe/health", name, value).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(caller.get("/vod/summary", name, value, "Authorization", BEARER)
                        .statusCode())
                .isEqualTo(200);
        isProblem(caller.send("POST", "/vod/sender/pause", name, value), 401);
        isProblem(submit(name, value), 403);
    }

    private HttpResponse<String> submit(String header, String value) {
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", "application/json", header, value));
        return new WebhookCaller(module.url() + "/vod/submissions").send(headers, bytes(json(SampleIds.random(61, 1))));
    }
}
