package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:50Z"));

    @Test
    void theFixedWindowOpensAtTheFullMinute() {
        Quota quota = new Quota(2, Duration.ofMinutes(1), false, clock);

        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).hasValue(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(9));
        assertThat(quota.refusal()).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(quota.refusal()).isEmpty();
    }

    @Test
    void theSlidingWindowLooksSixtySecondsBack() {
        Quota quota = new Quota(2, Duration.ofMinutes(1), true, clock);

        assertThat(quota.refusal()).isEmpty();
        clock.advance(Duration.ofSeconds(20));
        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).hasValue(Duration.ofSeconds(40));
        clock.advance(Duration.ofSeconds(40));
        assertThat(quota.refusal()).isEmpty();
        assertThat(quota.refusal()).hasValue(Duration.ofSeconds(20));
    }

    @Test
    void zeroAdmitsEverything() {
        Quota quota = new Quota(0, Duration.ofMinutes(1), false, clock);

        for (int i = 0; i < 10_000; i++) {
            assertThat(quota.refusal()).isEmpty();
        }
    }

    @Test
    void aCallAboveItIs429AndDeletesNothing() {
        var options = SimulatorOptions.defaults().withClock(clock).withDeletesPerMinute(1);
        try (var simulator = VodSimulator.start(options)) {
            var client = new SigningClient(simulator);
            client.now = clock.instant();
            client.delete("a");

            var answer = client.delete("b");

            assertError(answer, 429, "APIGW\\.0308");
            assertThat(answer.body()).contains("The throttling threshold has been reached", ",limit:1,time:1 minute\"");
            assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
            assertThat(simulator.truth().isDeleted("b")).isFalse();
            assertThat(simulator.truth().timesSent("b")).isOne();
            assertThat(client.info("b").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void infoCallsHaveTheirOwnAndRetryAfterTellsTheWait() {
        var options = SimulatorOptions.defaults()
                .withClock(clock)
                .withInfosPerMinute(1)
                .withSlidingWindow(true)
                .withRetryAfter(true);
        try (var simulator = VodSimulator.start(options)) {
            var client = new SigningClient(simulator);
            client.now = clock.instant();
            client.info("a");
            clock.advance(Duration.ofMillis(500));

            var answer = client.info("a");

            assertError(answer, 429, "APIGW\\.0308");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
            assertThat(client.delete("a").statusCode()).isEqualTo(200);
        }
    }
}
