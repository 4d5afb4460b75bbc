package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WakeUpTest {
    /** Since Java 25 unnamed threads are of a shared pool, which has a single thread on a machine of two cores. */
    private static final Executor THREADS = task -> new Thread(task).start();

    @Test
    void oneThatIsNotBegunSaysSoUntilItIsAndWakesWhoWaits() {
        WakeUp signal = WakeUp.notBegun(() -> 0);
        assertThat(signal.hasBegun()).isFalse();
        assertThat(signal.mayBegin()).isFalse();
        assertThat(new WakeUp().hasBegun()).isTrue();

        signal.begin();

        assertThat(signal.hasBegun()).isTrue();
        assertThat(signal.mayBegin()).isTrue();
        long start = System.nanoTime();
        signal.await(Duration.ofSeconds(20));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static final Duration LONG = Duration.ofMinutes(5);

    private final WakeUp signal = new WakeUp();

    @Test
    void awaitEndsWhenItsTimeIsOver() {
        long begin = System.nanoTime();

        signal.await(Duration.ofMillis(30));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void aSignalWakesWhoWaits() {
        CompletableFuture<Void> waiter = inBackground(() -> signal.await(LONG));
        assertThat(waiter).isNotDone();

        signal.raise();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aSignalThatCameBeforeIsKeptForOneWait() {
        signal.raise();
        signal.raise();

        signal.await(LONG);

        long begin = System.nanoTime();
        signal.await(Duration.ofMillis(30));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void aPauseIsNotEndedBySignals() {
        long begin = System.nanoTime();
        signal.raise();

        signal.pause(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aPauseLeavesTheSignalForTheNextWait() {
        signal.raise();
        signal.pause(Duration.ofMillis(1));

        signal.await(LONG);
    }

    @Test
    void aRestComesBeforeTheNextWaitWhateverIsSignalledButTheStop() {
        signal.restFirst(Duration.ofMillis(50));
        signal.raise();
        long begin = System.nanoTime();

        signal.await(LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        signal.restFirst(LONG);
        signal.stop();
        signal.await(LONG);
    }

    /** Nothing is lost by it, and what has failed still rests as long as it has to. */
    @Test
    void whatComesWhileALoopGathersIsOneTurn() {
        signal.gather(Duration.ofMillis(50));
        signal.raise();
        long begin = System.nanoTime();

        signal.await(LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        signal.restFirst(Duration.ofMillis(80));
        signal.gather(Duration.ofMillis(1));
        begin = System.nanoTime();
        signal.await(LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void aRestIsTakenOnce() {
        signal.restFirst(Duration.ofMillis(50));
        long begin = System.nanoTime();

        for (int i = 0; i < 60; i++) {
            signal.await(Duration.ZERO);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aLoopWaitsUntilSomethingHasChangedSinceItsLastTurn() {
        AtomicLong changes = new AtomicLong();
        WakeUp loop = WakeUp.notBegun(changes::get);
        assertThat(loop.isUnchanged()).isFalse();
        loop.awaitWork(Duration.ofMillis(1)); // the first turn
        assertThat(loop.isUnchanged()).isTrue();
        CompletableFuture<Void> waiter = inBackground(() -> loop.awaitWork(Duration.ofMillis(1)));
        assertThat(waiter).failsWithin(Duration.ofMillis(200));

        changes.incrementAndGet();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(5));
        CompletableFuture<Void> signalled = inBackground(() -> loop.awaitWork(Duration.ofMillis(1)));
        assertThat(signalled).failsWithin(Duration.ofMillis(200));
        loop.raise();
        assertThat(signalled).succeedsWithin(Duration.ofSeconds(5));
    }

    /** It does not count when a change came, but whether the turn before can have seen it. */
    @Test
    void aChangeDuringALongTurnIsNotMissed() {
        AtomicLong changes = new AtomicLong();
        WakeUp loop = WakeUp.notBegun(changes::get);
        loop.awaitWork(Duration.ofMillis(1));

        changes.incrementAndGet();

        long begin = System.nanoTime();
        loop.awaitWork(Duration.ofMillis(1));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aLoopThatSharesASignalSeesChangesAndWhatNothingTells() {
        AtomicLong changes = new AtomicLong();
        AtomicBoolean seen = new AtomicBoolean();
        WakeUp shared = WakeUp.notBegun(changes::get);
        assertThat(shared.pauseUnlessChanged(-1, Duration.ofMillis(1), seen::get))
                .isEqualTo(-1);
        shared.begin();
        long before = shared.pauseUnlessChanged(-1, Duration.ofMillis(1), seen::get);
        CompletableFuture<Void> first =
                inBackground(() -> shared.pauseUnlessChanged(before, Duration.ofMillis(1), () -> false));
        CompletableFuture<Void> second =
                inBackground(() -> shared.pauseUnlessChanged(before, Duration.ofMillis(1), seen::get));
        assertThat(first).failsWithin(Duration.ofMillis(200));
        assertThat(second).isNotDone();

        seen.set(true);

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        assertThat(first).isNotDone();
        changes.incrementAndGet();
        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void theStopEndsEveryWaitNowAndLater() {
        CompletableFuture<Void> waiter = inBackground(() -> signal.await(LONG));
        CompletableFuture<Void> pauser = inBackground(() -> signal.pause(LONG));

        signal.stop();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(5));
        assertThat(pauser).succeedsWithin(Duration.ofSeconds(5));
        assertThat(signal.isStopping()).isTrue();
        signal.await(LONG);
        signal.pause(LONG);
    }

    @Test
    void anInterruptIsTheStopOfOneThreadAndStaysSet() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Boolean> waiter = CompletableFuture.supplyAsync(
                () -> {
                    thread.set(Thread.currentThread());
                    signal.pause(LONG);
                    boolean stopping = signal.isStopping();
                    return Thread.interrupted() && stopping;
                },
                THREADS);
        await().until(() -> thread.get() != null);

        thread.get().interrupt();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
        assertThat(signal.isStopping()).isFalse();
    }

    @Test
    void noTimeIsNoWait() {
        signal.await(Duration.ZERO);
        signal.pause(Duration.ofSeconds(-1));
    }

    private static CompletableFuture<Void> inBackground(Runnable task) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> running = CompletableFuture.runAsync(
                () -> {
                    thread.set(Thread.currentThread());
                    task.run();
                },
                THREADS);
        await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);
        return running;
    }
}
