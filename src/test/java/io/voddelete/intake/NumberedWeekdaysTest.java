package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedWeekdaysTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | SUNDAY | SUN | MON",
                "7 | SATURDAY | SAT | SUN",
                "1-5 | SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY | SUN-THU | MON-FRI",
                "2-6 | MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY | MON-FRI | TUE-SAT",
                "7-2 | SATURDAY SUNDAY MONDAY | SAT-MON | SUN-TUE",
                "02,4 | MONDAY WEDNESDAY | MON,WED | TUE,THU",
                "MON,3 | MONDAY TUESDAY | MON,TUE | MON,WED",
                "2/2 | MONDAY WEDNESDAY FRIDAY | MON,WED,FRI | TUE,THU,SAT",
                "2-6/2 | MONDAY WEDNESDAY FRIDAY | MON,WED,FRI | TUE,THU,SAT",
                "6#3 | FRIDAY | FRI#3 | SAT#3",
                "6L | FRIDAY | FRIL | SATL",
                "6l | FRIDAY | FRIL | SATL",
                "L | SATURDAY | SAT | SUN",
                "L-3 | SATURDAY | SAT | SUN",
                "6#3,2 | MONDAY | FRI#3,MON | SAT#3,TUE"
            })
    void theDaysAreThoseThatQuartzRunsOn(String field, String days, String named, String unixNamed) {
        NumberedWeekdays found =
                NumberedWeekdays.of(" 0 0 3  ? *\t" + field + " ").orElseThrow();

        assertThat(found.days()).isEqualTo(days(days));
        assertThat(found.named()).isEqualTo(named);
        assertThat(found.unixNamed()).isEqualTo(unixNamed);
    }

    private static Set<DayOfWeek> days(String names) {
        return Arrays.stream(names.split(" ")).map(DayOfWeek::valueOf).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?", "*", "MON-FRI", "mon,Wed", "FRI#3", "FRIL", "MON/2", "*/2", "1-7", "7-6", "1,2,3,4,5,6,7"})
    void namesAndNumbersThatMeanTheSameEitherWayNeedNoWord(String field) {
        String day = field.equals("?") ? "1" : "?";
        assertThat(NumberedWeekdays.of("0 0 3 " + day + " * " + field)).isEmpty();
    }

    @Test
    void aYearAfterTheWeekdayIsNoWeekday() {
        assertThat(NumberedWeekdays.of("0 0 3 ? * MON 2027")).isEmpty();
        assertThat(NumberedWeekdays.of("0 0 3 ? * 2 2020")).isPresent();
    }
}
