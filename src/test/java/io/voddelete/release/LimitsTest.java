package io.voddelete.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.release.Limits.Required;
import io.voddelete.store.HoldReason;
import io.voddelete.store.ReleasePolicy.Size;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static Limits limits(Required required) {
        return new Limits(
                required,
                OptionalLong.of(1_000),
                OptionalLong.of(10_000),
                OptionalLong.of(10),
                OptionalInt.of(50),
                Duration.ZERO,
                false,
                false);
    }

    private static List<HoldReason> reasons(Size size) {
        return limits(Required.OVER_LIMIT).reasons(size);
    }

    private static Size size(long ids) {
        return new Size(ids, ids, 0, OptionalLong.empty());
    }

    private static Size run(long ids, long largest) {
        return new Size(ids, ids, 0, OptionalLong.of(largest));
    }

    @Test
    void soManyIdsAsTheLimitAreFreeAndOneMoreIsHeld() {
        assertThat(reasons(size(1_000))).isEmpty();
        assertThat(reasons(size(1_001))).containsExactly(HoldReason.OVER_LIMIT);
    }

    @Test
    void theDayLimitCountsWhatTheListWouldAddToTheDay() {
        assertThat(reasons(new Size(500, 500, 9_500, OptionalLong.empty()))).isEmpty();
        assertThat(reasons(new Size(500, 500, 9_501, OptionalLong.empty()))).containsExactly(HoldReason.DAY_LIMIT);
        assertThat(reasons(new Size(500, 499, 9_501, OptionalLong.empty())))
                .as("an id that another released list has is released already")
                .isEmpty();
    }

    @Test
    void aRunIsUnusualFromTenTimesTheLargestOn() {
        assertThat(reasons(run(199, 20))).isEmpty();
        assertThat(reasons(run(200, 20))).containsExactly(HoldReason.UNUSUAL_SIZE);
        assertThat(reasons(size(200))).as("no earlier run, or no schedule").isEmpty();
    }

    @Test
    void aSmallRunIsNeverUnusual() {
        assertThat(reasons(run(100, 1))).isEmpty();
        assertThat(reasons(run(101, 1))).containsExactly(HoldReason.UNUSUAL_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "49, 50, false", // 99 settled
        "50, 50, true", // 100 settled, half of them failed
        "51, 49, false",
        "0, 99, false",
        "0, 100, true",
        "101, 100, false",
        "1000, 1000, true"
    })
    void failuresAreJudgedFrom100SettledIdsOnAndHoldFromHalfOn(long deleted, long failed, boolean held) {
        assertThat(limits(Required.OVER_LIMIT).isFailing(deleted, failed)).isEqualTo(held);
    }

    @Test
    void neverHoldsNothingAndAlwaysHoldsAllAndSaysEachReason() {
        Size all = new Size(20_000, 20_000, 1, OptionalLong.of(3));
        assertThat(limits(Required.NEVER).reasons(all)).isEmpty();
        assertThat(limits(Required.NEVER).isFailing(0, 1_000)).isFalse();
        assertThat(limits(Required.ALWAYS).reasons(size(1))).containsExactly(HoldReason.ALWAYS);
        assertThat(limits(Required.ALWAYS).reasons(all))
                .containsExactly(
                        HoldReason.ALWAYS, HoldReason.OVER_LIMIT, HoldReason.DAY_LIMIT, HoldReason.UNUSUAL_SIZE);
    }

    @Test
    void aLimitThatIsOffHoldsNothing() {
        Limits off = new Limits(
                Required.OVER_LIMIT,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Duration.ZERO,
                false,
                false);
        assertThat(off.reasons(new Size(1_000_000, 1_000_000, 1_000_000, OptionalLong.of(1))))
                .isEmpty();
        assertThat(off.isFailing(0, 1_000_000)).isFalse();
    }
}
