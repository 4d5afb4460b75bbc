package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void aWholeSecondHasMillisecondsToo() {
        assertThat(Times.text(Instant.parse("2026-11-24T10:00:00Z"))).isEqualTo("2026-11-24T10:00:00.000Z");
    }

    @Test
    void whatIsFinerIsDropped() {
        assertThat(Times.text(Instant.parse("2026-11-24T10:00:00.123999Z"))).isEqualTo("2026-11-24T10:00:00.123Z");
    }

    @Test
    void timesAroundASecondAreToldApart() {
        Instant second = Instant.parse("2026-11-24T09:59:59Z");

        assertThat(Stream.of(999, 1009, 1010, 1100, -1, 0, 1).map(millis -> Times.text(second.plusMillis(millis))))
                .containsExactly(
                        "2026-11-24T09:59:59.999Z",
                        "2026-11-24T10:00:00.009Z",
                        "2026-11-24T10:00:00.010Z",
                        "2026-11-24T10:00:00.100Z",
                        "2026-11-24T09:59:58.999Z",
                        "2026-11-24T09:59:59.000Z",
                        "2026-11-24T09:59:59.001Z");
        assertThat(Times.text(Instant.ofEpochMilli(-1))).isEqualTo("1969-12-31T23:59:59.999Z");
    }

    @Test
    void secondsOfTheSamePlaceAreToldApart() {
        Instant time = Instant.parse("2026-11-24T10:00:00Z");

        assertThat(Stream.of(0, 64, 0, 128).map(seconds -> Times.text(time.plusSeconds(seconds))))
                .containsExactly(
                        "2026-11-24T10:00:00.000Z",
                        "2026-11-24T10:01:04.000Z",
                        "2026-11-24T10:00:00.000Z",
                        "2026-11-24T10:02:08.000Z");
    }

    @Test
    void onlyNullHasNoText() {
        assertThat(Times.textOrNull(null)).isNull();
        assertThat(Times.textOrNull(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    }
}
