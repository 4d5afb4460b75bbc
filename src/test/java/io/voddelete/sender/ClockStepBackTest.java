package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockStepBackTest {
    private static final Duration STEP = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final AtomicBoolean diskIsFull = new AtomicBoolean();
    private final AtomicInteger completed = new AtomicInteger();
    private StoreKit kit;
    private RateLimiter pacer;
    private ClockStepBack watch;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        pacer = new RateLimiter(
                new AdaptiveRate("delete", 100),
                StoreKit.failingAt(SenderState.class, kit.store().senderState(), "changePace", diskIsFull::get),
                kit.clock,
                new WakeUp());
        RateLimiter infos =
                new RateLimiter(new AdaptiveRate("info", 100), kit.store().senderState(), kit.clock, new WakeUp());
        watch = new ClockStepBack(
                kit.store().claims(),
                kit.policy(pacer, infos, StoreKit.CREDENTIALS).pause(),
                List.of(pacer),
                Duration.ofMinutes(30),
                completed::incrementAndGet,
                kit.clock);
        watch.look();
        kit.accept("a".repeat(32));
        Claim claim = kit.claim(1).get(0);
        kit.store()
                .claims()
                .settle(List.of(new Result.Later(
                        claim, claim.known().delayed(), kit.clock.instant().plus(STEP.multipliedBy(2)))));
        pacer.hold(Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void aStepBackMovesWhatWaitsByAsMuch() {
        kit.clock.setBy(STEP.negated());

        watch.look();
        watch.look();

        assertEverythingMovedOnce();
    }

    /** An idle module looks every ten seconds only. */
    @Test
    void theTimeSinceTheLastLookHidesNoStep() {
        kit.clock.advance(Duration.ofSeconds(10));
        kit.clock.setBy(Duration.ofSeconds(-5));
        watch.look();

        assertThat(completed).hasValue(1);
    }

    @Test
    void aStoreThatCannotBeWrittenHasEachMoveMadeOnceAfterwards() {
        kit.clock.setBy(STEP.negated());
        diskIsFull.set(true);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(watch::look).isInstanceOf(StoreException.class);
        }
        assertThat(completed).hasValue(0);

        diskIsFull.set(false);
        watch.look();

        assertEverythingMovedOnce();
    }

    @Test
    void aClockThatGoesOnMovesNothing() {
        kit.clock.advance(Duration.ofMinutes(1));
        watch.look();

        assertThat(completed).hasValue(0);
        assertThat(pacer.untilNext()).isEqualTo(Duration.ofMinutes(4));
        kit.clock.advance(STEP);
        assertThat(kit.claim(1)).isEmpty();
        kit.clock.advance(STEP.minusMinutes(1));
        assertThat(kit.claim(1)).hasSize(1);
    }

    private void assertEverythingMovedOnce() {
        assertThat(completed).hasValue(1);
        assertThat(pacer.untilNext()).isEqualTo(Duration.ofMinutes(5));
        kit.clock.advance(STEP.multipliedBy(2).minusMillis(1));
        assertThat(kit.claim(1)).isEmpty();
        kit.clock.advance(Duration.ofMillis(1));
        assertThat(kit.claim(1)).hasSize(1);
    }
}
