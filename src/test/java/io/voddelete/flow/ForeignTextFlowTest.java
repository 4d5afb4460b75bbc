package io.voddelete.flow;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others wrote, in names of files, lines and addresses, acts neither on a browser nor on a terminal. */
@Timeout(60)
class ForeignTextFlowTest extends AskedModule {
    /** An override, a mark and an isolate of the direction, an escape, a control character of the upper half, a line separator. */
    private static final String ACTS = "\u202e\u200f\u2067\u001b[2J\u0085\u2028";

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cf}\\p{Cc}\\p{Zl}\\p{Zp}&&[^\\n]]");

    ForeignTextFlowTest() {
        super(Map.of(
                "vod.status.enabled",
                "true",
                "vod.status.token",
                StatusCaller.TOKEN,
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.secret-key",
                WebhookCaller.SECRET));
    }

    @Test
    void noAnswerNoLineOfTheLogAndNoReceiptHasIt() throws Exception {
        List<String> ids = SampleIds.random(81, 2);
        try (CapturedLog log = CapturedLog.ofAll()) {
            String name = "gpj" + ACTS + "txt.exe.txt";
            module.drop(name, List.of(ids.get(0), "x" + ACTS + "y", ids.get(0)));
            module.awaitEnd(1);
            WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
            byte[] list = bytes("asset_id" + ",na" + ACTS + "me\n" + ids.get(0) + ",a\n" + ids.get(1) + ",b\n\"z" + ACTS
                    + "\",c\n");
            Map<String, String> headers = signed("m", Instant.now(), list);
            headers.put("Content-Type", "text/csv");
            HttpResponse<String> accepted = webhook.send(headers, list);
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            byte[] none = bytes(ACTS);
            Map<String, String> refused = signed("n", Instant.now(), none);
            refused.put("Content-Type", "text/plain");

            JsonNode submissions = caller.ask("/vod/submissions").get("submissions");
            String path = "/vod/submissions/"
                    + submissions.get(1).get("submission_id").textValue();
            assertThat(submissions.get(1).get("source").textValue())
                    .isEqualTo("file:gpj" + "\\u202e\\u200f\\u2067\\u001b[2J\\u0085\\u2028txt.exe.txt");
            for (HttpResponse<String> answer : List.of(
                    accepted,
                    webhook.send(refused, none),
                    caller.get("/vod/submissions"),
                    caller.get(path),
                    caller.get(path + "/report", "Accept", "application/json"),
                    caller.get("/vod/assets/" + ids.get(0)),
                    caller.get("/vod/assets/%E2%80%AEx"),
                    caller.get("/observe/health"))) {
                assertPrintable(answer.uri().toString(), answer.body());
            }
            String report = caller.get(path + "/report").body();
            assertThat(report).startsWith("\uFEFF"); // for spreadsheets
            assertPrintable("report", report.substring(1));
            assertPrintable("log", log.text().replace("\t", ""));
        }
        try (Stream<Path> done = Files.list(module.inbox().resolve("done"))) {
            assertThat(done.filter(file -> file.toString().endsWith(".receipt.json")))
                    .singleElement()
                    .satisfies(file -> assertPrintable("receipt", Files.readString(file)));
        }
    }

    private static void assertPrintable(String where, String text) {
        assertThat(CONTROL.matcher(text).results().map(each ->
                        (int) each.group().charAt(0)))
                .as(where + ": " + text)
                .isEmpty();
    }

    @Test
    void everyAnswerTellsABrowserToTakeItForAFileToKeepNoneAndToGuessNothing() throws Exception {
        module.drop("list.txt", SampleIds.random(82, 1));
        module.awaitEnd(1);
        String id = caller.ask("/vod/submissions")
                .get("submissions")
                .get(0)
                .get("submission_id")
                .textValue();
        String path = "/vod/submissions/" + id;
        for (HttpResponse<String> answer : List.of(
                caller.get("/vod/summary", "Cache-Control", "max-age=60", "Content-Disposition", "inline"),
                caller.get("/vod/submissions"),
                caller.get(path),
                caller.get("/vod/assets/setup.bat"),
                caller.get("/vod/other.html"),
                caller.get("/vod/submissions?limit=x"),
                caller.get("/vod/summary", "Origin", "https://evil.example"),
                caller.send("PUT", "/vod/summary"),
                caller.send("HEAD", "/vod/summary"),
                caller.send("POST", "/vod/submissions"),
                caller.order("/vod/sender/resume"))) {
            assertGuarded(answer, "answer.json");
        }
        assertGuarded(caller.get(path + "/report"), "report-" + id + ".csv");
        assertGuarded(caller.get(path + "/report", "Accept", "application/json"), "report-" + id + ".json");
        assertGuarded(caller.get("/vod/openapi.yaml"), "openapi.yaml");
        assertGuarded(caller.get("/vod/openapi.json"), "openapi.json");
        assertGuarded(caller.get("/observe/health"), "answer.json");
        assertThat(whatIsAnsweredTo("GET /% HTTP/1.1\r\nHost: a\r\n\r\n"))
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("cache-control: no-store")
                .containsIgnoringCase("content-disposition: attachment");
    }

    private static void assertGuarded(HttpResponse<String> answer, String name) {
        Map<String, List<String>> headers = answer.headers().map();
        assertThat(headers.get("x-content-type-options"))
                .as(answer.uri().toString())
                .containsExactly("nosniff");
        assertThat(headers.get("cache-control")).containsExactly("no-store");
        assertThat(headers.get("content-disposition")).containsExactly("attachment; filename=\"" + name + "\"");
    }

    private String whatIsAnsweredTo(String request) throws IOException {
        URI uri = URI.create(module.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
