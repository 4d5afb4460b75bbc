package io.voddelete.flow;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who guesses is slow, seen and nobody's trouble but his own. */
@Timeout(60)
class WrongCredentialFlowTest extends AskedModule {
    /** That of {@code SlowRefusals}. */
    private static final long DELAY_MILLIS = 500;

    private static final String RIGHT = "Bearer " + StatusCaller.TOKEN;
    private static final String WRONG = "Bearer " + "wrong-token-of-a-guesser-0123456789";
    private static final String OTHER_SECRET = "whsec_YW5vdGhlci1tYWRlLXVwLXNlY3JldC1vZi10ZXN0cw==";

    private static final int MOST_CONNECTIONS = 120;

    WrongCredentialFlowTest() {
        super(Map.of(
                "vod.http.max-connections-per-address",
                String.valueOf(MOST_CONNECTIONS),
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
    void aWrongTokenIsAnsweredLateLoggedWithTheAddressAndCounted() {
        assertThat(caller.ask("/vod/summary").has("refused_callers")).isFalse();
        try (CapturedLog log = CapturedLog.ofAll()) {
            for (int i = 0; i < 3; i++) {
                Timed wrong = timed(() -> caller.get("/vod/summary", "Authorization", WRONG));
                isProblem(wrong.answer, 401);
                assertThat(wrong.millis).isGreaterThanOrEqualTo(DELAY_MILLIS);
            }
            assertThat(log.lines().stream().filter(line -> line.contains("refused")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("from 127.0.0.1:");
            assertThat(log.text()).doesNotContain("guesser", StatusCaller.TOKEN);
        }
        JsonNode refused = caller.ask("/vod/summary").get("refused_callers");
        assertThat(refused.get("count").longValue()).isEqualTo(3);
        assertThat(refused.get("last_from").textValue()).isEqualTo("127.0.0.1");
        assertThat(Instant.parse(refused.get("last_at").textValue())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aWrongSignatureIsTooAndARightOneWaitsForNothing() {
        WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
        byte[] list = bytes(json(SampleIds.random(71, 1)));

        Timed wrong = timed(() -> webhook.send(signed(OTHER_SECRET, "m", Instant.now(), list), list));

        assertThat(wrong.answer.statusCode()).isEqualTo(401);
        assertThat(wrong.millis).isGreaterThanOrEqualTo(DELAY_MILLIS);
        assertThat(webhook.send(signed("m", Instant.now(), list), list).statusCode())
                .isEqualTo(202);
        assertThat(caller.ask("/vod/summary")
                        .get("refused_callers")
                        .get("count")
                        .longValue())
                .isOne();
    }

    /** Whether a token is right must not be told sooner by a probe. */
    @Test
    void aProbeWithAWrongTokenIsToldTheStatusLateAndCounted() {
        Timed wrong = timed(() -> caller.get("/observe/health", "Authorization", WRONG));

        assertThat(wrong.answer.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(wrong.millis).isGreaterThanOrEqualTo(DELAY_MILLIS);
        assertThat(caller.get("/observe/health", "Authorization", RIGHT).body()).contains("checks");
        assertThat(caller.ask("/vod/summary")
                        .get("refused_callers")
                        .get("count")
                        .longValue())
                .isOne();
    }

    @Test
    void whileManyGuessFromHisAddressACorrectCallerIsServed() throws Exception {
        List<Socket> guessers = new ArrayList<>();
        try (CapturedLog log = CapturedLog.ofAll()) {
            for (int i = 0; i < 100; i++) {
                guessers.add(connect());
            }
            List<Long> millis = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                for (Socket guesser : guessers) {
                    ask(guesser, WRONG, 1);
                }
                Timed right = timed(() -> caller.get("/vod/summary", "Authorization", RIGHT));
                assertThat(right.answer.statusCode()).isEqualTo(200);
                millis.add(right.millis);
                assertThat(guessers.stream().map(this::statusLine)).allMatch(line -> line.contains(" 401 "));
            }
            millis.sort(null);
            System.err.println("WrongCredentialFlowTest: a correct caller beside 100 that guess, ms " + millis);
            // the quickest: if guessers held threads, each round would be slow; a busy machine makes only some so
            assertThat(millis.get(0)).isLessThan(DELAY_MILLIS);
            assertThat(log.lines()).hasSizeLessThan(4);
        } finally {
            for (Socket guesser : guessers) {
                guesser.close();
            }
        }
        assertThat(caller.ask("/vod/summary")
                        .get("refused_callers")
                        .get("count")
                        .longValue())
                .isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/vod/summary", "/observe/health"})
    void whoGuessesOnAsManyConnectionsAsThereMayBeKeepsNobodyOut(String path) throws Exception {
        List<Socket> guessers = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_CONNECTIONS + 20; i++) {
                guessers.add(connect());
                ask(path, guessers.get(i), WRONG, 8);
            }
            for (int i = 0; i < 20; i++) {
                try (Socket socket = connect()) {
                    ask(socket, RIGHT, 1);
                    assertThat(statusLine(socket)).contains(" 200 ");
                }
            }
        } finally {
            for (Socket guesser : guessers) {
                guesser.close();
            }
        }
    }

    @Test
    void aLargeAnswerBehindARefusalIsNotKept() throws Exception {
        // on a busy machine an answer may take longer than the delay of the refusal before it, and is then sent as
        // usual
        assertThat(IntStream.range(0, 10).anyMatch(attempt -> isHungUpOnBehindARefusal()))
                .isTrue();
    }

    private boolean isHungUpOnBehindARefusal() {
        try (Socket socket = connect()) {
            ask(socket, WRONG, 1);
            ask("/vod/openapi.yaml", socket, RIGHT, 3);
            return socket.getInputStream().readAllBytes().length < 40_000;
        } catch (IOException hungUp) {
            return true;
        }
    }

    @Test
    void answersKeepTheirOrderWhereSeveralRequestsAreSentAtOnce() throws Exception {
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            ask(socket, WRONG, 3);
            ask(socket, RIGHT, 1);
            for (int i = 1; i <= 3; i++) {
                assertThat(statusLine(socket)).contains(" 401 ");
                assertThat(millisSince(start)).isGreaterThanOrEqualTo(i * DELAY_MILLIS);
            }
            assertThat(statusLine(socket)).contains(" 200 ");
        }
    }

    @Test
    void whoSendsOnAndOnWithoutAnAnswerIsHungUpOn() throws Exception {
        try (Socket socket = connect()) {
            ask(socket, WRONG, 1000);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.split("HTTP/1.1 401", -1).length).isLessThan(20);
        } catch (IOException hungUp) {
            // as it should be
        }
        assertThat(caller.ask("/vod/summary").get("accepted").longValue()).isZero();
    }

    private record Timed(HttpResponse<String> answer, long millis) {}

    private static Timed timed(Supplier<HttpResponse<String>> request) {
        long start = System.nanoTime();
        HttpResponse<String> answer = request.get();
        return new Timed(answer, millisSince(start));
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private Socket connect() throws IOException {
        URI uri = URI.create(module.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void ask(Socket socket, String authorization, int times) throws IOException {
        ask("/vod/summary", socket, authorization, times);
    }

    private static void ask(String path, Socket socket, String authorization, int times) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization + "\r\n\r\n";
        socket.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
    }

    /** Of the next answer, which is read to its end. */
    private String statusLine(Socket socket) {
        try {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as("after " + head).isNotNegative();
                head.append((char) next);
            }
            String length = head.toString().replaceFirst("(?is).*\r\ncontent-length: ([0-9]+)\r\n.*", "$1");
            socket.getInputStream().readNBytes(Integer.parseInt(length));
            return head.substring(0, head.indexOf("\r\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
