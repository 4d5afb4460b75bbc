package io.voddelete.camel;

import static io.voddelete.camel.CallWire.NOW;
import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.RawServer;
import io.voddelete.vod.VodResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ResponseProcessorTest {
    @Test
    void anAnswerIsItsStatusAndItsBytes() throws Exception {
        VodResponse answer = received(answer("403 Forbidden", "", "{\"error_code\":\"VOD.10062\"}"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"error_code\":\"VOD.10062\"}");
        assertThat(answer.retryAfter()).isNull();
        assertThat(answer.fault()).isNull();
        assertThat(answer.mayHaveActed()).isTrue();
    }

    @Test
    void aMessageWithoutAResponseIsRefusedWithTheNameOfTheVariable() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> ResponseProcessor.read(new DefaultExchange(context), NOW))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(ResponseProcessor.VARIABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After", "Retry-after", "retry-after", "RETRY-AFTER"})
    void retryAfterIsReadInAnyCase(String name) throws Exception {
        VodResponse answer = received(answer("429 Too Many Requests", name + ": 17\r\n", "{}"));

        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(17));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "17|17",
                "999999999|999999999",
                "Tue, 24 Nov 2026 10:01:30 GMT|90",
                "Tue, 24 Nov 2026 09:00:00 GMT|0",
            })
    void retryAfterIsSecondsOrADate(String text, long seconds) {
        assertThat(ResponseProcessor.retryAfter(text, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-1",
                "1.5",
                "99999999999999999999",
                "\u0661",
                "24 Nov 2026",
                "2026-11-24T10:00:00Z"
            })
    void anyOtherRetryAfterIsNone(String text) {
        assertThat(ResponseProcessor.retryAfter(text, NOW)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"})
    void aDateFarAwayIsStillATime(String text) {
        assertThat(ResponseProcessor.retryAfter(text, Instant.parse("2026-11-24T10:00:00Z")))
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }

    static Stream<IOException> neverSent() {
        return Stream.of(
                new ConnectException("refused"),
                new HttpHostConnectException("refused"),
                new ConnectTimeoutException("connect"),
                new ConnectionRequestTimeoutException("pool"),
                new UnknownHostException("vod.example.invalid"),
                new NoRouteToHostException("no route"),
                new SSLHandshakeException("certificate"),
                new SSLPeerUnverifiedException("name"));
    }

    static Stream<Exception> perhapsSent() {
        return Stream.of(
                new SocketTimeoutException("Read timed out"),
                new SocketException("Connection reset"),
                new NoHttpResponseException("failed to respond"),
                new InterruptedIOException("no complete response"),
                new EOFException(),
                new IllegalStateException("whatever"));
    }

    @ParameterizedTest
    @MethodSource("neverSent")
    void whatFailedBeforeTheRequestHasCertainlyNotActed(Exception cause) {
        assertThat(ResponseProcessor.fault(cause).mayHaveActed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("perhapsSent")
    void anythingElseMayHaveActed(Exception cause) {
        VodResponse answer = ResponseProcessor.fault(cause);

        assertThat(answer.mayHaveActed()).isTrue();
        assertThat(answer.status()).isZero();
        assertThat(answer.fault()).startsWith(cause.getClass().getSimpleName());
    }

    @Test
    void aResetAfterTheRequestMayHaveActed() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.setSoLinger(true, 0);
                    return false;
                });
                CallWire wire = new CallWire(server.address(), Duration.ofSeconds(5))) {
            VodResponse answer = wire.call();

            assertThat(answer.fault()).startsWith("SocketException");
            assertThat(answer.mayHaveActed()).isTrue();
        }
    }

    @Test
    void aRequestThatTheGatewayReadsOtherwiseIsSetBesideTheSignedOne() throws Exception {
        String body = "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"verify aksk signature fail, canonicalRequest:"
                + "DELETE|/v1.0/" + CallWire.PROJECT + "/asset/|asset_id=a,b,c|host:" + CallWire.ACCESS_KEY + "\"}";
        try (RawServer server = RawServer.start(saying(answer("401 Unauthorized", "", body)));
                CallWire wire = new CallWire(server.address(), Duration.ofSeconds(5))) {
            wire.call();

            assertThat(wire.mismatches).singleElement().satisfies(mismatch -> {
                assertThat(mismatch.theirs()).endsWith("|asset_id=a,b,c|host:***");
                assertThat(mismatch.ours())
                        .isEqualTo("DELETE|/v1.0/" + CallWire.PROJECT + "/asset/|asset_id=a%2Cb%2Cc|host:"
                                + server.address().getAuthority()
                                + "|x-sdk-date:20261124T100000Z||host;x-sdk-date|"
                                + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
                assertThat(mismatch.difference())
                        .contains("line 3, theirs 'asset_id=a,b,c', ours 'asset_id=a%2Cb%2Cc'");
            });
        }
    }

    private static VodResponse received(String text) throws Exception {
        try (RawServer server = RawServer.start(saying(text));
                CallWire wire = new CallWire(server.address(), Duration.ofSeconds(5))) {
            return wire.call();
        }
    }
}
