package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a proxy that refuses the credentials is asked, by all calls together. */
class ProxyRestTest {
    private static final CallProxy PROXY = new CallProxy("proxy.example.com", 3128, "u", "p", "a test");

    private final SettableClock clock = new SettableClock(CallWire.NOW);
    private final ProxyRest rest = new ProxyRest(clock);

    @Test
    void whenTheRestIsOverOneCallAsksAndTheOthersWaitForItsAnswer() {
        rest.refused(PROXY, "407");
        assertWaits();
        clock.advance(Duration.ofMinutes(1));

        assertAsks();
        assertWaits();
        assertWaits();
        rest.refused(PROXY, "407");
        clock.advance(Duration.ofMinutes(2).minusMillis(1));
        assertWaits();
        clock.advance(Duration.ofMillis(1));
        assertAsks();
        rest.accepted(PROXY);
        assertAsks();
        assertAsks();
    }

    @Test
    void oneThatNeverSaysHowItWentIsWaitedForAMinute() {
        rest.refused(PROXY, "407");
        clock.advance(Duration.ofMinutes(1));
        assertAsks();

        clock.advance(Duration.ofMinutes(1).minusMillis(1));
        assertWaits();
        clock.advance(Duration.ofMillis(1));
        assertAsks();
    }

    @Test
    void callsThatWereOutTogetherMakeNoLongerRestThanOne() {
        rest.refused(PROXY, "407");
        rest.refused(PROXY, "407");

        clock.advance(Duration.ofMinutes(1));
        assertAsks();
    }

    @Test
    void aClockThatIsSetMakesNoOtherRest() {
        rest.refused(PROXY, "407");

        clock.setBy(Duration.ofHours(5));
        assertWaits();
        clock.setBy(Duration.ofHours(-10));
        clock.advance(Duration.ofMinutes(1));
        assertAsks();
    }

    private void assertAsks() {
        assertThatCode(() -> rest.check(PROXY)).doesNotThrowAnyException();
    }

    private void assertWaits() {
        assertThatThrownBy(() -> rest.check(PROXY))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("407");
    }
}
