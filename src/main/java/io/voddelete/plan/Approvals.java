package io.voddelete.plan;

import io.voddelete.plan.Decision.Result;
import io.voddelete.store.Gate;
import io.voddelete.store.Order;
import io.voddelete.store.OrderResult;
import io.voddelete.store.Releases;
import io.voddelete.store.StoredPlan;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out the orders of the folders in the store, whose transactions decide which of several orders is first. */
public final class Approvals implements Decisions {
    private final Releases releases;
    private final boolean reasonRequired;
    private final Runnable decided;

    /**
     * @param reasonRequired whether an approval without a reason is refused; to keep ids never needs one
     * @param decided called when an order took effect
     */
    public Approvals(Releases releases, boolean reasonRequired, Runnable decided) {
        this.releases = releases;
        this.reasonRequired = reasonRequired;
        this.decided = decided;
    }

    @Override
    public Decision decide(FolderOrder order) {
        if (order.subject() instanceof FolderOrder.ByReceipt receipt) {
            return done(order, receipt.submissionId(), null, releases.cancel(receipt.submissionId(), inStore(order)));
        }
        return decide(order, ((FolderOrder.ByPlan) order.subject()).sha256());
    }

    private Decision decide(FolderOrder order, String sha256) {
        Optional<StoredPlan> found = releases.planOf(sha256);
        if (found.isEmpty()) {
            return new Decision(
                    Result.UNKNOWN,
                    null,
                    "no list of this store has such a plan: it is that of another installation, or there is a newer plan of"
                            + " the same list in held/");
        }
        StoredPlan plan = found.get();
        if (order.kind() == FolderOrder.Kind.APPROVE && reasonRequired && order.reason() == null) {
            return new Decision(
                    Result.WITHOUT_REASON,
                    plan.submissionId(),
                    "a reason is required (vod.approval.reason), and the list still waits. Make a folder here that has the"
                            + " reason as its name, and move the plan of held/ into it");
        }
        OrderResult result = order.kind() == FolderOrder.Kind.APPROVE
                ? releases.approve(plan.submissionId(), plan.sha256(), inStore(order))
                : releases.cancel(plan.submissionId(), inStore(order));
        return done(order, plan.submissionId(), plan, result);
    }

    private static Order inStore(FolderOrder order) {
        return new Order(order.who(), order.via(), Text.visible(order.file().toString()), order.reason());
    }

    private Decision done(FolderOrder order, String submissionId, @Nullable StoredPlan plan, OrderResult result) {
        if (result.what() == OrderResult.What.DONE) {
            decided.run();
        }
        return decision(order.kind(), submissionId, plan, result);
    }

    /** A crash may leave a file here whose order took effect, and who finds it must not think that it did not. */
    private static String usedBefore(FolderOrder.Kind kind, OrderResult result, String now) {
        Instant approvedAt = result.approvedAt();
        if (kind == FolderOrder.Kind.CANCEL) {
            return result.gate() == Gate.CANCELLED
                    ? "the list was cancelled before, by this file or by another order, and nothing more is to do: its ids are"
                            + " kept, except those whose call had begun. The audit log says who cancelled it, and when"
                    : result.gate() == Gate.EXPIRED
                            ? "the list has expired, and its ids are kept without this order"
                            : "nothing can be cancelled any more: all ids of the list are settled";
        }
        if (approvedAt == null || result.gate() == null || result.gate().isEnded()) {
            return result.gate() == Gate.CANCELLED
                    ? "the list was cancelled before, so nothing of it is released. To delete its ids, submit them again"
                    : result.gate() == Gate.RELEASED
                            ? "nothing is to be approved any more: other lists named all ids of the list too, and these are"
                                    + " settled"
                            : "this plan is not what the list waits for: the list is " + now;
        }
        String released = "the list was released by this very plan, at " + Times.text(approvedAt);
        return result.gate() == Gate.STOPPED
                ? released + ", and has been stopped since: only the command go-on lets it go on"
                : released + ", and nothing more is to do";
    }

    private static Decision decision(
            FolderOrder.Kind kind, String submissionId, @Nullable StoredPlan plan, OrderResult result) {
        String now = result.gate() == null ? "unknown" : result.gate().word();
        return switch (result.what()) {
            case DONE -> new Decision(Result.DONE, submissionId, now);
            case EXPIRED ->
                new Decision(
                        Result.EXPIRED,
                        submissionId,
                        "the plan" + (plan == null ? "" : ", made at " + Times.text(plan.madeAt()) + ",")
                                + " has expired. The ids that were pending are kept, as the report of the list says; submit them again"
                                + " if they are to be deleted");
            case OTHER_PLAN ->
                new Decision(Result.UNKNOWN, submissionId, "there is a newer plan of the same list in held/");
            case UNKNOWN, NOT_PLANNED ->
                new Decision(
                        Result.UNKNOWN,
                        submissionId,
                        plan == null
                                ? "no list of this store has this receipt: it is that of another installation"
                                : "no list waits with this plan");
            case ALREADY -> new Decision(Result.ALREADY, submissionId, usedBefore(kind, result, now));
            case WRONG_STATE -> new Decision(Result.USED, submissionId, usedBefore(kind, result, now));
        };
    }
}
