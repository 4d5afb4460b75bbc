package io.voddelete.release;

import io.voddelete.store.HoldReason;
import io.voddelete.store.ReleasePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limits of the settings {@code vod.limit.*}; an empty one is off.
 *
 * @param required when an approval is required at all
 * @param submission most ids of one submission
 * @param day most ids that are released without approval in 24 hours
 * @param growth how many times as large as the largest of the last runs a run of a schedule may be
 * @param failures share of failed ids, in percent, from which on the rest of a submission is held
 * @param grace between release and first call
 * @param recordsEvents whether somebody reads them
 * @param recordsAccepted whether accepted submissions are among them
 */
public record Limits(
        Required required,
        OptionalLong submission,
        OptionalLong day,
        OptionalLong growth,
        OptionalInt failures,
        Duration grace,
        boolean recordsEvents,
        boolean recordsAccepted)
        implements ReleasePolicy {
    /** A run of at most so many ids never has an unusual size. */
    static final long SMALL_RUN = 100;
    /** Before so many ids are settled, their failures say little. */
    static final long FEW_SETTLED = 100;

    /** When a submission needs an approval. */
    public enum Required {
        NEVER,
        /** If it exceeds a limit. */
        OVER_LIMIT,
        ALWAYS
    }

    @Override
    public List<HoldReason> reasons(Size size) {
        List<HoldReason> reasons = new ArrayList<>();
        if (required == Required.ALWAYS) {
            reasons.add(HoldReason.ALWAYS);
        }
        if (required == Required.NEVER) {
            return reasons;
        }
        if (isOver(submission, size.ids())) {
            reasons.add(HoldReason.OVER_LIMIT);
        }
        if (isOver(day, size.releasedInADay() + size.toRelease())) {
            reasons.add(HoldReason.DAY_LIMIT);
        }
        if (isUnusual(size)) {
            reasons.add(HoldReason.UNUSUAL_SIZE);
        }
        return reasons;
    }

    private static boolean isOver(OptionalLong limit, long ids) {
        return limit.isPresent() && ids > limit.getAsLong();
    }

    private boolean isUnusual(Size size) {
        return growth.isPresent()
                && size.largestRun().isPresent()
                && size.ids() > SMALL_RUN
                && size.ids() >= growth.getAsLong() * size.largestRun().getAsLong();
    }

    @Override
    public boolean isFailing(long deleted, long failed) {
        long settled = deleted + failed;
        return required != Required.NEVER
                && failures.isPresent()
                && settled >= FEW_SETTLED
                && failed * 100 >= failures.getAsInt() * settled;
    }
}
