package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final Changes changes = new Changes(clock);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void itIsQuietASecondAfterTheLastChange() {
        assertThat(changes.isQuiet()).isFalse();
        clock.advance(Duration.ofMillis(1001));
        assertThat(changes.isQuiet()).isTrue();

        changes.note();

        assertThat(changes.isQuiet()).isFalse();
        clock.advance(Duration.ofMillis(1000));
        assertThat(changes.isQuiet()).isFalse();
    }

    @Test
    void onlyTheFirstChangeAfterAQuietTimeIsTold() {
        changes.onFirst(told::incrementAndGet);
        changes.note();
        assertThat(told).hasValue(0);
        clock.advance(Duration.ofSeconds(2));

        changes.note();
        changes.note();
        clock.advance(Duration.ofMillis(900));
        changes.note();

        assertThat(told).hasValue(1);
        clock.advance(Duration.ofMillis(1001));
        changes.note();
        assertThat(told).hasValue(2);
    }
}
