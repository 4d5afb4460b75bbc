package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Quartz does where clocks change, as found by asking it. */
class ClockChangeTest {
    private static final Instant NOW = Instant.parse("2026-10-12T12:00:00Z");

    @Test
    void berlinLeavesOneOutInSpringAndRunsOnceInAutumn() {
        List<ClockChange> changes = ahead("0 30 2 * * ?", "Europe/Berlin");

        assertThat(changes)
                .containsExactly(
                        twice("2026-10-25T02:30", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"),
                        leftOut("2027-03-28T02:30", "2027-03-29T00:30:00Z"));
        // and that is what a trigger gets that goes from run to run
        CronTimes times = new CronTimes("0 30 2 * * ?", ZoneId.of("Europe/Berlin"));
        assertThat(times.apply(Instant.parse("2027-03-27T01:30:00Z"))).isEqualTo("2027-03-29T00:30:00Z");
        assertThat(times.apply(Instant.parse("2026-10-24T00:30:00Z"))).isEqualTo("2026-10-25T01:30:00Z");
        assertThat(times.apply(Instant.parse("2026-10-25T01:30:00Z"))).isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void newYorkChangesAtOtherHours() {
        assertThat(ahead("0 0 2 * * ?", "America/New_York"))
                .containsExactly(leftOut("2027-03-14T02:00", "2027-03-15T06:00:00Z"));
        assertThat(ahead("0 30 1 * * ?", "America/New_York"))
                .containsExactly(twice("2026-11-01T01:30", "2026-11-01T06:30:00Z", "2026-11-02T06:30:00Z"));
    }

    @Test
    void lordHoweChangesByHalfAnHour() {
        assertThat(ahead("0 15 2 * * ?", "Australia/Lord_Howe"))
                .containsExactly(leftOut("2027-10-03T02:15", "2027-10-03T15:15:00Z"));
        assertThat(ahead("0 30 2 * * ?", "Australia/Lord_Howe")).isEmpty();
        assertThat(ahead("0 45 1 * * ?", "Australia/Lord_Howe"))
                .containsExactly(twice("2027-04-04T01:45", "2027-04-03T15:15:00Z", "2027-04-04T15:15:00Z"));
    }

    /** Quartz leaves out times that do exist where a change is not at a full hour or ends at midnight. */
    @Test
    void timesThatExistAndAreLeftOutAllTheSameAreFoundToo() {
        assertThat(ahead("0 45 3 * * ?", "Pacific/Chatham"))
                .contains(leftOut("2027-09-26T03:45", "2027-09-26T14:00:00Z"));
        assertThat(ahead("0 0 22 * * ?", "America/Nuuk")).contains(leftOut("2027-03-28T22:00", "2027-03-29T23:00:00Z"));
        assertThat(ahead("0 0 * * * ?", "America/Nuuk"))
                .singleElement()
                .isEqualTo(new ClockChange(
                        LocalDateTime.parse("2027-03-27T23:00"),
                        true,
                        List.of(),
                        Instant.parse("2027-03-29T01:00:00Z")));
    }

    @Test
    void aMidnightThatIsSkippedIsFound() {
        assertThat(ahead("0 0 0 * * ?", "Africa/Cairo"))
                .containsExactly(leftOut("2027-04-30T00:00", "2027-04-30T21:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/1 * * * * ?", "0 * * * * ?", "0 0/15 * * * ?", "0 0 * * * ?", "0 30 * * * ?", "0 30 0/2 * * ?",
                "0 30 2,3 * * ?", "0 0 3 * * ?", "0 59 1 * * ?", "0 30 2 ? * MON-SAT", "0 30 2 1 * ?",
                        "0 0 3 1 1 ? 2020"
            })
    void whatIsNotAffectedOrRunsAgainSoonNeedsNoWord(String cron) {
        assertThat(ahead(cron, "Europe/Berlin")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UTC", "Etc/GMT+5", "Asia/Kathmandu", "America/Phoenix"})
    void aZoneWithoutSummerTimeHasNone(String zone) {
        for (int hour = 0; hour < 24; hour++) {
            assertThat(ahead("0 30 " + hour + " * * ?", zone)).isEmpty();
        }
    }

    @Test
    void severalTimesInOneHourAreOneFinding() {
        assertThat(ahead("0 0/15 2 * * ?", "Europe/Berlin"))
                .extracting(ClockChange::planned, ClockChange::more)
                .containsExactly(
                        tuple(LocalDateTime.parse("2026-10-25T02:00"), true),
                        tuple(LocalDateTime.parse("2027-03-28T02:00"), true));
        assertThat(ahead("* * 2 * * ?", "Europe/Berlin")).hasSize(2);
    }

    @Test
    void onlyChangesThatItsDaysMeetCount() {
        assertThat(ahead("0 30 2 ? * SUN#1", "Europe/Berlin")).isEmpty();
        assertThat(ahead("0 30 2 ? 3 SUNL", "Europe/Berlin"))
                .extracting(ClockChange::planned, ClockChange::isLeftOut)
                .containsExactly(tuple(LocalDateTime.parse("2027-03-28T02:30"), true));
        assertThat(ahead("0 30 2 28 3 ? 2027", "Europe/Berlin"))
                .containsExactly(new ClockChange(LocalDateTime.parse("2027-03-28T02:30"), false, List.of(), null));
    }

    /** Quartz runs it the second time, and forgets it if it is asked in between. */
    @Test
    void aStartBetweenTheTwoTimesLeavesItOut() {
        assertThat(ClockChange.ahead("0 30 2 * * ?", ZoneId.of("Europe/Berlin"), Instant.parse("2026-10-25T00:40:00Z")))
                .first()
                .isEqualTo(leftOut("2026-10-25T02:30", "2026-10-26T01:30:00Z"));
    }

    private static List<ClockChange> ahead(String cron, String zone) {
        return ClockChange.ahead(cron, ZoneId.of(zone), NOW);
    }

    private static ClockChange leftOut(String planned, String next) {
        return new ClockChange(LocalDateTime.parse(planned), false, List.of(), Instant.parse(next));
    }

    private static ClockChange twice(String planned, String run, String next) {
        return new ClockChange(LocalDateTime.parse(planned), false, List.of(Instant.parse(run)), Instant.parse(next));
    }
}
