package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusedCallersTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final RefusedCallers refused = new RefusedCallers(clock);

    @Test
    void theFirstOfAnAddressIsLoggedAtOnceAndTheOthersAMinuteLaterInOneLine() {
        try (CapturedLog log = CapturedLog.of(RefusedCallers.class)) {
            for (int i = 0; i < 100; i++) {
                refused.add("192.0.2.1", "a list was refused: 401: wrong; from 192.0.2.1:" + i);
            }
            refused.add("192.0.2.2", "another; from 192.0.2.2:1");
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).startsWith("WARN").contains("401: wrong; from 192.0.2.1:0");

            clock.advance(Duration.ofMinutes(1));
            refused.add("192.0.2.1", "again");

            assertThat(log.lines()).hasSize(4);
            assertThat(log.lines().get(2))
                    .startsWith("WARN 101 requests")
                    .contains("2026-11-24T12:00:00.000Z", "2 addresses", "100 of them from 192.0.2.1");
        }
        assertThat(refused.seen())
                .hasValue(new RefusedCallers.Seen(102, Instant.parse("2026-11-24T12:01:00Z"), "192.0.2.1"));
    }

    @Test
    void fromHoweverManyAddressesTheyComeTheLinesAndTheMemoryAreBounded() {
        try (CapturedLog log = CapturedLog.of(RefusedCallers.class)) {
            for (int i = 0; i < 50_000; i++) {
                refused.add("2001:db8::" + Integer.toHexString(i), "wrong");
            }
            clock.advance(Duration.ofMinutes(1));
            refused.add("192.0.2.1", "wrong");
            assertThat(log.lines()).hasSize(12);
            assertThat(log.lines().get(10)).contains("50000 requests", "at least 1000 addresses");
        }
    }

    @Test
    void whatOthersWroteIsEscaped() {
        try (CapturedLog log = CapturedLog.of(RefusedCallers.class)) {
            refused.add("192.0.2.1\n", "401; from 192.0.2.1 (X-Forwarded-For, not verified: \u202e\u001b[2J)");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN 401; from 192.0.2.1 (X-Forwarded-For, not verified: \\u202e\\u001b[2J).");
        }
        assertThat(refused.seen().orElseThrow().lastFrom()).isEqualTo("192.0.2.1\\u000a");
    }

    @Test
    void asLongAsNobodyWasRefusedThereIsNothingToTell() {
        assertThat(refused.seen()).isEmpty();
    }
}
