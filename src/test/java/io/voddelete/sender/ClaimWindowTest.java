package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.store.InFlight;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimWindowTest {
    /** Batches of 10, at most 200 in flight, a slot every 600 ms. */
    @ParameterizedTest(name = "{0} claimed, {1} calling, {2} waiting, slot in {3} ms, {4} ms to a batch: {5}")
    @CsvSource({
        // nothing under way: one batch
        "  0,   0,  0,     0,     0,  10",
        "  3,   0,  0,     0,     0,   7",
        " 10,   0,  0,     0,     0,   0",
        // what is being called leaves the window, but for what waits for its slot
        " 10,  10,  0,     0,     0,  10",
        " 10,  10, 10,     0,     0,   0",
        " 25,  20, 10,     0,     0,  -5",
        // a batch that takes long to get ready is begun earlier
        "  0,   0,  0,     0,   599,  10",
        "  0,   0,  0,     0,   600,  20",
        "  0,   0,  0,     0,  6000, 110",
        " 40,  30, 10,     0,  6000,  90",
        // the most that may be in flight
        "195, 195,  0,     0,  6000,   5",
        "200, 200,  0,     0,     0,   0",
        "210, 210,  0,     0,     0, -10",
        "  0,   0,  0,     0, 60000, 200",
        // a slot that is far
        "  0,   0,  0,  5000,     0,  10",
        "  0,   0,  0,  5001,     0,   0",
        "  0,   0,  0,  5001, 60000,   0",
    })
    void claimsRunAheadNoFurtherThanSlotsNeed(
            int claimed, int calling, int waiting, long untilNext, long preparation, int room) {
        ClaimWindow window = new ClaimWindow(10, 200, 1000);

        assertThat(window.room(
                        new InFlight(claimed, calling, 999),
                        waiting,
                        Duration.ofMillis(600),
                        Duration.ofMillis(untilNext),
                        Duration.ofMillis(preparation)))
                .isEqualTo(room);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 200", "150, 0, 50", "150, 150, 50", "200, 0, 0", "0, 5001, 0"})
    void withoutAPaceOnlyTheMostCounts(int claimed, long untilNext, int room) {
        ClaimWindow window = new ClaimWindow(10, 200, 1000);

        assertThat(window.room(
                        new InFlight(claimed, 0, 0),
                        0,
                        Duration.ZERO,
                        Duration.ofMillis(untilNext),
                        Duration.ofMinutes(1)))
                .isEqualTo(room);
    }

    @ParameterizedTest
    @CsvSource({"1, 60000, 1", "10, 60000, 10"})
    void aSlowPaceClaimsOneBatch(int size, long interval, int room) {
        ClaimWindow window = new ClaimWindow(size, 200, 1000);

        assertThat(window.room(
                        new InFlight(0, 0, 0),
                        0,
                        Duration.ofMillis(interval),
                        Duration.ZERO,
                        Duration.ofMillis(59_999)))
                .isEqualTo(room);
    }

    @ParameterizedTest
    @CsvSource({"999, 200", "1000, 0", "5000, 0"})
    void nothingIsClaimedWhileTooManyOutcomesWait(long unreported, int room) {
        ClaimWindow window = new ClaimWindow(10, 200, 1000);

        assertThat(window.room(new InFlight(0, 0, unreported), 0, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isEqualTo(room);
    }
}
