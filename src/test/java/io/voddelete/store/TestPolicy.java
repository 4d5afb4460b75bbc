package io.voddelete.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Limits that a test can change at any time. */
final class TestPolicy implements ReleasePolicy {
    long submission = 5;
    long day = 1_000_000;
    boolean always;
    Duration grace = Duration.ZERO;
    long fewSettled = 4;

    @Override
    public List<HoldReason> reasons(Size size) {
        List<HoldReason> reasons = new ArrayList<>();
        if (always) {
            reasons.add(HoldReason.ALWAYS);
        }
        if (size.ids() > submission) {
            reasons.add(HoldReason.OVER_LIMIT);
        }
        if (size.releasedInADay() + size.toRelease() > day) {
            reasons.add(HoldReason.DAY_LIMIT);
        }
        if (size.largestRun().isPresent() && size.ids() > 10 * size.largestRun().getAsLong()) {
            reasons.add(HoldReason.UNUSUAL_SIZE);
        }
        return reasons;
    }

    @Override
    public boolean isFailing(long deleted, long failed) {
        return deleted + failed >= fewSettled && failed * 2 >= deleted + failed;
    }

    @Override
    public Duration grace() {
        return grace;
    }

    @Override
    public boolean recordsEvents() {
        return true;
    }
}
