package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CronAdviceTest {
    private static final Instant NOW = Instant.parse("2026-11-29T06:00:00Z");

    @Test
    void aPlainScheduleNeedsNone() {
        assertThat(advice("0 0 3 * * ?", "UTC")).isEmpty();
        assertThat(advice("0 0 3 ? * MON-FRI", "Europe/Berlin")).isEmpty();
    }

    @Test
    void numberedWeekdaysAreNamedInBothReadings() {
        assertThat(advice("0 0 3 ? * 2-6", "UTC"))
                .singleElement()
                .asString()
                .contains("vod.intake.schedule.cron", "'2-6'", "MON-FRI", "TUE-SAT")
                .contains("Monday, Tuesday, Wednesday, Thursday, Friday");
    }

    @Test
    void theWordsAreTheSameInAnyLocale() {
        List<String> english = advice("0 30 2 ? * 1-5", "Europe/Berlin");
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(advice("0 30 2 ? * 1-5", "Europe/Berlin"))
                    .isEqualTo(english)
                    .hasSize(2);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void allChangesOfTheClocksAreOneMessage() {
        assertThat(advice("0 30 2 * * ?", "Europe/Berlin"))
                .singleElement()
                .asString()
                .contains(
                        "Sun 2027-03-28 02:30",
                        "Mon 2027-03-29 02:30 +02:00 Europe/Berlin",
                        "Sun 2027-10-31 02:30",
                        "Sun 2027-10-31 02:30 +01:00 Europe/Berlin",
                        "vod.intake.schedule.time-zone=UTC")
                .doesNotContain("Sun 2027-10-31 02:30 +02:00");
    }

    @Test
    void theLastRunThatIsLeftOutHasNoNextOne() {
        assertThat(advice("0 30 2 28 3 ? 2027", "Europe/Berlin"))
                .singleElement()
                .asString()
                .contains("Sun 2027-03-28 02:30")
                .doesNotContain("null");
    }

    private static List<String> advice(String cron, String zone) {
        return CronAdvice.of(cron, ZoneId.of(zone), NOW);
    }
}
