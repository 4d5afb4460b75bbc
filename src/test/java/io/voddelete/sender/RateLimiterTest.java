package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.CapturedLog;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RateLimiterTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final WakeUp stop = new WakeUp();
    private StoreKit kit;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
    }

    @AfterEach
    void close() {
        stop.stop();
        kit.close();
    }

    @Test
    void theFirstSlotIsNowAndTheNextOneAnIntervalLater() {
        RateLimiter pacer = pacer(100);

        awaitSlot(pacer, 10, later(MINUTE));

        assertThat(pacer.interval()).isEqualTo(Duration.ofNanos(604_800_000));
        assertThat(pacer.untilNext()).isBetween(Duration.ofMillis(604), Duration.ofMillis(605));
    }

    @Test
    void theNextSlotIsMeasuredFromWhenTheLastCheckOfTheCallHasEnded() {
        RateLimiter pacer = pacer(100);
        awaitSlot(pacer, 1, later(MINUTE));
        kit.clock.advance(Duration.ofMillis(605));
        AtomicInteger asked = new AtomicInteger();

        Instant sentAt = pacer.awaitSlot(new InFlightGate(1), "call", 1, later(MINUTE), () -> {
            if (asked.incrementAndGet() == 2) {
                assertThat(Thread.holdsLock(pacer))
                        .as("nothing is waited for after this")
                        .isTrue();
                kit.clock.advance(Duration.ofMillis(400));
            }
        });

        assertThat(asked).hasValue(2);
        assertThat(sentAt).isEqualTo(kit.clock.instant());
        assertThat(pacer.untilNext()).isBetween(Duration.ofMillis(404), Duration.ofMillis(405));
    }

    @ParameterizedTest
    @CsvSource({"100, 2, false", "0, 1, true"})
    void aCallThatIsNotNeededAnyMoreAfterItsSlotIsNotSent(int callsPerMinute, int last, boolean hasNext) {
        RateLimiter pacer = pacer(callsPerMinute);
        InFlightGate gate = new InFlightGate(1);
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> pacer.awaitSlot(gate, "call", 1, later(MINUTE), () -> {
                    if (asked.incrementAndGet() == last) {
                        throw new CallDeferredException("stopped meanwhile");
                    }
                }))
                .isInstanceOf(CallDeferredException.class);

        assertThat(gate.enter("another", "kind")).as("no longer in flight").isTrue();
        assertThat(pacer.calls()).isZero();
        assertThat(pacer.untilNext().isZero()).isEqualTo(hasNext);
    }

    @ParameterizedTest
    @CsvSource({"100, 2", "0, 1"})
    void aPauseDuringTheLastCheckIsObeyed(int callsPerMinute, int last) {
        RateLimiter pacer = pacer(callsPerMinute);
        InFlightGate gate = new InFlightGate(1);
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> pacer.awaitSlot(gate, "call", 1, later(MINUTE), () -> {
                    if (asked.incrementAndGet() == last) {
                        gate.close();
                    }
                }))
                .isInstanceOf(CallDeferredException.class);

        assertThat(pacer.calls()).isZero();
    }

    @Test
    void aHoldDuringTheLastCheckIsObeyedWithoutALimit() {
        RateLimiter pacer = pacer(0);

        assertThatThrownBy(() -> pacer.awaitSlot(
                        new InFlightGate(1),
                        "call",
                        1,
                        later(Duration.ofSeconds(10)),
                        () -> pacer.hold(Duration.ofSeconds(30))))
                .isInstanceOf(CallDeferredException.class);

        assertThat(pacer.calls()).isZero();
    }

    @Test
    void withoutALimitNoCallWaitsForTheLastCheckOfAnotherOne() {
        RateLimiter pacer = pacer(0);
        InFlightGate gate = new InFlightGate(2);
        gate.doubt(null);
        pacer.awaitSlot(gate, "proving", 1, later(MINUTE));
        gate.answered("proving", true);
        CompletableFuture<Void> checking = new CompletableFuture<>();
        CompletableFuture<Void> checked = new CompletableFuture<>();
        CompletableFuture<Void> slow = inBackground(() -> pacer.awaitSlot(gate, "slow", 1, later(MINUTE), () -> {
            checking.complete(null);
            checked.join();
        }));
        assertThat(checking).succeedsWithin(Duration.ofSeconds(5));

        assertThat(inBackground(() -> pacer.awaitSlot(gate, "other", 1, later(MINUTE))))
                .succeedsWithin(Duration.ofSeconds(5));

        assertThat(slow).isNotDone();
        checked.complete(null);
        assertThat(slow).succeedsWithin(Duration.ofSeconds(5));
    }

    /** What is ordered after the last check could not be obeyed any more. */
    @Test
    void nothingIsWaitedForAfterTheLastCheck() {
        RateLimiter pacer = pacer(0);
        InFlightGate gate = new InFlightGate(1);
        CompletableFuture<Void> isHeld = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> holding = inBackground(() -> {
            synchronized (pacer) { // as while another call's answer is stored
                isHeld.complete(null);
                ended.join();
            }
        });
        assertThat(isHeld).succeedsWithin(Duration.ofSeconds(5));

        assertThat(inBackground(() -> pacer.awaitSlot(gate, "call", 1, later(MINUTE))))
                .succeedsWithin(Duration.ofSeconds(5));

        ended.complete(null);
        assertThat(holding).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aSlotThatWasMissedIsNotCaughtUp() {
        RateLimiter pacer = pacer(60);
        awaitSlot(pacer, 1, later(MINUTE));
        kit.clock.advance(Duration.ofMinutes(5));

        awaitSlot(pacer, 1, later(MINUTE));

        assertThatThrownBy(() -> awaitSlot(pacer, 1, later(Duration.ofMillis(500))))
                .isInstanceOf(CallDeferredException.class)
                .hasMessageContaining("slot");
    }

    @Test
    void aSlotAfterTheLatestIsRefusedAtOnce() {
        RateLimiter pacer = pacer(1);
        awaitSlot(pacer, 1, later(MINUTE));

        assertThatThrownBy(() -> awaitSlot(pacer, 7, later(Duration.ofSeconds(59))))
                .isInstanceOf(CallDeferredException.class);
        assertThat(pacer.waitingIds()).isZero();
    }

    @Test
    void withoutALimitThereIsAlwaysASlot() {
        RateLimiter pacer = pacer(0);

        for (int i = 0; i < 1000; i++) {
            awaitSlot(pacer, 1, later(Duration.ZERO));
        }

        assertThat(pacer.untilNext()).isZero();
    }

    @Test
    void aHoldAppliesWithoutALimitToo() {
        RateLimiter pacer = pacer(0);

        pacer.hold(Duration.ofSeconds(30));

        assertThat(pacer.untilNext()).isEqualTo(Duration.ofSeconds(30));
        assertThatThrownBy(() -> awaitSlot(pacer, 1, later(Duration.ofSeconds(29))))
                .isInstanceOf(CallDeferredException.class);
        kit.clock.advance(Duration.ofSeconds(30));
        awaitSlot(pacer, 1, later(Duration.ZERO));
    }

    @Test
    void aHoldNeverShortensALongerOne() {
        RateLimiter pacer = pacer(100);
        pacer.hold(Duration.ofSeconds(30));

        pacer.hold(Duration.ofSeconds(10));

        assertThat(pacer.untilNext()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aHoldOutlivesARestart() {
        pacer(100).hold(Duration.ofSeconds(30));

        kit.reopen();

        assertThat(pacer(100).untilNext()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aClockThatWasSetBackDoesNotHoldTheCallsBack() {
        RateLimiter pacer = pacer(100);
        awaitSlot(pacer, 1, later(MINUTE));
        kit.clock.setBy(Duration.ofDays(-1));

        assertThat(pacer.untilNext()).isLessThan(Duration.ofSeconds(1));
        kit.reopen();
        assertThat(pacer(100).untilNext()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theLongestHoldIsNoClockThatWasSetBack() {
        RateLimiter pacer = pacer(100);

        pacer.hold(AdaptiveRate.LONGEST_HOLD);

        assertThat(pacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD);
    }

    @Test
    void theLongestHoldOutlivesAClockThatIsAMillisecondBehind() {
        RateLimiter pacer = pacer(100);
        pacer.hold(AdaptiveRate.LONGEST_HOLD);
        Instant held = later(AdaptiveRate.LONGEST_HOLD);
        kit.clock.setBy(Duration.ofMillis(-1));

        assertThatThrownBy(() -> awaitSlot(pacer, 1, later(MINUTE))).isInstanceOf(CallDeferredException.class);

        assertThat(kit.store().senderState().pace("delete").nextAt()).isEqualTo(held);
        assertThat(pacer.untilNext()).isEqualTo(AdaptiveRate.LONGEST_HOLD.plusMillis(1));
    }

    @Test
    void aThrottledCallLowersTheRateAlsoAfterARestart() {
        RateLimiter pacer = pacer(100);
        Instant sentAt = awaitSlot(pacer, 10, later(MINUTE));

        pacer.throttled(throttled("limit:30,time:1 minute"), sentAt);

        assertThat(pacer.interval()).isEqualTo(Duration.ofMillis(2016));
        assertThat(pacer.untilNext()).isEqualTo(Duration.ofMillis(42_000 + 2016));
        kit.reopen();
        assertThat(pacer(100).interval()).isEqualTo(Duration.ofMillis(2016));
        assertThat(pacer(100).untilNext()).isEqualTo(Duration.ofMillis(42_000 + 2016));
    }

    @Test
    void theRateThatOneLearnsHoldsForAllWhoShareTheStore() {
        RateLimiter one = pacer(100);
        RateLimiter other = pacer(100);
        Instant sentByOne = awaitSlot(one, 10, later(MINUTE));
        kit.clock.advance(Duration.ofSeconds(1));
        Instant sentByOther = awaitSlot(other, 10, later(MINUTE));

        kit.clock.advance(Duration.ofSeconds(1));

        one.throttled(throttled("limit:50,time:1 minute"), sentByOne);
        other.throttled(throttled("limit:50,time:1 minute"), sentByOther);

        assertThat(one.interval())
                .as("halved once")
                .isEqualTo(other.interval())
                .isEqualTo(Duration.ofNanos(1_209_600_000));
        assertThatThrownBy(() -> awaitSlot(other, 1, later(Duration.ofSeconds(31))))
                .isInstanceOf(CallDeferredException.class);
    }

    @Test
    void manyCallsThatAreThrottledAtOnceHalveTheRateOnce() {
        RateLimiter pacer = pacer(0);
        List<Instant> sent = Stream.generate(() -> awaitSlot(pacer, 1, later(Duration.ZERO)))
                .limit(8)
                .toList();
        kit.clock.advance(Duration.ofSeconds(2));

        CompletableFuture.allOf(sent.stream()
                        .map(sentAt ->
                                inBackground(() -> pacer.throttled(throttled("limit:100,time:1 minute"), sentAt)))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(pacer.interval()).isEqualTo(Duration.ofNanos(604_800_000));
        kit.clock.advance(Duration.ofSeconds(61));
        awaitSlot(pacer, 1, later(Duration.ZERO));
        assertThatThrownBy(() -> awaitSlot(pacer, 1, later(Duration.ofMillis(300))))
                .as("no longer without a limit")
                .isInstanceOf(CallDeferredException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit:1000,time:1 minute", "limit:100,time:1 minute", "too much"})
    void strayRefusalsNeitherLowerThePaceNorFillTheLog(String text) {
        RateLimiter pacer = pacer(100);
        try (CapturedLog log = CapturedLog.of(RateLimiter.class)) {
            for (int call = 1; call <= 80; call++) {
                Instant sentAt = awaitSlot(pacer, 10, later(MINUTE));
                if (call % 20 == 0) {
                    pacer.throttled(throttled(text), sentAt);
                } else {
                    pacer.answered(null, sentAt);
                }
                assertThat(pacer.callsPerMinute()).isEqualTo(100);
                kit.clock.advance(pacer.interval().plusMillis(1)); // the store rounds up
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains("1 delete call");
        }
    }

    @Test
    void aRunOfRefusalsThatEndsWithTheFirstCallAfterItCostsAPauseAndNotThePace() {
        RateLimiter pacer = pacer(100);
        for (int call = 1; call <= 5; call++) {
            pacer.throttled(throttled("too much"), kit.clock.instant());
        }
        kit.clock.advance(pacer.untilNext().plusMillis(1));
        pacer.answered(null, awaitSlot(pacer, 10, later(MINUTE)));
        assertThat(pacer.callsPerMinute()).isEqualTo(100);
        kit.reopen();
        assertThat(pacer(100).callsPerMinute()).isEqualTo(100);
    }

    @Test
    void refusalsInARowLowerThePaceAndKeepItLowOverARestart() {
        RateLimiter pacer = pacer(100);
        for (int call = 1; call <= 5; call++) {
            pacer.throttled(throttled("too much"), kit.clock.instant());
        }
        assertThat(pacer.callsPerMinute()).isEqualTo(50);
        kit.reopen();
        assertThat(pacer(100).callsPerMinute()).isEqualTo(50);
    }

    @Test
    void aLowerRateIsSaidOnceItsProbesAreNotAndItsEndIs() {
        RateLimiter pacer = pacer(100);
        try (CapturedLog log = CapturedLog.of(RateLimiter.class)) {
            Instant sentAt = awaitSlot(pacer, 10, later(MINUTE));
            for (int minute = 0; minute < 5; minute++) {
                pacer.throttled(throttled("limit:30,time:1 minute"), sentAt);
                pacer.throttled(throttled("limit:30,time:1 minute"), sentAt.minusSeconds(1));
                kit.clock.advance(MINUTE);
                sentAt = awaitSlot(pacer, 10, later(MINUTE));
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "WARN The rate of the delete calls is lowered from 100 to 30 per minute: HTTP 429 APIGW.0308: over"
                                    + " ratelimit,limit:30,time:1 minute.")
                    .contains(" 45 seconds", "up to 100");

            pacer.throttled(throttled("limit:10,time:1 minute"), sentAt);
            for (int minute = 0; minute < 12; minute++) {
                kit.clock.advance(MINUTE.plusSeconds(1));
                awaitSlot(pacer, 10, later(MINUTE));
            }
            assertThat(log.lines())
                    .hasSize(3)
                    .last()
                    .asString()
                    .startsWith("INFO The rate of the delete calls is back from 10 to 100 a minute");
        }
    }

    @Test
    void theTimeIsReadWhenTheStoreGivesTheSlot() {
        kit.clock.setBy(MINUTE.negated());
        Instant early = kit.clock.instant();
        kit.clock.advance(MINUTE);
        RateLimiter pacer = new RateLimiter(
                new AdaptiveRate("delete", 100),
                kit.store().senderState(),
                clock(() -> inTheStore() ? kit.clock.instant() : early),
                stop);

        awaitSlot(pacer, 1, later(MINUTE));

        assertThat(kit.store().senderState().pace("delete").nextAt()).isEqualTo(later(Duration.ofMillis(605)));
    }

    @Test
    void theNextSlotIsSpacedFromTheCallThatASlowCommitMadeLate() {
        RateLimiter pacer = new RateLimiter(
                new AdaptiveRate("delete", 100),
                kit.store().senderState(),
                clock(() -> {
                    Instant now = kit.clock.instant();
                    if (inTheStore()) {
                        kit.clock.advance(Duration.ofMillis(400));
                    }
                    return now;
                }),
                stop);

        awaitSlot(pacer, 1, later(MINUTE));

        assertThat(pacer.untilNext()).isEqualTo(pacer.interval().minusMillis(200));
        kit.clock.advance(Duration.ofMillis(300));
        assertThatThrownBy(() -> awaitSlot(pacer, 1, kit.clock.instant()))
                .as("the stored slot has come, the true one has not")
                .isInstanceOf(CallDeferredException.class);
    }

    private TimeSource clock(InstantSource instants) {
        return TimeSource.of(instants, kit.clock::nanoTime);
    }

    @Test
    void aWaiterNeverEndsAHoldThatComesMeanwhile() {
        RateLimiter pacer =
                new RateLimiter(new AdaptiveRate("delete", 6000), kit.store().senderState(), TimeSource.system(), stop);
        CompletableFuture<Void> waiters = CompletableFuture.allOf(Stream.generate(() -> inBackground(() -> {
                    while (true) {
                        awaitSlot(pacer, 1, Instant.now().plusSeconds(60));
                    }
                }))
                .limit(3)
                .toArray(CompletableFuture[]::new));
        await().pollInterval(Duration.ofMillis(5)).until(() -> pacer.waitingIds() > 0);

        pacer.hold(AdaptiveRate.LONGEST_HOLD);

        assertThat(waiters).failsWithin(Duration.ofSeconds(5));
        assertThat(pacer.untilNext()).isGreaterThan(AdaptiveRate.LONGEST_HOLD.minusMinutes(1));
        assertThat(kit.store().senderState().pace("delete").nextAt())
                .isAfter(Instant.now().plus(AdaptiveRate.LONGEST_HOLD.minusMinutes(1)));
    }

    @Test
    void slotsAreGivenInTheOrderOfAskingAndEvenlySpaced() {
        RateLimiter pacer =
                new RateLimiter(new AdaptiveRate("delete", 1200), kit.store().senderState(), TimeSource.system(), stop);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Instant> times = new CopyOnWriteArrayList<>();
        awaitSlot(pacer, 1, Instant.now().plus(MINUTE));
        pacer.hold(Duration.ofSeconds(1));
        List<CompletableFuture<Void>> callers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int caller = i;
            callers.add(inBackground(() -> {
                awaitSlot(pacer, 10, Instant.now().plus(MINUTE));
                times.add(Instant.now());
                order.add(caller);
            }));
            await().pollInterval(Duration.ofMillis(5)).until(() -> pacer.waitingIds() == 10 * (caller + 1));
        }

        callers.forEach(CompletableFuture::join);

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(Duration.between(times.get(0), times.get(4))).isGreaterThan(Duration.ofMillis(4 * 50 - 30));
        assertThat(pacer.waitingIds()).isZero();
    }

    @Test
    void theStopWakesEveryWaiter() {
        RateLimiter pacer = pacer(1);
        awaitSlot(pacer, 1, later(MINUTE));
        CompletableFuture<Void> first = inBackground(() -> awaitSlot(pacer, 10, later(Duration.ofHours(1))));
        CompletableFuture<Void> second = inBackground(() -> awaitSlot(pacer, 10, later(Duration.ofHours(1))));
        await().until(() -> pacer.waitingIds() == 20);

        stop.stop();

        for (CompletableFuture<Void> waiter : List.of(first, second)) {
            assertThat(waiter)
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(CallDeferredException.class)
                    .withMessage("stopping");
        }
        assertThat(pacer.waitingIds()).isZero();
    }

    @Test
    void afterTheStopNoSlotIsTaken() {
        RateLimiter pacer = pacer(100);
        stop.stop();

        assertThatThrownBy(() -> awaitSlot(pacer, 1, later(MINUTE))).isInstanceOf(CallDeferredException.class);
        assertThat(kit.store().senderState().pace("delete").nextAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whatVodMadeOfTheCallsIsTold() {
        RateLimiter pacer = pacer(100);
        assertThat(pacer.configuredPerMinute()).isEqualTo(100);
        assertThat(pacer.learntAt()).isEmpty();
        Instant sentAt = awaitSlot(pacer, 1, later(MINUTE));
        pacer.count(null, sentAt);
        assertThat(pacer.callsInLastMinute()).isOne();
        assertThat(pacer.throttledCalls()).isZero();

        kit.clock.advance(MINUTE);
        VodError error = throttled("limit:50,time:1 minute");
        sentAt = awaitSlot(pacer, 1, later(MINUTE));
        pacer.count(error, sentAt);
        pacer.throttled(error, sentAt);
        assertThat(pacer.callsInLastMinute()).isOne();
        assertThat(pacer.calls()).isEqualTo(2);
        assertThat(pacer.throttledCalls()).isOne();
        assertThat(pacer.learntAt()).hasValue(kit.clock.instant());

        Optional<Instant> held = pacer.heldUntil();
        assertThat(held).isPresent();
        kit.clock.advance(Duration.ofSeconds(7));
        assertThat(pacer.heldUntil()).as("the same until it comes").isEqualTo(held);
    }

    /** Whether the clock is read by the store's thread, while it moves the slot. */
    private static boolean inTheStore() {
        return Thread.currentThread().getName().equals("vod-store-writer");
    }

    /** Each with a probe of its own, which lets it pass. */
    private static Instant awaitSlot(RateLimiter pacer, int ids, Instant latest) {
        return pacer.awaitSlot(new InFlightGate(1), "call", ids, latest);
    }

    private static VodError throttled(String limit) {
        String body = "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit," + limit + "\"}";
        return DeleteResponse.read(StoreKit.answer(429, body)).error();
    }

    private RateLimiter pacer(int callsPerMinute) {
        return new RateLimiter(
                new AdaptiveRate("delete", callsPerMinute), kit.store().senderState(), kit.clock, stop);
    }

    private Instant later(Duration time) {
        return kit.clock.instant().plus(time);
    }

    private static CompletableFuture<Void> inBackground(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
