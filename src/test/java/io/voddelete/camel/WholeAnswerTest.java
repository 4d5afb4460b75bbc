package io.voddelete.camel;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RawServer;
import io.voddelete.vod.VodResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of an answer, what is not, and what becomes of the connection. */
@Timeout(20)
class WholeAnswerTest extends OnTheWire {
    private static final int MIB = 1024 * 1024;

    WholeAnswerTest() {
        super(Duration.ofSeconds(10), "");
    }

    @Test
    void oneConnectionServesManyCalls() {
        server.conduct(saying(answer("200 OK", "Content-Type: application/json\r\n", "{\"a\":1}")));
        wire.call();
        server.forget();

        for (int i = 0; i < 20; i++) {
            assertThat(wire.call().body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        }

        assertThat(server.requests()).hasSize(20);
        assertThat(server.connections()).isZero();
    }

    @Test
    void oneConnectionServesCompressedAnswersToo() throws IOException {
        byte[] body = gzip("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        server.conduct(connection -> write(connection.getOutputStream(), body.length, body));
        wire.call();
        server.forget();

        for (int i = 0; i < 20; i++) {
            assertThat(wire.call().body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        }

        assertThat(server.connections()).isZero();
    }

    @Test
    void anErrorKeepsTheConnectionAsWell() {
        server.conduct(saying(answer("403 Forbidden", "", "{\"error_code\":\"VOD.10062\"}")));
        wire.call();
        server.forget();

        for (int i = 0; i < 5; i++) {
            assertThat(wire.call().status()).isEqualTo(403);
        }

        assertThat(server.connections()).isZero();
    }

    @Test
    void anAnswerOfOneMebibyteIsWhole() {
        server.conduct(saying(answer("200 OK", "", "x".repeat(MIB))));

        assertThat(wire.call().body()).hasSize(MIB);
    }

    @Test
    void moreThanOneMebibyteIsCutOffWithItsConnection() {
        server.conduct(saying(answer("200 OK", "", "x".repeat(10 * MIB))));
        assertCutOff(wire.call());

        server.forget();
        server.conduct(saying(answer("200 OK", "", "{}")));
        wire.call();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aBodyWithoutEndIsCutOff() {
        server.conduct(connection -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            RawServer.writeEndlessly(out, ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return false;
        });

        assertCutOff(wire.call());
    }

    @Test
    void aCompressedBodyIsMeasuredInflated() throws IOException {
        byte[] bomb = gzip(new byte[20 * MIB]);
        server.conduct(connection -> write(connection.getOutputStream(), bomb.length, bomb));

        assertThat(bomb).hasSizeLessThan(MIB);
        assertCutOff(wire.call());
    }

    @Test
    void aTruncatedBodyIsNoAnswer() {
        server.conduct(connection -> {
            saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"delete_result_array\":[]}")
                    .answer(connection);
            return false;
        });

        assertMayHaveActed(wire.call(), "ConnectionClosedException");
    }

    @Test
    void aTruncatedCompressedBodyIsNoAnswer() throws IOException {
        byte[] body = gzip("{\"delete_result_array\":[]}".getBytes(StandardCharsets.UTF_8));
        server.conduct(connection -> {
            write(connection.getOutputStream(), body.length - 12, body);
            return false;
        });

        assertMayHaveActed(wire.call(), "ConnectionClosedException");
    }

    @Test
    void aConnectionClosedWithoutAnswerIsNoAnswerAndNotRepeated() {
        server.conduct(connection -> false);

        assertMayHaveActed(wire.call(), "NoHttpResponseException");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whatIsNoHttpIsNoAnswer() {
        server.conduct(connection -> {
            saying("SSH-2.0-OpenSSH_9.6\r\n\r\n").answer(connection);
            return false;
        });

        assertMayHaveActed(wire.call(), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        String location = "Location: " + server.address() + "/elsewhere\r\n";
        server.conduct(saying(answer(status + " Moved", location, "")));

        assertThat(wire.call().status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void nothingIsRepeated(int status) {
        server.conduct(saying(answer(status + " Busy", "Retry-After: 0\r\n", "{}")));

        VodResponse answer = wire.call();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ZERO);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/json; charset=no-such-charset",
                "application/json; charset=utf 8",
                "/",
                ";;;",
                "application/json; charset=utf-16",
                "application/x-java-serialized-object"
            })
    void theBytesAreWhatWasSentWhateverTheirTypeIsSaidToBe(String type) {
        server.conduct(saying(answer("200 OK", "Content-Type: " + type + "\r\n", "{\"a\":\"\u00e4\"}")));

        VodResponse answer = wire.call();

        assertThat(answer.fault()).isNull();
        assertThat(answer.body()).isEqualTo("{\"a\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "204 No Content", "403 Forbidden"})
    void anEmptyBodyIsAnEmptyBody(String statusLine) {
        server.conduct(saying(answer(statusLine, "", "")));

        VodResponse answer = wire.call();

        assertThat(answer.fault()).isNull();
        assertThat(answer.status()).isEqualTo(Integer.parseInt(statusLine.substring(0, 3)));
        assertThat(answer.body()).isEmpty();
    }

    private static void assertCutOff(VodResponse answer) {
        assertMayHaveActed(answer, "more than 1048576 bytes");
    }

    private static void assertMayHaveActed(VodResponse answer, String fault) {
        assertThat(answer.fault()).contains(fault);
        assertThat(answer.status()).isZero();
        assertThat(answer.mayHaveActed()).isTrue();
    }

    private static boolean write(OutputStream out, int length, byte[] body) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body, 0, length);
        return true;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(content);
        }
        return zipped.toByteArray();
    }
}
