package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.camel.ReplyProcessor;
import io.voddelete.http.Reply;
import io.voddelete.kit.CapturedLog;
import io.voddelete.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request of a stranger makes a stack trace, or as many log lines as he likes; none can be read in two ways. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangeRequestTest {
    private static final int AGAIN = 5;

    private final CamelContext context = new DefaultCamelContext();
    private Settings settings;

    @BeforeAll
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
        settings = Settings.load(List.of(), Map.of(), properties);
        ServerInTests.addTo(context, settings);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/taken?httpMethodRestrict=POST,GET")
                        .setBody(constant(Reply.json(202, List.of("taken"))))
                        .process(new ReplyProcessor());
                from("platform-http:/things/{id}?httpMethodRestrict=GET").setBody(constant("thing"));
            }
        });
        context.start();
    }

    @AfterAll
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%2 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%e4%b8%GG HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken?% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken?%=1&a=%f HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /observe/health?%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /observe/% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://[::1/taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http:///% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a\u0000b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
                "G@T /taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "G\u0000T /taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "TRACE /taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "FOO /taken HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /taken HTTP/1.x\r\nHost: a\r\n\r\n",
                "GET /taken\r\nHost: a\r\n\r\n",
                "GET\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nExpect: 999-nonsense\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nb\u0000d: 1\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nAuthor\u00c4\u00b1zation: 1\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nX-\u00e4: 1\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\n: nameless\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: [::1\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a:99999999999\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: \r\n\r\n",
                "GET /taken HTTP/1.1\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Type: %\u0000;;;\r\nContent-Length: 1\r\n\r\na",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Encoding: nonsense\r\nContent-Length: 1\r\n\r\na",
                "GET /taken HTTP/1.1\r\nHost: a\r\nCookie: \u0001=;;==\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nAccept: ;;q=x/,/\r\nAccept-Language: ;;;q=z\r\n\r\n",
                "\r\n\r\n\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"
            })
    void isAnsweredOrHungUpOnWithoutATrace(String request) throws Exception {
        assertQuiet(request);
    }

    @Test
    void soIsWhatIsTooLong() throws Exception {
        assertQuiet("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertQuiet("GET /taken?" + "a=%&".repeat(1000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertQuiet("GET /taken HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        assertQuiet("GET /taken HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(5_000) + "\r\n");
        assertQuiet("POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;" + "x".repeat(20_000));
        assertQuiet("POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                + "X: 1\r\n".repeat(5_000));
        assertQuiet("X".repeat(20_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /taken HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
                "GET /taken HTTP/1.1\r\n\r\n",
                "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /taken HTTP/1.1\r\nHost: a\r\nAuthor\u00c4\u00b1zation: 1\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                "POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
                "POST /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
            })
    void whatCanBeReadInTwoWaysIsRefusedAndNothingAfterItIsRead(String request) throws Exception {
        String answer = toTheEnd(request + "GET /things/smuggled HTTP/1.1\r\nHost: a\r\n\r\n", false);

        assertThat(answer)
                .matches("(?s)HTTP/1\\.[01] 400 .*")
                .containsIgnoringCase("content-type: application/problem+json");
        assertThat(answer.split("HTTP/1\\.[01] ", -1)).as(answer).hasSize(2);
        assertThat(answer).doesNotContain("[\"taken\"]");
    }

    private void assertQuiet(String request) throws IOException {
        try (CapturedLog log = CapturedLog.ofAll()) {
            for (int i = 0; i < AGAIN; i++) {
                String answer = toTheEnd(request, true);
                assertThat(answer).matches(a -> a.isEmpty() || a.matches("(?s)HTTP/\\d\\.\\d [2-5].*"), "an answer");
                if (answer.matches("(?s)HTTP/1\\.[01] [45].*")) {
                    assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
                }
                assertThat(answer).doesNotContain("\tat ", "Exception");
            }
            assertThat(log.text()).doesNotContain("\tat ");
            assertThat(log.lines()).hasSizeLessThan(2);
        }
    }

    /** What comes until nothing more does. */
    private String toTheEnd(String request, boolean ended) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), StandaloneHttpServer.port(context, settings))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (ended) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException closing) {
            return "";
        }
    }
}
