package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.voddelete.kit.SettableClock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
    private static final String TEXT = "The throttling threshold has been reached";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:50Z"));

    @Test
    void aMinuteMayTakeLessAndThe429NamesIt() {
        Limit limit = Limit.change(Map.of(CallKind.DELETE, Limit.of(1)), "delete=1,per=2s")
                .get(CallKind.DELETE);
        Quota quota = new Quota(limit, clock);
        clock.advance(Duration.ofMillis(500));

        assertThat(quota.refusal()).isEmpty();
        assertThat(new String(quota.refusal().orElseThrow().body(), StandardCharsets.UTF_8))
                .contains("limit:1,time:2 second");
        clock.advance(Duration.ofSeconds(2));
        assertThat(quota.refusal()).isEmpty();
        assertThat(limit.text(CallKind.DELETE)).isEqualTo("delete=1,others=0,window=fixed,tells=limit,per=2s");
    }

    @Test
    void theFixedWindowOpensAtTheFullMinute() {
        Quota quota = quota("delete=2,tells=retry-after");

        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).isEmpty();
        assertThat(wait(quota)).hasValue("10");
        clock.advance(Duration.ofSeconds(9));
        assertThat(wait(quota)).hasValue("1");
        clock.advance(Duration.ofSeconds(1));
        assertThat(quota.refusal()).isEmpty();
    }

    @Test
    void theSlidingWindowLooksSixtySecondsBack() {
        Quota quota = quota("delete=2,window=sliding,tells=retry-after");

        assertThat(quota.refusal()).isEmpty();
        clock.advance(Duration.ofSeconds(20));
        assertThat(quota.refusal()).isEmpty();
        assertThat(wait(quota)).hasValue("40");
        clock.advance(Duration.ofSeconds(40));
        assertThat(quota.refusal()).isEmpty();
        assertThat(wait(quota)).hasValue("20");
    }

    @Test
    void zeroAdmitsEverything() {
        Quota quota = quota("delete=0");

        for (int i = 0; i < 10_000; i++) {
            assertThat(quota.refusal()).isEmpty();
        }
    }

    @Test
    void otherUsersTakeTheirShareButTheLimitIsToldWhole() {
        Quota quota = quota("delete=3,others=2,tells=both");

        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).hasValueSatisfying(reply -> {
            assertThat(new String(reply.body())).contains(",limit:3,time:1 minute\"");
            assertThat(reply.headers()).containsEntry("Retry-After", "10");
        });
    }

    @Test
    void nothingIsAdmittedWhereOthersTakeAll() {
        Quota quota = quota("delete=3,others=5,tells=retry-after");

        assertThat(wait(quota)).hasValue("10");
    }

    @ParameterizedTest
    @CsvSource({"limit, true, false", "retry-after, false, true", "both, true, true", "nothing, false, false"})
    void aCallAboveItIs429AndDeletesNothing(String tells, boolean limit, boolean retryAfter) {
        var options = SimulatorOptions.defaults().withClock(clock).withLimits("delete=1,tells=" + tells);
        try (var simulator = VodSimulator.start(options)) {
            SigningClient client = client(simulator);
            client.delete("a");

            var answer = client.delete("b");

            assertThrottled(answer, limit ? TEXT + ": policy user over ratelimit,limit:1,time:1 minute" : TEXT + ".");
            assertThat(answer.headers().firstValue("Retry-After"))
                    .isEqualTo(Optional.ofNullable(retryAfter ? "10" : null));
            assertThat(simulator.recorder().isDeleted("b")).isFalse();
            assertThat(simulator.recorder().timesSent("b")).isOne();
            assertThat(client.info("b").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void eachKindOfCallHasItsOwn() {
        var options = SimulatorOptions.defaults()
                .withClock(clock)
                .withLimits("info=1,window=sliding")
                .withRetryAfter(true);
        try (var simulator = VodSimulator.start(options)) {
            SigningClient client = client(simulator);
            client.info("a");
            clock.advance(Duration.ofMillis(500));

            var answer = client.info("a");

            assertError(answer, 429, "APIGW\\.0308");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
            assertThat(client.delete("a").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void itChangesAtRunTimeAndCallsBeforeCount() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults().withClock(clock))) {
            SigningClient client = client(simulator);
            client.delete("a");
            simulator.limits("delete=1");
            assertThrottled(client.delete("b"), "limit:1,");

            simulator.limits("delete=3,others=1,window=sliding,tells=nothing");
            assertThat(client.delete("b").statusCode()).isEqualTo(200);
            assertThrottled(client.delete("c"), TEXT + ".");

            assertThat(simulator.limits())
                    .isEqualTo("delete=3,others=1,window=sliding,tells=nothing\n"
                            + "info=1500,others=0,window=fixed,tells=limit\n");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> simulator.limits("delete=1; info=-1"))
                    .withMessageContaining("info=-1");
            assertThat(simulator.limits()).contains("delete=3");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            get=1                 | delete or info
            delete                | an integer from 0
            delete=1,window=open  | fixed or sliding
            delete=1,tells=no     | limit, retry-after, both or nothing
            delete=1,others=-1    | an integer from 0
            delete=1,other=1      | others, per, tells, window
            """)
    void aBadLimitIsNamedWithWhatIsLegal(String text, String legal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatorOptions.defaults().withLimits(text))
                .withMessageContainingAll(text, legal);
    }

    private Quota quota(String text) {
        return new Quota(
                Limit.change(Map.of(CallKind.DELETE, Limit.of(1)), text).get(CallKind.DELETE), clock);
    }

    private static Optional<String> wait(Quota quota) {
        return quota.refusal().map(reply -> reply.headers().get("Retry-After"));
    }

    private SigningClient client(VodSimulator simulator) {
        SigningClient client = new SigningClient(simulator);
        client.now = clock.instant();
        return client;
    }

    private static void assertThrottled(HttpResponse<String> answer, String message) {
        assertError(answer, 429, "APIGW\\.0308");
        assertThat(answer.body()).contains(message);
    }
}
