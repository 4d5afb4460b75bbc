package io.voddelete.plan;

import io.voddelete.store.HoldReason;
import io.voddelete.store.Submission;

/**
 * Says why a submission waits, with its numbers and the settings that hold it.
 *
 * @param submissionLimit {@code vod.limit.submission}
 * @param dayLimit {@code vod.limit.day}
 * @param growth {@code vod.limit.growth}
 * @param failures {@code vod.limit.failures}
 */
public record HoldTexts(String submissionLimit, String dayLimit, String growth, String failures) {
    /**
     * Says why a submission waits. Since that was decided, calls may have ended and limits may have been changed; the text never
     * says that a smaller number is more than a larger one.
     *
     * @param named how many pending ids it names, also those that other submissions had named before
     */
    Hold of(HoldReason reason, Submission submission, long named) {
        Submission.Progress progress = submission.progress();
        long ids = Math.max(named, progress.accepted());
        return new Hold(reason.code(), text(reason, ids, progress.failed(), progress.deleted() + progress.failed()));
    }

    /** The same for a list of so many ids that was not accepted. */
    Hold of(HoldReason reason, long ids) {
        return new Hold(reason.code(), text(reason, ids, 0, 0));
    }

    private String text(HoldReason reason, long ids, long failed, long settled) {
        return switch (reason) {
            case OVER_LIMIT ->
                (ids > number(submissionLimit)
                                ? ids + " ids are more than " + submissionLimit
                                : "it had more ids than the limit allows when it was read")
                        + " (vod.limit.submission)";
            case DAY_LIMIT ->
                "with its " + ids + " ids more than " + dayLimit
                        + " would be released in 24 hours without approval (vod.limit.day)";
            case UNUSUAL_SIZE ->
                "a run of " + ids + " ids is at least " + growth
                        + " times as large as the largest of the last ten (vod.limit.growth)";
            case FAILURES ->
                (settled > 0 && failed * 100 >= number(failures) * settled
                                ? failed + " of its " + settled + " settled ids failed, which is at least " + failures
                                : "at least " + failures + " of its settled ids had failed; by now " + failed + " of "
                                        + settled)
                        + " (vod.limit.failures)";
            case ALWAYS -> "every list needs an approval (vod.approval.required)";
            case PROTECTION -> "it names assets that are to be looked at first (vod.protect)";
        };
    }

    /** A limit that was switched off is larger than any number. */
    private static long number(String limit) {
        String digits = limit.replace("%", "");
        return digits.equals("off") ? Integer.MAX_VALUE : Long.parseLong(digits);
    }
}
