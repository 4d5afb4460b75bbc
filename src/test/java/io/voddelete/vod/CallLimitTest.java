package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallLimitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The throttling threshold has been reached: policy ip over ratelimit,limit:5,time:1 minute | 5 | PT1M | 5",
                "limit:100,time:1 minute | 100 | PT1M | 100",
                "limit:100,time:60 second | 100 | PT1M | 100",
                "limit:200,time:1 second | 200 | PT1S | 12000",
                "limit:30,time:2 minutes, try later | 30 | PT2M | 15",
                "limit:600,time:1 hour | 600 | PT1H | 10",
                "limit:1440,time:1 day | 1440 | PT24H | 1",
                "limit:999999999,time:999999999 day | 999999999 | PT23999999976H | 0.000694"
            })
    void aLimitIsReadInEveryUnit(String text, int calls, Duration window, double perMinute) {
        CallLimit limit = CallLimit.read(text);

        assertThat(limit).isEqualTo(new CallLimit(calls, window));
        assertThat(limit.perMinute()).isCloseTo(perMinute, Offset.offset(0.001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "The throttling threshold has been reached",
                "limit:0,time:1 minute",
                "limit:5,time:0 minute",
                "limit:-5,time:1 minute",
                "limit:5",
                "limit:5,time:1 fortnight",
                "limit:5,time:1 minutely",
                "limit:5,time:minute",
                "limit:1e9,time:1 minute",
                "limit:99999999999999999999,time:1 minute",
                "limit:5,time:99999999999999999999 minute",
                "limit:\u0665,time:1 minute",
                "limit:5,\ntime:1 minute",
                "unlimit:5,time:1 minute",
                "APIGW.0308"
            })
    void aTextWithoutASensibleLimitNamesNone(String text) {
        assertThat(CallLimit.read(text)).isNull();
    }

    @Test
    void theLimitIsReadFromTheWholeTextOfTheErrorAndNotFromWhatIsShownOfIt() {
        VodError error = VodError.of(429, "APIGW.0308", "x".repeat(5000) + " limit:5,time:1 minute", null);

        assertThat(error.limit()).isEqualTo(new CallLimit(5, Duration.ofMinutes(1)));
        assertThat(error.message()).doesNotContain("limit");
    }
}
