package io.voddelete.plan;

import org.jspecify.annotations.Nullable;

/**
 * What became of an order.
 *
 * @param submissionId null if no submission has this plan
 * @param why for people: what happened and when
 */
record Decision(Result result, @Nullable String submissionId, String why) {
    /** The kinds of decisions. */
    enum Result {
        /** It is done. */
        DONE,
        /** The same was done before, perhaps by an earlier attempt with the same file that was interrupted. */
        ALREADY,
        /** The plan was approved or cancelled before. */
        USED,
        /** The plan was valid for a while only. */
        EXPIRED,
        /** No held submission of this store has such a plan. */
        UNKNOWN,
        /** An approval needs a reason and has none; the plan stays valid. */
        WITHOUT_REASON
    }

    /** Whether it was taken without asking the store to carry the order out. */
    boolean isWithoutStore() {
        return submissionId == null || result == Result.WITHOUT_REASON;
    }
}
