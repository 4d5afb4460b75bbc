package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Batch.SplitMode;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.Ids;
import io.voddelete.sender.PoisonIdFinder.Step;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonIdFinderTest {
    private static final VodError GONE = error(404, "VOD.10062");
    private static final VodError THROTTLED = error(429, "APIGW.0308");

    private final PoisonIdFinder isolation = new PoisonIdFinder();

    @Test
    void aCallThatSucceedsEndsTheBatch() {
        Batch batch = isolation.first(batch(10));
        assertThat(batch.size()).isEqualTo(10);

        Step step = isolation.after(batch, null, List.of());

        assertThat(step.free()).isEmpty();
        assertThat(step.next().isOpen()).isFalse();
    }

    @Test
    void theHalfThatIsNotCalledIsFreeOnceTheOtherOneIsSpoiled() {
        Batch batch = batch(10);
        List<Claim> all = batch.claims();

        Step half = spoiled(batch);
        assertThat(half.free()).isEmpty();
        assertThat(half.next().claims()).isEqualTo(all.subList(0, 5));
        Step quarter = spoiled(half.next());
        assertThat(quarter.free()).isEqualTo(all.subList(5, 10));
        assertThat(quarter.next().claims()).isEqualTo(all.subList(0, 2));
        assertThat(quarter.next().rest()).isEqualTo(all.subList(2, 5));
    }

    @Test
    void theHalfThatIsNotCalledIsAtFaultIfTheOtherOneIsNot() {
        Batch batch = batch(10);
        List<Claim> all = batch.claims();

        Step step = isolation.after(spoiled(batch).next(), null, List.of());

        assertThat(step.free()).isEmpty();
        assertThat(step.next().claims()).isEqualTo(all.subList(5, 8));
        assertThat(step.next().rest()).isEqualTo(all.subList(8, 10));
    }

    @Test
    void theRestIsFreeWhenTheOneAtFaultIsFound() {
        Batch batch = batch(4);
        List<Claim> all = batch.claims();
        Batch single = spoiled(spoiled(batch).next()).next();
        assertThat(single.claims()).isEqualTo(all.subList(0, 1));

        Step step = isolation.after(single, GONE, List.of());

        assertThat(step.free()).isEqualTo(all.subList(1, 2));
        assertThat(step.next().isOpen()).isFalse();
    }

    @Test
    void anErrorThatIsNotAboutAnIdFreesTheRest() {
        Batch batch = batch(10);
        List<Claim> all = batch.claims();

        Step step = isolation.after(spoiled(batch).next(), THROTTLED, List.of());

        assertThat(step.free()).isEqualTo(all.subList(5, 10));
        assertThat(step.next().isOpen()).isFalse();
    }

    /** Calls relative to full batches of all ids; issue 4 wants at most 1.9, 6.9 and 11. */
    @ParameterizedTest(name = "{0} % at fault: at most {1} calls for ten ids")
    @CsvSource({"1, 1.5", "10, 5.7", "20, 10.1", "50, 10.6", "100, 10.6"})
    void callsAreFew(int percent, double most) {
        Random random = new Random(percent);
        int ids = 10_000;
        Set<Claim> atFault = new HashSet<>();
        Deque<Claim> waiting = new ArrayDeque<>();
        IntStream.range(0, ids).mapToObj(PoisonIdFinderTest::claim).forEach(claim -> {
            waiting.add(claim);
            if (random.nextInt(100) < percent) {
                atFault.add(claim);
            }
        });
        assertThat(calls(waiting, atFault) / (ids / 10.0)).isLessThanOrEqualTo(most);
    }

    /** A server that takes no list at all. */
    @Test
    void callsGoOneByOneWhereEveryCallOfSeveralIsSpoiled() {
        Deque<Claim> waiting = new ArrayDeque<>();
        IntStream.range(0, 2000).mapToObj(PoisonIdFinderTest::claim).forEach(waiting::add);
        int calls = 0;
        while (!waiting.isEmpty()) {
            Batch batch = isolation.first(next(waiting));
            while (batch.isOpen()) {
                calls++;
                Step step = batch.size() > 1 ? spoiled(batch) : isolation.after(batch, null, List.of());
                waiting.addAll(step.free());
                batch = step.next();
            }
        }
        assertThat(calls).isBetween(2000, 3500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fullBatchesComeBackWhenFewAreAtFaultAgain(int seed) {
        callsAreFewAfterMany(new Random(seed));
    }

    private void callsAreFewAfterMany(Random random) {
        for (int id = 0; id < 100; id++) {
            isolation.after(new Batch(List.of(claim(id))), GONE, List.of());
        }
        Batch slow = isolation.first(batch(10));
        assertThat(slow.size()).isEqualTo(1);

        Deque<Claim> waiting = new ArrayDeque<>();
        IntStream.range(0, 1000 + random.nextInt(10))
                .mapToObj(PoisonIdFinderTest::claim)
                .forEach(waiting::add);
        calls(waiting, Set.of());

        Batch fast = isolation.first(batch(10));
        assertThat(fast.splitMode()).isEqualTo(SplitMode.WHOLE);
        assertThat(fast.size()).isEqualTo(10);
    }

    /** Runs all ids to their ends as the sender does, and counts the calls. */
    private int calls(Deque<Claim> waiting, Set<Claim> atFault) {
        int calls = 0;
        int ended = 0;
        int all = waiting.size();
        while (!waiting.isEmpty()) {
            Batch batch = isolation.first(next(waiting));
            while (batch.isOpen()) {
                calls++;
                int size = batch.size();
                boolean spoiled = batch.claims().stream().anyMatch(atFault::contains);
                Step step;
                if (spoiled && size > 1) {
                    step = spoiled(batch);
                } else {
                    ended += size;
                    step = isolation.after(batch, spoiled ? GONE : null, List.of());
                }
                waiting.addAll(step.free());
                batch = step.next();
            }
        }
        assertThat(ended).isEqualTo(all);
        return calls;
    }

    private Step spoiled(Batch batch) {
        return isolation.after(batch, GONE, batch.claims());
    }

    private static Batch next(Deque<Claim> waiting) {
        List<Claim> ten = new ArrayList<>();
        while (ten.size() < Batch.LARGEST && !waiting.isEmpty()) {
            ten.add(waiting.poll());
        }
        return new Batch(ten);
    }

    private static Batch batch(int size) {
        return new Batch(
                IntStream.range(0, size).mapToObj(PoisonIdFinderTest::claim).toList());
    }

    private static Claim claim(int number) {
        return Ids.claim(number, Known.NOTHING);
    }

    private static VodError error(int status, String code) {
        return DeleteResponse.read(StoreKit.error(status, code)).error();
    }
}
