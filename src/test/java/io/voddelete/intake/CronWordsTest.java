package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "0 0 3 * * ?           = daily at 03:00",
                "0 0 3 ? * *           = daily at 03:00",
                "30 5 3,15 * * ?       = daily at 03:05:30 and 15:05:30",
                "0 0 3 ? * MON-FRI     = Monday to Friday at 03:00",
                "0 0 3 ? * 2-6         = Monday to Friday at 03:00",
                "0 0 3 ? * SUN         = Sunday at 03:00",
                "0 0 3 ? * SAT,SUN     = Sunday and Saturday at 03:00",
                "0 30 4 1,15 * ?       = on day 1 and 15 of the month at 04:30",
                "0 0 3 1 1,7 ?         = on day 1 of the month at 03:00, in January and July",
                "0 0 3 * 6-8 ? 2027    = daily at 03:00, in June to August, in 2027",
                "0 0/10 * * * ?        = every 10 minutes",
                "0 5/10 * * * ?        = every 10 minutes from minute 5",
                "0 0/10 8-17 ? * MON-FRI = every 10 minutes of hours 8 to 17, Monday to Friday",
                "0 15 * * * ?          = at minute 15 of every hour",
                "0 0 * * * ?           = at minute 0 of every hour",
                "0 0 0/2 * * ?         = at minute 0 of every 2 hours",
                "0 0 1/2 * * ?         = at minute 0 of every 2 hours from hour 1",
                "0 * * * * ?           = every minute",
                "* * * * * ?           = every second",
                "0/5 * * * * ?         = every 5 seconds",
                "0/7 * * * * ?         = at seconds 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every minute",
                "10 * * * * ?          = at second 10 of every minute",
                "* 3 * * * ?           = every second of minute 3 of every hour",
                "0 0,20 3 * * ?        = at minutes 0 and 20 of hour 3",
                "0 0 0-23 * * ?        = at minute 0 of every hour"
            })
    void anExpressionIsToldInWords(String cron, String words) {
        assertThat(CronWords.of(cron)).hasValue(words);
    }

    /** What Quartz sums up of these is not all that they say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 3 L * ?",
                "0 0 3 L-3 * ?",
                "0 0 3 LW * ?",
                "0 0 3 15W * ?",
                "0 0 3 ? * 6L",
                "0 0 3 ? * FRIL",
                "0 0 3 ? * 6#3",
                "0 0 3 ? * L"
            })
    void aDayThatIsCountedOrMovedIsNot(String cron) {
        assertThat(CronWords.of(cron)).isEmpty();
    }

    @Test
    void aMonthIsNoDayThatIsCounted() {
        assertThat(CronWords.of("0 0 3 1 JUL ?")).hasValue("on day 1 of the month at 03:00, in July");
        assertThat(CronWords.of("0 0 3 ? * WED")).hasValue("Wednesday at 03:00");
    }
}
