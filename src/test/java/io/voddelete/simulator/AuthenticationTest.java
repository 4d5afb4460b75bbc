package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2021-12-17T06:43:03Z"));
    private VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
    private SigningClient client = client();

    @AfterEach
    void close() {
        assertThat(simulator.recorder().deletedCount()).isZero();
        simulator.close();
    }

    @Test
    void wantsASignature() {
        assertRefused(client.sendWithAuthorization(null), "x-auth-token not found");
        assertRefused(client.sendWithAuthorization("Basic YTpi"), "malformed");
    }

    @Test
    void echoesTheCanonicalRequestOnAMismatch() {
        client.secretKey = "another";

        assertRefused(
                client.delete("a", "b"),
                "verify aksk signature fail, canonicalRequest:DELETE|/v1.0/" + SimulatorOptions.PROJECT_ID
                        + "/asset/|asset_id=a%2Cb|host:" + simulator.endpoint().getAuthority()
                        + "|x-sdk-date:20211217T064303Z||host;x-sdk-date|e3b0c442");
    }

    @Test
    void doesNotKnowAnotherAccessKey() {
        client.accessKey = "SOMEBODYELSE";

        assertRefused(client.delete("a"), "ak SOMEBODYELSE not exist");
    }

    @Test
    void tellsBothTimesOfAnExpiredSignature() {
        clock.advance(Duration.ofMinutes(15).plusSeconds(1));

        assertRefused(
                client.delete("a"),
                "calc aksk signature fail:signature expired, signature time:20211217T064303Z,server time:20211217T065804Z");
    }

    @Test
    void refusesASignatureFromTheFutureButNotWithinFifteenMinutes() {
        client.now = clock.instant().plus(Duration.ofMinutes(15));
        assertThat(client.info("a").statusCode()).isEqualTo(200);

        client.now = client.now.plusSeconds(1);
        assertRefused(client.info("a"), "signature expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "wrong", "unsigned"})
    void wantsTheSessionToken(String fault) {
        simulator.close();
        simulator =
                VodSimulator.start(SimulatorOptions.defaults().withClock(clock).withSessionToken("token+/=="));
        client = client();
        client.sessionToken = "token+/==";
        assertThat(client.info("a").statusCode()).isEqualTo(200);

        client.signToken = !fault.equals("unsigned");
        if (!fault.equals("unsigned")) {
            client.sessionToken = fault.equals("missing") ? null : fault;
        }
        assertRefused(client.delete("a"), "x-security-token");
    }

    @Test
    void acceptsRepeatedKeysSignedInTheOrderSentOrSorted() {
        String query = "asset_id=b&asset_id=a";

        assertThat(client.send("GET", "/asset/info", query, query).statusCode()).isEqualTo(200);
        assertThat(client.send("GET", "/asset/info", query, "asset_id=a&asset_id=b")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void countsNoIdAsSentWhenTheSignatureIsBad() {
        client.secretKey = "another";
        client.delete("a");

        assertThat(simulator.recorder().timesSent("a")).isZero();
        assertThat(simulator.recorder().calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(401);
            assertThat(call.errorCode()).isEqualTo("APIGW.0301");
        });
    }

    private SigningClient client() {
        SigningClient signing = new SigningClient(simulator);
        signing.now = clock.instant();
        return signing;
    }

    private static void assertRefused(HttpResponse<String> answer, String message) {
        assertError(answer, 401, "APIGW\\.0301");
        assertThat(answer.body()).contains("Incorrect IAM authentication information: ", message);
    }
}
