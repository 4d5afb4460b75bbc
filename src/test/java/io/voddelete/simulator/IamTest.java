package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.SigningClient.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, and access keys that change while the simulator runs. */
class IamTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withClock(clock).withIam("lifetime=1h,bytes=32768"));

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void aTokenIsGivenAndLetsCallsInUntilItEnds() throws Exception {
        HttpResponse<String> answer = ask(SimulatorOptions.PASSWORD);
        String token = token(answer);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .contains("\"issued_at\":\"2026-11-24T10:00:00Z\"", "\"expires_at\":\"2026-11-24T11:00:00Z\"");
        assertThat(token).hasSize(32_768);
        assertThat(delete(token).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofHours(1));
        assertError(delete(token), 401, "APIGW.0307");
    }

    @Test
    void aNewTokenDoesNotEndTheOldOneButARevocationEndsAll() throws Exception {
        String first = token(ask(SimulatorOptions.PASSWORD));
        String second = token(ask(SimulatorOptions.PASSWORD));
        assertThat(first).isNotEqualTo(second);
        assertThat(delete(first).statusCode()).isEqualTo(200);

        assertThat(send("DELETE", control("/tokens"), "").statusCode()).isEqualTo(200);
        assertError(delete(first), 401, "APIGW.0307");
        assertError(delete(second), 401, "APIGW.0307");
        assertThat(simulator.recorder().calls().get(1).headers()).containsEntry("x-auth-token", CallRecorder.HIDDEN);
    }

    @Test
    void wrongPasswordsLockTheUserForAQuarterOfAnHour() throws Exception {
        send("PUT", control("/iam"), "lock-after=2");
        assertThat(ask("wrong").body()).contains("\"code\":401", "The username or password is wrong.");
        assertThat(ask(SimulatorOptions.PASSWORD).statusCode())
                .as("ends the row")
                .isEqualTo(201);
        ask("wrong");
        ask("wrong");
        assertError(ask(SimulatorOptions.PASSWORD), 401, "IAM.0061");

        clock.advance(Duration.ofMinutes(15));
        assertThat(ask(SimulatorOptions.PASSWORD).statusCode()).isEqualTo(201);
        assertThat(SigningClient.get(control("/tokens")).body().lines())
                .hasSize(6)
                .anyMatch(line -> line.endsWith(",\"status\":401,\"error_code\":\"IAM.0061\"}"));
    }

    @Test
    void anotherPasswordUnlocksAndEndsTheOldOneAndItsTokens() throws Exception {
        String token = token(ask(SimulatorOptions.PASSWORD));
        send("PUT", control("/iam"), "lock-after=1");
        ask("wrong");
        send("PUT", control("/iam/password"), "another \"word\"\n");

        assertThat(ask("another \\\"w\\u006frd\\\"").statusCode()).isEqualTo(201);
        assertError(delete(token), 401, "APIGW.0307");
        assertThat(ask(SimulatorOptions.PASSWORD).statusCode()).isEqualTo(401);
    }

    @Test
    void faultsAreAboutTokensOnlyIfTheySaySo() throws Exception {
        simulator.faults("error=VOD.10051,times=1; throttled,on=token,times=1; error=IAM.0006,on=token,times=1");

        assertError(ask(SimulatorOptions.PASSWORD), 429, "IAM.0012");
        assertThat(ask(SimulatorOptions.PASSWORD).statusCode()).isEqualTo(201);
        assertThat(simulator.faults()).contains("error=VOD.10051,times=1  # applied: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lifetime=soon", "bytes=1", "lock-after=0", "life=1h", "lifetime=1h\nbytes=10"})
    void badRulesAreToldAndChangeNothing(String rules) {
        assertThat(send("PUT", control("/iam"), rules).statusCode()).isEqualTo(400);
        assertThat(SigningClient.get(control("/iam")).body().strip())
                .isEqualTo("lifetime=3600000ms,bytes=32768,lock-after=5");
    }

    @Test
    void anotherProjectGetsNoToken() throws Exception {
        assertThat(ask(SimulatorOptions.DOMAIN, SimulatorOptions.PASSWORD, "p2").statusCode())
                .isEqualTo(404);
        assertThat(ask("else", SimulatorOptions.PASSWORD, SimulatorOptions.PROJECT_ID)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void keysAreAddedAndDisabledWhileItRuns() {
        SigningClient client = client();
        assertThat(client.info("a").statusCode()).isEqualTo(200);

        send("PUT", control("/keys"), "NEWKEY new-secret\n");
        assertError(client.info("a"), 401, "APIGW.0301");
        client.accessKey = "NEWKEY";
        client.secretKey = "new-secret";
        assertThat(client.info("a").statusCode()).isEqualTo(200);
        assertThat(SigningClient.get(control("/keys")).body()).isEqualTo("NEWKEY permanent\n");
    }

    @Test
    void aTemporaryKeyEndsWithItsToken() {
        simulator.keys("TEMPORARY temporary-secret session-token 15m");
        SigningClient client = client();
        client.accessKey = "TEMPORARY";
        client.secretKey = "temporary-secret";
        assertError(client.info("a"), 401, "APIGW.0301");
        client.sessionToken = "session-token";
        assertThat(client.info("a").statusCode()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(15));
        client.now = clock.instant();
        assertError(client.info("a"), 400, "IAM.1108");
        assertThat(simulator.keys())
                .isEqualTo("TEMPORARY temporary until 2026-11-24T10:15:00Z\n")
                .doesNotContain("session-token");
    }

    @Test
    void aLineThatIsNoKeyIsToldWithoutIt() {
        assertThatThrownBy(() -> simulator.keys("A b\nonly-a-secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("only-a-secret");
        assertThat(simulator.keys()).startsWith(SimulatorOptions.ACCESS_KEY);
    }

    private SigningClient client() {
        SigningClient client = new SigningClient(simulator);
        client.now = clock.instant();
        return client;
    }

    private URI control(String path) {
        return simulator.controlEndpoint().resolve(path);
    }

    private HttpResponse<String> ask(String password) throws Exception {
        return ask(SimulatorOptions.DOMAIN, password, SimulatorOptions.PROJECT_ID);
    }

    private HttpResponse<String> ask(String domain, String password, String project) throws Exception {
        String body =
                "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"domain\":{\"name\":\""
                        + domain + "\"},\"name\":\"" + SimulatorOptions.USER + "\",\"password\":\"" + password
                        + "\"}}},\"scope\":{\"project\":{\"id\":\"" + project + "\"}}}}";
        return exchange(HttpRequest.newBuilder(simulator.endpoint().resolve("/v3/auth/tokens?nocatalog=true"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String token) throws Exception {
        return exchange(HttpRequest.newBuilder(
                        simulator.endpoint().resolve("/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset?asset_id=a"))
                .header("X-Auth-Token", token)
                .DELETE());
    }

    private static String token(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Subject-Token").orElseThrow();
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
