package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {
    /** Servlet containers give the path, Vert.x the target of the request, after a proxy perhaps as a whole address. */
    @ParameterizedTest
    @CsvSource({
        "/vod/submissions, ''",
        "/api/vod/submissions, /api",
        "/api/v1/vod/submissions?dry=1, /api/v1",
        "https://host.example/api/vod/submissions?a=/vod/submissions, /api",
        "http://host.example/vod/submissions, ''",
        "/vod/submissions/vod/submissions, /vod/submissions",
        "/api/vod/submissions/, /api"
    })
    void theContextPathOfAServerIsWhatStandsBeforeOurs(String uri, String contextPath) {
        assertThat(head(uri).contextPath("/vod/submissions")).isEqualTo(contextPath);
    }

    @ParameterizedTest
    @CsvSource({
        "//evil.example/vod/submissions",
        "/a//b/vod/submissions",
        "/a b/vod/submissions",
        "api/vod/submissions",
        "/elsewhere",
        "''"
    })
    void whatIsNoContextPathIsNotRepeated(String uri) {
        assertThat(head(uri).contextPath("/vod/submissions")).isEmpty();
    }

    @Test
    void aParameterOfTheSameNameIsLeftToTheServer() {
        RequestHead head = new RequestHead(
                Map.of("CamelHttpUri", "/api/vod/submissions?CamelHttpUri=/x", "CamelHttpRawQuery", "CamelHttpUri=/x"));
        assertThat(head.contextPath("/vod/submissions")).isEqualTo("/api");
    }

    @Test
    void aPathMayGoOnBehindOurs() {
        assertThat(head("/api/vod/assets/a%2Fb/retry").contextPath("/vod/assets/"))
                .isEqualTo("/api");
    }

    /** As a server gives it, which is wrong under a context path on Spring Boot. */
    @ParameterizedTest
    @CsvSource({
        "/vod/assets/a, a",
        "/api/vod/assets/b, b",
        "/api/v1/vod/assets/b%2Bc+d%20e/retry?x=/y, 'b+c+d e'",
        "/vod/assets/, a"
    })
    void aParameterOfThePathIsTheOneBehindOurPath(String uri, String value) {
        RequestHead head = new RequestHead(Map.of("CamelHttpUri", uri, "asset_id", "a"));
        assertThat(head.pathParameter("asset_id", "/vod/assets/")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "/vod/submissions?limit=5&colour=blue, 'unknown parameter colour; allowed: before, limit'",
        "/vod/submissions?=1, 'unknown parameter ; allowed: before, limit'",
        "/vod/submissions?limit=5&before=7;Limit=6, 'the parameter limit occurs more than once; allowed: each of before, limit once'",
        "/vod/submissions?l%69mit&limit, 'the parameter limit occurs more than once; allowed: each of before, limit once'"
    })
    void aParameterThatNobodyReadsIsRefused(String uri, String detail) {
        assertThatThrownBy(() -> requested(uri).requireParameters(Set.of("limit", "before")))
                .isInstanceOf(HttpProblemException.class)
                .hasMessage("400: " + detail);
    }

    @ParameterizedTest
    @CsvSource({"/vod/submissions", "/vod/submissions?", "/vod/submissions?limit=5&&before=7", "/vod/submissions?before"
    })
    void eachParameterThatIsReadMayBeThereOnce(String uri) {
        requested(uri).requireParameters(Set.of("limit", "before"));
    }

    private static RequestHead requested(String uri) {
        return RequestHead.of("GET", uri, "127.0.0.1:1", List.of());
    }

    private static RequestHead head(String uri) {
        return new RequestHead(Map.of("CamelHttpUri", uri, "CamelHttpMethod", "POST"));
    }

    @Test
    void theOriginHasNoPortAndSaysWhatIsNotVerified() {
        assertThat(new RequestHead(Map.of()).origin()).isNull();
        assertThat(new RequestHead(Map.of(RequestHead.REMOTE_ADDRESS, "10.0.0.1:4711")).origin())
                .isEqualTo("10.0.0.1");
        assertThat(new RequestHead(Map.of(RequestHead.REMOTE_ADDRESS, "10.0.0.1:4711", "X-Forwarded-For", "1.2.3.4"))
                        .origin())
                .startsWith("10.0.0.1 (")
                .contains("not verified: 1.2.3.4");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 4711, 10.0.0.1, 10.0.0.1:4711",
        "0:0:0:0:0:0:0:1, 4711, 0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1:4711",
        "10.0.0.1, -1, 10.0.0.1, 10.0.0.1:0",
        ", 0, , an unknown address"
    })
    void aServletContainerTellsThePeerByItsRequest(String address, int port, String origin, String from) {
        AtomicReference<String> now = new AtomicReference<>(address);
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getRemoteAddr" -> now.get();
                    case "getRemotePort" -> port;
                    default -> throw new UnsupportedOperationException(method.getName());
                });

        RequestHead head = new RequestHead(Map.of("CamelHttpServletRequest", request));
        now.set("of another request");

        assertThat(head.origin()).isEqualTo(origin);
        assertThat(head.from()).isEqualTo(from);
        assertThat(new RequestHead(Map.of("CamelHttpServletRequest", "10.0.0.9")).origin())
                .isNull();
    }

    @Test
    void aTextOfAHeaderIsWhatItsBytesMeanInUtf8() {
        String latin = new String("工单 7".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(new RequestHead(Map.of("a", latin)).text("a")).hasValue("工单 7");
        assertThat(new RequestHead(Map.of("a", "Gr\u00fcn")).text("a"))
                .as("no UTF-8")
                .hasValue("Gr\u00fcn");
        assertThat(new RequestHead(Map.of("a", "工单")).text("a"))
                .as("decoded by the server")
                .hasValue("工单");
        assertThat(new RequestHead(Map.of()).text("a")).isEmpty();
    }

    @Test
    void aTraceContextThatIsNotOneHeaderIsNone() {
        assertThat(new RequestHead(Map.of("Traceparent", "00-1")).traceparent()).isEqualTo("00-1");
        assertThat(new RequestHead(Map.of("traceparent", List.of("00-1", "00-2"))).traceparent())
                .isNull();
        assertThat(new RequestHead(Map.of("traceparent", "00-1", "CamelHttpRawQuery", "traceparent=00-1"))
                        .traceparent())
                .isNull();
        assertThat(new RequestHead(Map.of()).traceparent()).isNull();
    }
}
