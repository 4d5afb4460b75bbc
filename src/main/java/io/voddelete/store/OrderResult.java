package io.voddelete.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order about a submission.
 *
 * @param what whether it took effect, or why not
 * @param gate the state of the submission now; null if there is none
 * @param planSha256 of its current plan; null if there is none
 * @param approvedAt when somebody approved it last; null if nobody has
 * @param inCall its ids in calls that have begun: what was sent before the order may be deleted all the same
 */
public record OrderResult(
        What what,
        @Nullable Gate gate,
        @Nullable String planSha256,
        @Nullable Instant approvedAt,
        int inCall) {
    /** The ways in which an order ends. */
    public enum What {
        /** The order took effect. */
        DONE,
        /** The submission was in the ordered state already; nothing was changed. */
        ALREADY,
        /** There is no sealed submission with this id. */
        UNKNOWN,
        /** The submission is in a state in which this order is not possible. */
        WRONG_STATE,
        /** It is held, but its plan is still being made. */
        NOT_PLANNED,
        /** The order names another plan than the current one. */
        OTHER_PLAN,
        /** The plan has expired. */
        EXPIRED
    }

    /** Counts it, in the transaction of the order, and returns it. */
    OrderResult counted(Sql sql, String order) {
        boolean isDone = what == What.DONE || what == What.ALREADY;
        sql.count(Counter.ORDERS, Counter.ORDERS.label(order.replace(' ', '-'), isDone ? "done" : "refused"), 1);
        return this;
    }
}
