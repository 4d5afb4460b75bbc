package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
    private static final String SAID =
            "Incorrect IAM authentication information: calc aksk signature fail:signature expired, signature time:";
    private static final Instant NOW = Instant.parse("2021-12-17T06:43:03Z");

    private final SettableClock local = new SettableClock(NOW);
    private final ServerClock clock = new ServerClock(local);

    @Test
    void nothingIsOffUntilVodSaysSo() {
        assertThat(clock.instant()).isEqualTo(NOW);
        assertThat(clock.offset()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "20211217T070303Z, PT20M",
        "20211217T062303Z, PT-20M",
        "20211218T064303Z, PT24H",
        "20211216T064303Z, PT-24H"
    })
    void theTimeIsLearntFromTheText(String serverTime, Duration offset) {
        assertThat(clock.learn(error(SAID + "20211217T064303Z,server time:" + serverTime)))
                .isTrue();

        assertThat(clock.offset()).isEqualTo(offset);
        local.advance(Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(NOW.plus(offset).plusSeconds(5));
    }

    @Test
    void whatIsLearntLaterCounts() {
        clock.learn(error(SAID + "20211217T064303Z,server time:20211217T070303Z"));
        local.advance(Duration.ofMinutes(20));
        clock.learn(error(SAID + "20211217T072303Z,server time:20211217T070303Z"));

        assertThat(clock.offset()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "verify aksk signature fail, canonicalRequest:GET|/|server time:20211217T070303Z",
                SAID + "20211217T064303Z",
                SAID + "20211217T064303Z,server time:",
                SAID + "20211217T064303Z,server time:20211317T070303Z",
                SAID + "20211217T064303Z,server time:20211217T250303Z",
                SAID + "20211217T064303Z,server time:2021-12-17T07:03:03Z",
                SAID + "20211217T064303Z,server time:20211218T064304Z",
                SAID + "20211217T064303Z,server time:20211216T064302Z",
                SAID + "20211217T064303Z,server time:99991217T064303Z"
            })
    void whatIsNoTimeOrOneThatCannotBeTrueIsNotLearnt(String message) {
        assertThat(clock.learn(error(message))).isFalse();
        assertThat(clock.offset()).isZero();
    }

    private static VodError error(String message) {
        return VodError.of(401, "APIGW.0301", message, null);
    }
}
