package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.http.RefusedCallers;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleRouteTest extends RouteKit {
    private static final String READER = "made-up-token-of-one-who-only-reads";
    private static final String SENDER = "made-up-token-of-one-who-sends-lists-only";
    private static final String APPROVER = "made-up-token-of-one-who-approves-plans";
    private static final Map<String, String> FILES = Map.of(
            "", "text/html; charset=utf-8",
            "index.html", "text/html; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "order.js", "text/javascript; charset=utf-8",
            "pages/overview.js", "text/javascript; charset=utf-8",
            "standalone.module.js", "text/javascript; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private StatusCaller caller;

    ConsoleRouteTest() {
        super("operations/console");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.console.enabled", "true");
        settings.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN + ",reader:" + READER);
        settings.setProperty("vod.callers.reader.rights", "read");
        settings.setProperty("vod.approval.token", "boss:" + APPROVER);
        settings.setProperty("vod.intake.webhook.enabled", "true");
        settings.setProperty("vod.intake.webhook.auth", "token");
        settings.setProperty("vod.intake.webhook.token", "cms:" + SENDER);
        settings.setProperty("vod.intake.webhook.path", "/hooks/lists");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void eachFileIsSentAsItLiesThereUnderAStrictPolicy() throws Exception {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            HttpResponse<String> answer = caller.get("/vod/console/" + file.getKey());

            assertThat(answer.statusCode()).as(file.getKey()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo(Files.readString(Path.of("target/classes/vod-delete-routes/console")
                            .resolve(file.getKey().isEmpty() ? "index.html" : file.getKey())));
            Map<String, String> expected = new TreeMap<>(Map.of(
                    "Content-Type",
                    file.getValue(),
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cross-Origin-Opener-Policy",
                    "same-origin",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    "Cache-Control",
                    "no-cache",
                    "Content-Disposition",
                    "inline",
                    "Vary",
                    "Accept-Encoding"));
            expected.forEach((name, value) ->
                    assertThat(answer.headers().allValues(name)).as(name).containsExactly(value));
            assertThat(answer.headers().map()).doesNotContainKeys("Set-Cookie", "Content-Encoding", "set-cookie");
        }
    }

    @Test
    void whatTheBrowserHasIsNotSentAgain() {
        for (String encoding : List.of("identity", "gzip")) {
            HttpResponse<String> first = caller.get("/vod/console/app.js", "Accept-Encoding", encoding);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(tag).matches("\"[0-9a-f]{32}(-gzip)?\"");
            for (String known : List.of(tag, "\"x\", W/" + tag, "*")) {
                HttpResponse<String> again =
                        caller.get("/vod/console/app.js", "Accept-Encoding", encoding, "If-None-Match", known);
                assertThat(again.statusCode()).as(known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.headers().firstValue("ETag")).hasValue(tag);
                assertThat(again.headers().firstValue("Content-Security-Policy"))
                        .isPresent();
            }
            assertThat(caller.get("/vod/console/style.css", "Accept-Encoding", encoding, "If-None-Match", tag)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFileIsSentCompressedToWhoeverTakesThat() throws Exception {
        for (String encoding : List.of("gzip", "br, gzip", "deflate;q=0.5,GZIP;q=0.8", "gzip;q=1.0, br")) {
            HttpResponse<byte[]> packed = bytes("/vod/console/app.js", encoding);
            assertThat(packed.headers().firstValue("Content-Encoding"))
                    .as(encoding)
                    .hasValue("gzip");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(caller.get("/vod/console/app.js").body());
            }
        }
        for (String encoding : List.of("identity", "gzip;q=0", "gzip;q=0.000", "x-gzip-not", "br")) {
            assertThat(bytes("/vod/console/app.js", encoding).headers().firstValue("Content-Encoding"))
                    .as(encoding)
                    .isEmpty();
        }
    }

    @Test
    void theAddressWithoutASlashLeadsToTheConsole() {
        HttpResponse<String> answer = caller.get("/vod/console");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("console/");
    }

    @Test
    void noPathOfARequestIsOpened() {
        for (String path : List.of(
                "/vod/console/NOTICE.txt",
                "/vod/console/pages",
                "/vod/console/pages/",
                "/vod/console/App.js",
                "/vod/console//app.js",
                "/vod/console/app.js/",
                "/vod/console/..%2fopenapi.yaml",
                "/vod/console/%2e%2e%2fopenapi.yaml",
                "/vod/console/..%5c..%5copenapi.yaml",
                "/vod/console/pages/..%2f..%2fschema-sqlite.sql",
                "/vod/console/%2fetc%2fpasswd",
                "/vod/console/app.js%00.html",
                "/vod/console-other")) {
            HttpResponse<String> answer = caller.get(path);
            assertThat(answer.statusCode()).as(path).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("openapi:", "CREATE TABLE", "root:");
        }
        assertThat(caller.statusAskedAs("127.0.0.1", "/vod/console/../openapi.yaml"))
                .contains(" 404 ");
        isProblem(caller.get("/vod/console/app.js?v=1"), 400);
        assertThat(caller.order("/vod/console/").statusCode()).isIn(404, 405);
    }

    @Test
    void onlyAHeadIsSentIfOnlyThatIsAskedFor() {
        HttpResponse<String> answer = caller.send("HEAD", "/vod/console/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).isPresent();
    }

    /** It holds no data, so that a link of another page may lead to it; but a name that was rebound to this address may not. */
    @Test
    void everybodyMayLoadItUnderANameOfThisMachine() {
        assertThat(caller.get("/vod/console/", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(200);
        assertThat(caller.get("/vod/console/", "X-Forwarded-For", "192.0.2.1").statusCode())
                .isEqualTo(200);
        assertThat(caller.statusAskedAs("localhost:8080", "/vod/console/")).contains(" 200 ");
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080")) {
            assertThat(caller.statusAskedAs(host, "/vod/console/")).as(host).contains(" 403 ");
        }
    }

    @Test
    void callersAreToldWhoTheyAreAndWhatTheyMayOrder() {
        JsonNode nobody = caller.ask("/vod/whoami");
        assertThat(nobody.has("name")).isFalse();
        assertThat(nobody.get("sees_all").booleanValue()).isTrue();
        assertThat(nobody.get("reason_required").booleanValue()).isFalse();
        assertThat(words(nobody)).isEmpty();

        JsonNode ops = whoami(StatusCaller.TOKEN);
        assertThat(ops.get("name").textValue()).isEqualTo("ops");
        assertThat(words(ops)).containsExactly("pause", "resume", "retry", "cancel", "stop", "undo", "plans");

        JsonNode reader = whoami(READER);
        assertThat(reader.get("name").textValue()).isEqualTo("reader");
        assertThat(words(reader)).isEmpty();

        JsonNode approver = whoami(APPROVER);
        assertThat(approver.get("name").textValue()).isEqualTo("boss");
        assertThat(words(approver)).containsExactly("approve", "go-on", "cancel", "stop", "undo", "plans");

        JsonNode sender = whoami(SENDER);
        assertThat(sender.get("name").textValue()).isEqualTo("cms");
        assertThat(words(sender)).containsExactly("submissions");
        assertThat(sender.get("submissions_path").textValue()).isEqualTo("/hooks/lists");
        assertThat(ops.has("submissions_path")).isFalse();

        isProblem(caller.get("/vod/whoami", "Authorization", "Bearer " + READER + "x"), 401);
        isProblem(caller.get("/vod/whoami", "Sec-Fetch-Site", "cross-site"), 401);
    }

    /** The console asks so at first; that is no attempt to guess a token. */
    @Test
    void onlyWhoShowsACredentialIsCountedAsRefused() {
        try (CapturedLog log = CapturedLog.of(RefusedCallers.class)) {
            HttpResponse<String> nobody = caller.get("/vod/whoami", "Sec-Fetch-Site", "cross-site");
            isProblem(nobody, 401);
            assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(log.lines()).isEmpty();

            isProblem(caller.get("/vod/whoami", "Authorization", "Bearer " + READER + "x"), 401);
            assertThat(log.lines()).hasSize(1);
        }
    }

    private JsonNode whoami(String token) {
        // as somebody who types the address into a browser
        return json(caller.get("/vod/whoami", "Authorization", "Bearer " + token, "Sec-Fetch-Site", "none"));
    }

    private static List<String> words(JsonNode who) {
        return who.findValues("may")
                .get(0)
                .valueStream()
                .map(JsonNode::textValue)
                .toList();
    }

    private HttpResponse<byte[]> bytes(String path, String encoding) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Accept-Encoding", encoding)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }
}
