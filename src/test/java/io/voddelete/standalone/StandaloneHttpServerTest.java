package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.camel.ReplyProcessor;
import io.voddelete.http.Reply;
import io.voddelete.kit.CapturedLog;
import io.voddelete.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers without any route's doing, and what of a route's answer goes out. */
@Timeout(60)
class StandaloneHttpServerTest {
    private static final int LARGEST = 1000;

    private final CamelContext context = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Settings settings;
    private final Map<String, HttpResponse<String>> whileItStarts = new LinkedHashMap<>();

    @BeforeEach
    void start() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", "https://vod.cn-north-4.myhuaweicloud.com");
        properties.setProperty("vod.project-id", "p1");
        properties.setProperty("vod.access-key", "made-up-access-key");
        properties.setProperty("vod.secret-key", "made-up-secret-key");
        properties.setProperty("vod.http.port", "0");
        properties.setProperty("vod.intake.webhook.enabled", "true");
        properties.setProperty("vod.intake.webhook.auth", "none");
        properties.setProperty("vod.intake.webhook.allow-anonymous", "true");
        properties.setProperty("vod.intake.webhook.max-bytes", String.valueOf(LARGEST));
        settings = Settings.load(List.of(), Map.of(), properties);
        ServerInTests.addTo(context, settings);
        context.addService(new ServiceSupport() {
            @Override
            protected void doStart() throws Exception {
                ask("before the first route");
            }
        });
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/taken?httpMethodRestrict=POST")
                        .startupOrder(1)
                        .routePolicy(new RoutePolicySupport() {
                            @Override
                            public void onStart(Route started) {
                                try {
                                    ask("after the first route");
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        })
                        .setBody(constant(Reply.json(202, List.of("taken")).with("Location", "/there")))
                        .process(new ReplyProcessor());
                from("platform-http:/things/{id}?httpMethodRestrict=GET,PUT")
                        .startupOrder(2)
                        .setBody(constant("thing"));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void onlyTheHeadersOfTheReplyGoOut() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("/taken?colour=blue"))
                        .header("Long-Running-Action", "x")
                        .header("X-Foreign", "x")
                        .POST(BodyPublishers.ofString("1"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("[\"taken\"]");
        assertThat(answer.headers().map())
                .containsOnlyKeys(
                        "cache-control",
                        "content-disposition",
                        "content-length",
                        "content-type",
                        "location",
                        "x-content-type-options");
    }

    @Test
    void nothingIsThereBesidesTheRoutes() throws Exception {
        isProblem(send("GET", "/other", ""), 404);
    }

    @Test
    void anotherMethodIsToldWhichOnesAreTaken() throws Exception {
        HttpResponse<String> answer = send("DELETE", "/things/7", "");

        isProblem(answer, 405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, PUT");
        isProblem(send("GET", "/taken", ""), 405);
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithoutAStackTrace() throws Exception {
        try (CapturedLog log = CapturedLog.everythingOf("io.vertx")) {
            isProblem(send("POST", "/taken", "x".repeat(LARGEST + 1)), 413);
            assertThat(log.text()).doesNotContain("Unhandled");
        }
        assertThat(send("POST", "/taken", "x".repeat(LARGEST)).statusCode()).isEqualTo(202);
    }

    @Test
    void whatGoesWrongInTheServerIsLoggedAndNotForEachRequest() throws Exception {
        StandaloneHttpServer.router(context, 0).route("/broken").handler(request -> {
            throw new IllegalStateException("broken\nin here");
        });
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete")) {
            isProblem(send("GET", "/broken", ""), 500);
            isProblem(send("GET", "/broken", ""), 500);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "java.lang.IllegalStateException: broken\\u000ain here.", " 500");
        }
    }

    @Test
    void aBodyWithoutEndIsRefusedAtTheLimit() throws Exception {
        try (Socket socket = connect()) {
            String chunk = "100\r\n" + "x".repeat(256) + "\r\n";
            String head = "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            socket.getOutputStream().write((head + chunk.repeat(4)).getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n",
                "0x1\r\na\r\n",
                "1\r\naa\r\n",
                "1\na\n0\n\n",
                "0\r\nno colon\u0000\r\n\r\n",
                "TRAILERS",
                "EXTENSION"
            })
    void aBodyThatCannotBeReadIsRefusedWithAWord(String body) throws Exception {
        try (Socket socket = connect()) {
            String sent = body.replace("TRAILERS", "0\r\n" + "T: b\r\n".repeat(10_000) + "\r\n")
                    .replace("EXTENSION", "1;" + "a".repeat(100_000) + "\r\na\r\n");
            socket.getOutputStream()
                    .write(("POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + sent)
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 400 ").contains("\"status\":400", "\"detail\":");
        }
    }

    @Test
    void aBodyInManyTinyPartsIsRefusedBeforeItsEnd() throws Exception {
        try (Socket socket = connect()) {
            String shredded = "1;" + "e".repeat(5) + "\r\na\r\n";
            socket.getOutputStream()
                    .write(("POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + shredded.repeat(251))
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 400 ").contains("small chunks");
        }
    }

    @Test
    void whoHangsUpWithinHisBodyLeavesNoLine() throws Exception {
        try (CapturedLog log = CapturedLog.ofAll()) {
            for (int i = 0; i < 20; i++) {
                try (Socket socket = connect()) {
                    socket.getOutputStream()
                            .write("POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.setSoLinger(true, i % 2); // half of them by RST
                }
            }
            assertThat(send("GET", "/things/7", "").statusCode()).isEqualTo(200);
            assertThat(log.lines()).noneMatch(line -> line.matches("(WARN|ERROR).*"));
        }
    }

    @Test
    void connectionsThatGiveWayToOthersLeaveNoLine() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (CapturedLog log = CapturedLog.everythingOf("io.netty")) {
            for (int i = 0; i < 600; i++) { // twice as many as may be open
                sockets.add(connect());
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreException(IOException.class) // that of the client may have to give way too
                    .until(() -> send("GET", "/things/7", "").statusCode() == 200);
            assertThat(log.lines()).noneMatch(line -> line.matches("(WARN|ERROR).*"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void whoSendsTooSlowlyIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void manyHeadersAndManyParametersAreRefused() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /things/7 HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(100) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 431 ");
        }
        isProblem(send("GET", "/things/7?a=1" + "&b=1".repeat(100), ""), 414);
        assertThat(send("GET", "/things/7?a=1" + "&b=1".repeat(99), "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyOfWhichNothingComesIsCutOffBeforeThat() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void whoReadsNoAnswerIsHungUpOnBeforeHisRequestsFillTheMemory() throws Exception {
        byte[] requests = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            socket.getOutputStream().write(requests);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(send("GET", "/nothing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void requestsThatWaitForAnAnswerAreHeldBackAndAllAnswered() throws Exception {
        String request = "GET /things/7 HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Socket socket = connect()) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(request.repeat(4).getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(toTheEnd(socket).split("HTTP/1.1 200 ", -1)).hasSize(9);
        }
    }

    @Test
    void whoNeverFinishesTheHeadIsHungUpOnAlsoWhileBytesKeepComing() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                sockets.add(connect());
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write("POST /taken HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            }
            Socket silent = connect();
            sockets.add(silent);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        sockets.removeIf(socket -> socket != silent && !takesAnotherByte(socket));
                        return sockets.size() == 1;
                    });
            assertThat(toTheEnd(silent)).isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static boolean takesAnotherByte(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (IOException closing) {
            return false;
        }
    }

    @Test
    void aConnectionServesMoreThanOneRequestAndIsHungUpOnWhenNoneComesAnyMore() throws Exception {
        String request = "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1";
        try (Socket socket = connect()) {
            socket.getOutputStream().write((request + request).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write((request + "POST /taken ").getBytes(StandardCharsets.US_ASCII));

            assertThat(toTheEnd(socket).split("HTTP/1.1 202 ", -1)).hasSize(4);
        }
    }

    /** Of a path that is there already it says no method that is not, and takes nothing. */
    @Test
    void untilEveryRouteIsThereItSaysThatItIsToBeAskedAgain() throws Exception {
        assertThat(whileItStarts)
                .containsOnlyKeys(
                        "POST /taken before the first route",
                        "PUT /taken before the first route",
                        "GET /things/7 before the first route",
                        "POST /taken after the first route",
                        "PUT /taken after the first route",
                        "GET /things/7 after the first route");
        for (HttpResponse<String> answer : whileItStarts.values()) {
            isProblem(answer, 503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        }
        assertThat(send("POST", "/taken", "").statusCode()).isEqualTo(202);
    }

    private void ask(String when) throws Exception {
        whileItStarts.put("POST /taken " + when, send("POST", "/taken", ""));
        whileItStarts.put("PUT /taken " + when, send("PUT", "/taken", ""));
        whileItStarts.put("GET /things/7 " + when, send("GET", "/things/7", ""));
    }

    @Test
    void aFormWithFilesIsRefusedBeforeAnythingIsWritten() throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";
        isProblem(sendAs("Multipart/form-data; boundary=b", body), 415);
    }

    @Test
    void theFieldsOfAFormAreNotTakenForHeadersAndAnEmptyFormIsNone() throws Exception {
        String type = "Application/x-www-form-urlencoded; charset=utf-8";
        isProblem(sendAs(type, "Authorization=Bearer+token"), 415);
        assertThat(sendAs(type, "").statusCode()).isEqualTo(202);
    }

    private HttpResponse<String> sendAs(String type, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri("/taken"))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void isProblem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank().doesNotStartWith("Status");
        assertThat(problem.get("detail").textValue()).isNotBlank();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(ServerInTests.url(context, settings) + path);
    }

    private Socket connect() throws Exception {
        URI uri = uri("/");
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String toTheEnd(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
}
