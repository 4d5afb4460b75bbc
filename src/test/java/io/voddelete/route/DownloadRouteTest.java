package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DownloadRouteTest extends RouteKit {
    /** More lines than are read of the store at once. */
    private static final int MANY = 12_001;

    /** Stands still, so that no reader is too slow on a busy machine. */
    private final AtomicLong nanos = new AtomicLong();

    private StatusCaller caller;

    DownloadRouteTest() {
        super("operations/download");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
    }

    @Override
    protected LongSupplier nanos() {
        return nanos::get;
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void aReportIsTheSameInBothFormsWithEachLineAlsoWhereItIsLongerThanAPage() throws Exception {
        accept(ids(1));
        List<String> lines = new ArrayList<>(ids(MANY));
        lines.set(6_000, "=HYPERLINK(\"x\")");
        acceptAs("many.txt", lines);
        String path = report("many.txt");

        HttpResponse<String> table = caller.get(path);
        HttpResponse<String> array = caller.get(path, "Accept", "application/json");

        assertThat(table.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        List<String> rows = table.body().lines().toList();
        assertThat(rows).hasSize(1 + MANY + 3);
        assertThat(rows.get(0))
                .isEqualTo(
                        "\uFEFF\"line\",\"asset_id\",\"status\",\"reason\",\"error_code\",\"settled_at\",\"duplicate_of\","
                                + "\"title\",\"vod_status\",\"created_at\",\"request_id\"");
        assertThat(rows.get(1))
                .isEqualTo("\"1\",\"" + ids(1).get(0) + "\",\"PENDING\",,,,\"file:accepted.txt line 1\",,,,");
        assertThat(rows.get(6_001)).startsWith("\"6001\",\"'=HYPERLINK(\"\"x\"\")\",\"REJECTED\",");
        assertThat(rows.get(MANY))
                .isEqualTo("\"" + MANY + "\",\"" + ids(MANY).get(MANY - 1) + "\",\"PENDING\",,,,,,,,");
        assertThat(rows.get(MANY + 2)).contains(MANY + " lines: 11999 accepted", "1 duplicates, 1 rejected");

        assertThat(array.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode all = StatusCaller.json(array);
        assertThat(all).hasSize(MANY);
        assertThat(all.get(0))
                .hasToString("{\"line\":1,\"asset_id\":\"" + ids(1).get(0)
                        + "\",\"status\":\"PENDING\",\"duplicate_of\":{\"source\":\"file:accepted.txt\",\"line\":1}}");
        assertThat(all.get(6_000))
                .hasToString("{\"line\":6001,\"text\":\"=HYPERLINK(\\\"x\\\")\",\"status\":\"REJECTED\","
                        + "\"reason\":\"not-an-asset-id\"}");
        for (int i = 0; i < MANY; i++) {
            assertThat(all.get(i).get("line").intValue()).isEqualTo(i + 1);
        }
    }

    @Test
    void whoAcceptsNoneOfTheTwoFormsIsRefusedAndWhoTakesAnythingGetsTheTable() throws Exception {
        accept(ids(1));
        String path = report("accepted.txt");

        isProblem(caller.get(path, "Accept", "application/xml, image/png"), 406);
        for (String accept : List.of("*/*", "text/*", "text/html,application/xml;q=0.9,*/*;q=0.8", "TEXT/CSV;q=1")) {
            assertThat(caller.get(path, "Accept", accept).body()).as(accept).startsWith("\uFEFF\"line\",");
        }
        for (String accept : List.of("application/json", "application/json, text/plain, */*", "application/*")) {
            assertThat(caller.get(path, "Accept", accept).body()).as(accept).startsWith("[");
        }
    }

    @Test
    void aSubmissionThatIsBeingReadHasNoReportYetAndOneThatIsNotThereNone() throws Exception {
        accept(ids(1));
        String path = report("accepted.txt");
        change("UPDATE submission SET state = 'OPEN'");

        assertThat(isProblem(caller.get(path), 409)).contains("still being read");
        isProblem(caller.get("/vod/submissions/nope/report"), 404);
        isProblem(caller.send("POST", path), 405);
        assertThat(caller.send("HEAD", path).statusCode()).isEqualTo(409);
        isProblem(caller.get(path, "Origin", "https://evil.example"), 403);
    }

    @Test
    void aReportThatBreaksOffDoesNotLookLikeAWholeOne() throws Exception {
        acceptAs("many.txt", ids(MANY));
        String path = report("many.txt");
        change("ALTER TABLE duplicate RENAME TO hidden");

        assertThat(isBroken(path)).isTrue();
        change("ALTER TABLE hidden RENAME TO duplicate");
        assertThat(caller.get(path).body().lines()).hasSize(1 + MANY + 3);
    }

    private boolean isBroken(String path) {
        try {
            return caller.get(path).statusCode() >= 500;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void whoGoesAwayInTheMiddleOfAReportHoldsUpNothing() throws Exception {
        acceptAs("huge.txt", ids(150_000));
        try (Socket socket = ask(report("huge.txt"))) {
            assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
            assertThat(context.getInflightRepository().size()).as("being sent").isOne();
        }
        Awaitility.await()
                .atMost(SOON)
                .until(() -> context.getInflightRepository().size() == 0);
    }

    @Test
    void onlyAFewAreSentAtATimeAndWhoReadsNothingIsHungUpOn() throws Exception {
        acceptAs("huge.txt", ids(150_000));
        String path = report("huge.txt");
        List<Socket> unread = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                unread.add(ask(path));
            }
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> context.getInflightRepository().size() == 4);
            HttpResponse<String> refused = caller.get(path);
            isProblem(refused, 503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(caller.send("HEAD", path).statusCode())
                    .as("takes no place")
                    .isEqualTo(200);

            Awaitility.await().atMost(SOON).until(() -> {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                return context.getInflightRepository().size() == 0;
            });
            assertThat(caller.get(path).statusCode()).isEqualTo(200);
        } finally {
            for (Socket each : unread) {
                each.close();
            }
        }
    }

    @Test
    void theDescriptionIsServedAsItIsShipped() throws Exception {
        HttpResponse<String> answer = caller.get("/vod/openapi.yaml");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        try (InputStream shipped = getClass().getResourceAsStream("/vod-delete-routes/openapi.yaml")) {
            assertThat(answer.body()).isEqualTo(new String(shipped.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theDescriptionIsServedAsJsonTooWithTheSameContent() throws Exception {
        HttpResponse<String> answer = caller.get("/vod/openapi.json");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"openapi.json\"");
        assertThat(answer.body()).matches("[ -~]+");
        Object yaml = new Load(LoadSettings.builder().build())
                .loadFromString(caller.get("/vod/openapi.yaml").body());
        assertThat(StatusCaller.json(answer)).isEqualTo(new ObjectMapper().valueToTree(yaml));
    }

    /** Takes little before the answer is read. */
    private Socket ask(String path) throws IOException {
        URI server = URI.create(url());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String report(String name) {
        return "/vod/submissions/"
                + rows("SELECT submission_id FROM submission WHERE source = 'file:" + name + "'")
                        .get(0) + "/report";
    }
}
