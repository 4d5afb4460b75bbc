package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OncePerTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final List<Integer> unsaid = new ArrayList<>();
    private final OncePer two = new OncePer(MINUTE, 2, unsaid::add, clock::nanoTime);

    @Test
    void eachThingIsSaidOnceInAnInterval() {
        OncePer once = new OncePer(MINUTE, clock::nanoTime);
        assertThat(once.isTime("a")).isTrue();
        clock.advance(MINUTE.minusNanos(1));
        assertThat(once.isTime("a")).isFalse();
        assertThat(once.isTime("b")).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(once.isTime("a")).isTrue();
    }

    @Test
    void whatThereIsNoRoomForIsCountedOnceAndTheNumberIsToldByTheNextInterval() {
        assertThat(two.isTime("a")).isTrue();
        assertThat(two.isTime("b")).isTrue();
        assertThat(two.isFull()).isFalse();
        for (int again = 0; again < 2; again++) {
            assertThat(two.isTime("c")).isFalse();
            assertThat(two.isTime("d")).isFalse();
        }
        assertThat(two.isFull()).isTrue();
        assertThat(unsaid).isEmpty();

        clock.advance(MINUTE);
        assertThat(two.isTime("d")).isTrue();
        assertThat(unsaid).containsExactly(2);
        assertThat(two.isFull()).isFalse();
    }

    @Test
    void whatIsOverIsNewWhenItComesAgainButMakesNoRoom() {
        assertThat(two.isTime("a")).isTrue();
        two.forget("a");
        assertThat(two.isTime("a")).isTrue();
        two.forget("a");
        assertThat(two.isTime("a")).isFalse();
    }

    @Test
    void whenAllIsOverItBeginsAnew() {
        two.isTime("a");
        two.forgetAll();
        assertThat(two.isTime("a")).isTrue();
        assertThat(unsaid).isEmpty();
    }

    @Test
    void ofVeryManyThingsNotAllAreRemembered() {
        OncePer once = new OncePer(MINUTE, clock::nanoTime);
        long said = 0;
        for (int thing = 0; thing < 20_000; thing++) {
            said += once.isTime(thing) ? 1 : 0;
        }
        assertThat(said).isEqualTo(10_000);
    }

    @Test
    void aClockThatIsSetChangesNothing() {
        assertThat(two.isTime("a")).isTrue();
        clock.setBy(Duration.ofDays(1));
        assertThat(two.isTime("a")).isFalse();
        clock.setBy(Duration.ofDays(-2));
        assertThat(two.isTime("a")).isFalse();
    }
}
