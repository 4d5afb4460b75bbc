package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.kit.Ids;
import io.voddelete.store.Outbox.Side;
import io.voddelete.vod.PaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at once: one transaction serves several, and none of them notices. */
@Timeout(60)
public abstract class ConcurrencyContract extends AssetStoreContract {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void eightThreadsSettleEveryIdOnceWhileOthersAreAccepted() throws Exception {
        submit("a.txt", 0, 8_000);
        Set<Long> settled = ConcurrentHashMap.newKeySet();
        List<Future<Integer>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            workers.add(threads.submit(() -> settleUntilEmpty(settled)));
        }
        Submission second = submit("b.txt", 7_000, 20_000);
        int effective = 0;
        for (Future<Integer> worker : workers) {
            effective += worker.get();
        }
        effective += settleUntilEmpty(settled);
        assertThat(settled).hasSize(20_000);
        assertThat(effective).isEqualTo(20_000);
        assertThat(counters(second).get(0)).isEqualTo(12_000);
        assertThat(store.queries().totals()).isEqualTo(new Totals(2, 20_000, 0, 20_000, 0, 0, 0, 1_000, 20_000));
        assertThatCountersAgreeWithRows();
    }

    private int settleUntilEmpty(Set<Long> settled) {
        int effective = 0;
        for (List<Claim> claims = claim(10); !claims.isEmpty(); claims = claim(10)) {
            Batch batch = begin(claims);
            assertThat(batch.claims()).isEqualTo(claims);
            claims.forEach(claim ->
                    assertThat(settled.add(claim.row())).as("claimed once").isTrue());
            effective += store.claims()
                    .settle(claims.stream().map(ConcurrencyContract::deleted).toList());
        }
        return effective;
    }

    @Test
    void urgentWorkIsDoneBetweenTheSlicesOfALongAccept() throws Exception {
        submit("small.txt", 200_000, 200_010);
        Submission large = store.submissions().open("large.txt", "file:large.txt");
        Future<?> accept = threads.submit(() -> store.submissions().accept(large, Ids.lines(0, 100_000)));
        int moved = 0;
        int movedBetweenSlices = 0;
        int claimed = 0;
        while (!accept.isDone()) {
            boolean between = number("SELECT EXISTS (SELECT 1 FROM asset WHERE submission = ?)", large.row()) == 1;
            claimed += claim(10).size();
            store.senderState()
                    .changePace("delete", before -> at(before.nextAt().plusMillis(1)));
            moved++;
            movedBetweenSlices += between && !accept.isDone() ? 1 : 0;
        }
        accept.get();
        store.submissions().seal(large, Ids.sealing(100_000));
        assertThat(claimed).isEqualTo(10);
        assertThat(movedBetweenSlices).as("urgent calls between two slices").isGreaterThan(20);
        assertThat(store.senderState().pace("delete").nextAt()).isEqualTo(Instant.EPOCH.plusMillis(moved));
        assertThat(counters(large)).containsExactly(100_000L, 100_000L, 0L, 0L, 0L, 0L);
    }

    @Test
    void workThatFailsDoesNotSpoilTheOthersOfItsGroup() throws Exception {
        submit("a.txt", 0, 10);
        List<Claim> claims = claim(10);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        Future<?> first = threads.submit(() -> store.senderState().changePace("first", before -> {
            inside.countDown();
            passed(gate);
            return at(START);
        }));
        inside.await();
        Future<Integer> good = queued(() -> settle(deleted(claims.get(0)), failed(claims.get(1), "refused")));
        Future<?> bad = queued(() -> store.senderState().changePace("bad", before -> {
            throw new IllegalStateException("no slot");
        }));
        Future<Submission> late = queued(() -> store.submissions().open("b.txt", "file:b.txt"));
        gate.countDown();
        first.get();
        assertThat(good.get()).isEqualTo(2);
        assertThat(late.get().sealed()).isFalse();
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StoreException.class)
                .hasMessage("the store could not change the pace: no slot");
        restart();
        assertThat(store.senderState().pace("first").nextAt()).isEqualTo(START);
        assertThat(store.senderState().pace("bad").nextAt()).isEqualTo(Instant.EPOCH);
        assertThat(store.queries().totals()).isEqualTo(new Totals(1, 10, 8, 1, 1, 0, 0, 0, 2));
        assertThat(number("SELECT count(*) FROM submission WHERE intake_key = 'b.txt'"))
                .isEqualTo(1);
        assertThatCountersAgreeWithRows();
    }

    @Test
    void closeFinishesWhatWasAskedForBefore() throws Exception {
        submit("a.txt", 0, 10);
        List<Claim> claims = claim(10);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        threads.submit(() -> store.senderState().changePace("first", before -> {
            inside.countDown();
            passed(gate);
            return at(START);
        }));
        inside.await();
        Future<Integer> settled = queued(() -> settle(deleted(claims.get(0))));
        Future<?> closed = queued(() -> {
            store.close();
            return null;
        });
        gate.countDown();
        assertThat(settled.get()).isEqualTo(1);
        closed.get();
        store = open(TARGET);
        assertThat(store.queries().totals().deleted()).isEqualTo(1);
    }

    @Test
    void interruptDoesNotHideWhetherTheWorkWasDone() throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            submit("a.txt", 0, 10);
            return Thread.interrupted();
        });
        threads.execute(task);
        assertThat(task.get()).as("the interrupt is kept").isTrue();
        assertThat(claim(10)).hasSize(10);
    }

    @Test
    void everyVerbIsRefusedAfterClose() {
        Submission submission = submit("a.txt", 0, 10);
        List<Claim> claims = claim(10);
        store.close();
        List<ThrowingCallable> verbs = List.of(
                () -> store.submissions().open("b.txt", "file:b.txt"),
                () -> store.submissions().accept(submission, Ids.lines(0, 1)),
                () -> store.submissions().seal(submission, Ids.sealing(1)),
                () -> claim(10),
                () -> begin(claims),
                () -> settle(deleted(claims.get(0))),
                store.claims()::releaseUnbegun,
                () -> store.outbox().unreported(Side.SUCCESS, false, 1),
                () -> store.outbox().markReported(Side.SUCCESS, List.of()),
                () -> store.senderState().changePace("delete", before -> at(START)),
                () -> store.senderState().pace("delete"),
                store.queries()::totals);
        assertThat(verbs).allSatisfy(verb -> assertThatThrownBy(verb).isInstanceOf(StoreException.class));
        store.close();
    }

    private static PaceState at(Instant next) {
        return PaceState.NEW.notBefore(next);
    }

    private static void passed(CountDownLatch gate) {
        try {
            assertThat(gate.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs some work in a thread of its own and returns when that thread waits for the writer. */
    private <T> Future<T> queued(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.start();
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(thread::getState, EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)::contains);
        return task;
    }
}
