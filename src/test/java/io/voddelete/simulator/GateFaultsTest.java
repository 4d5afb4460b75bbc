package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateFaultsTest {
    private static final String LOCKED = "AK access failed to reach the limit,forbidden";
    private static final String MISMATCH = "verify aksk signature fail, canonicalRequest:";

    private final SettableClock clock = new SettableClock(Instant.parse("2021-12-17T06:43:03Z"));
    private final VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withClock(clock));
    private final SigningClient client = client();

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void fiveBadSignaturesLockTheKeyForFiveMinutes() {
        SigningClient bad = client();
        bad.secretKey = "another";
        for (int i = 0; i < 5; i++) {
            assertRefused(bad.delete("a"), MISMATCH);
        }

        assertRefused(client.delete("a"), LOCKED);
        pass(Duration.ofMinutes(5).minusSeconds(1));
        assertRefused(client.delete("a"), LOCKED);
        assertThat(simulator.recorder().timesSent("a")).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
        bad.now = clock.instant();
        assertRefused(bad.delete("a"), MISMATCH);
    }

    @Test
    void aGoodSignatureStartsTheCountAnewAndEachKeyHasItsOwn() {
        SigningClient bad = client();
        bad.secretKey = "another";
        for (int round = 0; round < 3; round++) {
            IntStream.range(0, 4).forEach(i -> assertRefused(bad.info("a"), MISMATCH));
            assertThat(client.info("a").statusCode()).isEqualTo(200);
        }
        bad.accessKey = "SOMEBODYELSE";
        IntStream.range(0, 5).forEach(i -> assertRefused(bad.info("a"), "ak SOMEBODYELSE not exist"));
        assertRefused(bad.info("a"), LOCKED);
        assertThat(client.info("a").statusCode()).isEqualTo(200);
    }

    @Test
    void callsWithoutAKeyLockNobody() {
        IntStream.range(0, 7).forEach(i -> assertRefused(client.sendWithAuthorization(null), "x-auth-token not found"));
    }

    @Test
    void theKeyCanBeRevokedAtRunTime() {
        assertThat(client.info("a").statusCode()).isEqualTo(200);
        simulator.faults("revoked");

        assertRefused(client.delete("a"), "Get secretKey failed,ak " + SimulatorOptions.ACCESS_KEY + " not exist");
        assertThat(simulator.recorder().timesSent("a")).isZero();
        assertThat(simulator.recorder().deleteCalls().get(0).fault()).isEqualTo("revoked");
        simulator.faults("");
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"16m, 20211217T065903Z", "-1h, 20211217T054303Z"})
    void theServersClockCanBeOffAndTellsItsTime(String skew, String serverTime) {
        simulator.faults("skew=" + skew);

        assertRefused(
                client.delete("a"),
                "calc aksk signature fail:signature expired, signature time:20211217T064303Z,server time:"
                        + serverTime);
        client.now = clock.instant().plus(RuleText.time(skew));
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @Test
    void aSmallSkewIsNotFelt() {
        simulator.faults("skew=14m");

        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @Test
    void callsAreThrottledWithoutHavingReachedTheQuota() {
        simulator.faults("throttled,times=1,on=delete");
        simulator.limits("delete=100,tells=both");

        var answer = client.delete("a");

        assertError(answer, 429, "APIGW\\.0308");
        assertThat(answer.body()).contains("limit:100,time:1 minute");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("57");
        assertThat(simulator.recorder().timesSent("a")).isOne();
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @Test
    void aBadSignatureComesBeforeAThrottle() {
        simulator.faults("throttled");
        client.secretKey = "another";

        assertRefused(client.delete("a"), MISMATCH);
        assertThat(simulator.recorder().calls().get(0).fault()).isEmpty();
    }

    private SigningClient client() {
        SigningClient signing = new SigningClient(simulator);
        signing.now = clock.instant();
        return signing;
    }

    private void pass(Duration time) {
        clock.advance(time);
        client.now = clock.instant();
    }

    private static void assertRefused(HttpResponse<String> answer, String message) {
        assertError(answer, 401, "APIGW\\.0301");
        assertThat(answer.body()).contains("Incorrect IAM authentication information: ", message);
    }
}
