package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private boolean waiting = true;
    private long calls = 7;
    private Duration patience = Duration.ofMinutes(1);
    private final StallWatch watch = new StallWatch(() -> waiting, () -> calls, () -> patience, clock);

    @Test
    void idsThatWaitWithoutAnyCallForAMinuteAreAStallSinceTheFirstLook() {
        assertThat(watch.look()).isEmpty();
        clock.advance(Duration.ofSeconds(59));
        assertThat(watch.look()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(watch.look())
                .hasValueSatisfying(stall -> assertThat(stall.since()).isEqualTo(START));
        clock.advance(Duration.ofHours(1));
        assertThat(watch.look())
                .hasValueSatisfying(stall -> assertThat(stall.since()).isEqualTo(START));
    }

    @Test
    void aCallBetweenTwoLooksHoweverFarApartIsNoStall() {
        watch.look();
        clock.advance(Duration.ofHours(1));
        calls++;
        assertThat(watch.look()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.look()).isPresent();
        calls++;
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void nothingToDoEndsIt() {
        watch.look();
        clock.advance(Duration.ofMinutes(2));
        waiting = false;
        assertThat(watch.look()).isEmpty();
        waiting = true;
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void aSlowPaceIsNoStall() {
        patience = Duration.ofMinutes(3);
        watch.look();
        clock.advance(Duration.ofMinutes(2));
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void aClockThatIsSetChangesNothing() {
        watch.look();
        clock.setBy(Duration.ofHours(1));
        assertThat(watch.look()).isEmpty();
        clock.setBy(Duration.ofHours(-2));
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.look()).isPresent();
    }
}
