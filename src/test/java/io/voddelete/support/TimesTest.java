package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
    void onlyNullHasNoText() {
        assertThat(Times.textOrNull(null)).isNull();
        assertThat(Times.textOrNull(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    }
}
