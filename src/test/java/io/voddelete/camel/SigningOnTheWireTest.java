package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Batch;
import io.voddelete.vod.AkSkSigner;
import io.voddelete.vod.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the machine is what was signed, byte for byte, and nothing else. */
@Timeout(20)
public class SigningOnTheWireTest extends OnTheWire {
    public static final Map<String, Object> HOSTILE_HEADERS = Map.ofEntries(
            Map.entry("CamelHttpUri", "http://127.0.0.1:1/evil"),
            Map.entry("CamelHttpUrl", "http://127.0.0.1:1/evil"),
            Map.entry("CamelHttpPath", "/evil"),
            Map.entry("CamelHttpQuery", "asset_id=evil"),
            Map.entry("CamelHttpRawQuery", "asset_id=evil"),
            Map.entry("CamelHttpMethod", "GET"),
            Map.entry("CamelHttpCharacterEncoding", "utf-16"),
            Map.entry("CamelRestHttpUri", "http://127.0.0.1:1/evil"),
            Map.entry("camelhttpuri", "http://127.0.0.1:1/evil"),
            Map.entry("Authorization", "Basic ZXZpbA=="),
            Map.entry("X-Sdk-Date", "20000101T000000Z"),
            Map.entry("X-Security-Token", "evil"),
            Map.entry("X-Project-Id", "evil"),
            Map.entry("Cookie", "evil=1"),
            Map.entry("Host", "evil.example"),
            Map.entry("Content-Length", "5"),
            Map.entry("Transfer-Encoding", "chunked"),
            Map.entry("User-Agent", "evil"),
            Map.entry("Anything", List.of("a", "b")));

    SigningOnTheWireTest() {
        super(Duration.ofSeconds(10), "Set-Cookie: id=1; Path=/\r\nX-Answer: 1\r\nAuthorization: echoed\r\n");
    }

    @Test
    void theRequestLineIsTheSignedPathAndQuery() {
        wire.call();

        assertThat(lines(0)[0]).isEqualTo("DELETE /v1.0/" + CallWire.PROJECT + "/asset?asset_id=a%2Cb%2Cc HTTP/1.1");
    }

    @Test
    void onlyTheseHeadersGoOut() {
        wire.call();

        assertThat(Arrays.stream(lines(0)).skip(1).map(line -> line.replaceAll(":.*", "")))
                .containsExactlyInAnyOrder(
                        "Accept-Encoding", "Authorization", "Connection", "Host", "User-Agent", "X-Sdk-Date");
        assertThat(lines(0))
                .contains(
                        "User-Agent: vod-delete-routes",
                        "Connection: keep-alive",
                        "X-Sdk-Date: 20261124T100000Z",
                        "Host: " + server.address().getAuthority());
    }

    @Test
    void hostileHeadersChangeNothing() {
        wire.exchange("a,b,c", HOSTILE_HEADERS);
        wire.call();

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0)).isEqualTo(server.requests().get(1));
    }

    @Test
    void whatTheServerSetsDoesNotComeBackToIt() {
        wire.call();
        wire.call();

        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(0)).doesNotContain("Cookie");
    }

    @Test
    void nothingOfTheCallStaysInTheMessage() {
        Exchange exchange = wire.exchange("a", HOSTILE_HEADERS);

        assertThat(exchange.getMessage().getHeaders()).isEmpty();
        assertThat(exchange.getMessage().getBody()).isInstanceOf(Batch.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod.example", "vod.example:80", "vod.example:8080", "[::1]:8080", "127.0.0.1"})
    void theHostIsTheOneThatWasSigned(String authority) throws Exception {
        URI endpoint = URI.create("http://" + authority);
        try (CallWire proxied = CallWire.throughProxy(server.address(), endpoint)) {
            proxied.call();
        }

        assertThat(lines(0)).contains("Host: " + authority, "Authorization: " + signedFor(endpoint));
    }

    private String[] lines(int request) {
        return server.requests().get(request).split("\r\n");
    }

    private static String signedFor(URI endpoint) {
        AkSkSigner.Request request = new AkSkSigner.Request(
                "DELETE",
                endpoint,
                "/v1.0/" + CallWire.PROJECT + "/asset",
                List.of(Map.entry("asset_id", "a,b,c")),
                Map.of(),
                new byte[0]);
        return new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY)
                .headers(request, CallWire.NOW)
                .get("Authorization");
    }
}
