package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    private static final String TOKEN = "made-up-token";
    private static final String OTHER = "made-up-token-of-another";

    private final BearerToken check = new BearerToken(
            List.of(new NamedSecret("ops", TOKEN), new NamedSecret("monitor", OTHER)),
            name -> new Caller(name, Set.of(Right.READ), "", Long.MAX_VALUE));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + TOKEN, "bearer  " + TOKEN + " "})
    void theTokenIsGood(String header) {
        assertThatCode(() -> check.check(head(Map.of("authorization", header)), new byte[0]))
                .doesNotThrowAnyException();
    }

    @Test
    void theCallerIsWhoseTokenIsShown() {
        assertThat(check.check(head(Map.of("Authorization", "Bearer " + TOKEN)), new byte[0])
                        .name())
                .isEqualTo("ops");
        assertThat(check.check(head(Map.of("Authorization", "Bearer " + OTHER)), new byte[0])
                        .name())
                .isEqualTo("monitor");
    }

    @Test
    void otherTokensCountFromThenOn() {
        check.use(List.of(new NamedSecret("ops", OTHER)));

        assertThat(check.check(head(Map.of("Authorization", "Bearer " + OTHER)), new byte[0])
                        .name())
                .isEqualTo("ops");
        assertThatThrownBy(() -> check.check(head(Map.of("Authorization", "Bearer " + TOKEN)), new byte[0]))
                .isInstanceOf(HttpProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer made-up-toke", "Bearer made-up-token2", TOKEN, "Basic " + TOKEN, ""
            })
    void anythingElseIsRefusedWithoutTellingTheToken(String header) {
        assertThatThrownBy(() -> check.check(head(Map.of("Authorization", header)), new byte[0]))
                .isInstanceOfSatisfying(HttpProblemException.class, refused -> {
                    assertThat(refused.reply().status()).isEqualTo(401);
                    assertThat(refused.reply().headers()).containsEntry("WWW-Authenticate", "Bearer");
                })
                .hasMessageNotContaining(TOKEN);
        assertThatThrownBy(() -> check.check(head(Map.of()), new byte[0])).isInstanceOf(HttpProblemException.class);
    }

    @Test
    void aTokenInTheQueryOrTwiceIsRefused() {
        String good = "Bearer " + TOKEN;
        for (Map<String, Object> headers : List.<Map<String, Object>>of(
                Map.of("Authorization", good, "CamelHttpRawQuery", "a=b&%61uthorization=Bearer+" + TOKEN),
                Map.of("Authorization", good, "CamelHttpQuery", "a=b&authorization=Bearer+" + TOKEN),
                Map.of("Author\u0131zation", good),
                Map.of("Authorization", good, "CamelHttpQuery", "Author%C4%B1zation=1"),
                Map.of("Authorization", List.of(good, good)))) {
            assertThatThrownBy(() -> check.check(head(headers), new byte[0]))
                    .isInstanceOfSatisfying(
                            HttpProblemException.class,
                            refused -> assertThat(refused.reply().status()).isEqualTo(400));
        }
        check.check(head(Map.of("Authorization", good, "CamelHttpRawQuery", "a=%zz&b")), new byte[0]);
    }

    @Test
    void aWebPageIsRefusedWhereNobodyElseIs() {
        LoopbackOnly anybody = new LoopbackOnly();
        anybody.check(head(Map.of("Host", "127.0.0.1:8080")), new byte[0]);
        anybody.check(head(Map.of("Host", "localhost")), new byte[0]);
        for (Map<String, Object> headers : List.<Map<String, Object>>of(
                Map.of("Host", "localhost", "Origin", "https://evil.example"),
                Map.of("Host", "evil.example:8080"),
                Map.of())) {
            assertThatThrownBy(() -> anybody.check(head(headers), new byte[0]))
                    .isInstanceOfSatisfying(
                            HttpProblemException.class,
                            refused -> assertThat(refused.reply().status()).isEqualTo(403));
        }
    }

    private static RequestHead head(Map<String, Object> headers) {
        return new RequestHead(headers);
    }
}
