package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CronTimesTest {
    @Test
    void timesAreThoseOfTheirPlaceInSummerAndWinter() {
        CronTimes berlin = new CronTimes("0 0 3 * * ?", ZoneId.of("Europe/Berlin"));

        assertThat(berlin.apply(Instant.parse("2026-10-24T00:00:00Z"))).isEqualTo("2026-10-24T01:00:00Z");
        assertThat(berlin.apply(Instant.parse("2026-10-24T01:00:00Z"))).isEqualTo("2026-10-25T02:00:00Z");
    }

    @Test
    void aCronOfThePastHasNoNextTime() {
        assertThat(new CronTimes("0 0 3 1 1 ? 2020", ZoneOffset.UTC).apply(Instant.parse("2026-11-24T00:00:00Z")))
                .isNull();
    }
}
