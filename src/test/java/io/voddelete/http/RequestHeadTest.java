package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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

    private static RequestHead head(String uri) {
        return new RequestHead(Map.of("CamelHttpUri", uri, "CamelHttpMethod", "POST"));
    }
}
