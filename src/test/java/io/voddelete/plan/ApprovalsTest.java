package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import io.voddelete.plan.Decision.Result;
import io.voddelete.plan.FolderOrder.Kind;
import io.voddelete.store.Gate;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read in a {@code .why.txt} is true. */
class ApprovalsTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(NOW);
    private PlanStore store;
    private Submission held;
    private StoredPlan plan;
    private int decided;

    @BeforeEach
    void open() {
        store = new PlanStore(directory, 2, clock);
        held = store.accept("list.txt", 0, 5);
        plan = store.plan(held, "text");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Decision order(Kind kind) {
        return order(kind, false);
    }

    private Decision order(Kind kind, boolean reasonRequired) {
        return order(kind, reasonRequired, new FolderOrder.ByPlan(plan.sha256()));
    }

    private Decision order(Kind kind, boolean reasonRequired, FolderOrder.Subject subject) {
        return new Approvals(store.releases(), reasonRequired, () -> decided++)
                .decide(new FolderOrder(
                        kind, subject, "alice", "folder", Path.of("approve", "a.plan.txt"), null, clock.instant()));
    }

    @Test
    void aReasonIsRequiredToDeleteAndNeverToKeep() {
        assertThat(order(Kind.APPROVE, true).result()).isEqualTo(Result.WITHOUT_REASON);
        assertThat(order(Kind.CANCEL, true).result()).isEqualTo(Result.DONE);
        assertThat(store.now(held).release().gate()).isEqualTo(Gate.CANCELLED);
    }

    @Test
    void aListThatNeverWaitedIsCancelledWithItsReceipt() {
        Submission released = store.accept("small.txt", 10, 12);
        FolderOrder.Subject receipt = new FolderOrder.ByReceipt(released.submissionId());
        assertThat(store.now(released).release().gate()).isEqualTo(Gate.RELEASED);

        Decision decision = order(Kind.CANCEL, true, receipt);

        assertThat(decision.result()).isEqualTo(Result.DONE);
        assertThat(decision.submissionId()).isEqualTo(released.submissionId());
        assertThat(store.now(released).release().gate()).isEqualTo(Gate.CANCELLED);
        assertThat(decided).isEqualTo(1);
        assertThat(order(Kind.CANCEL, true, receipt).result()).isEqualTo(Result.ALREADY);
        assertThat(order(Kind.CANCEL, true, new FolderOrder.ByReceipt("unknown"))
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    private void expire() {
        clock.advance(Duration.ofDays(7));
        store.releases().tick(clock.instant());
    }

    @Test
    void anExpiredListNeedsNoCancellation() {
        expire();
        Decision decision = order(Kind.CANCEL);
        assertThat(decision.result()).isEqualTo(Result.USED);
        assertThat(decision.why()).isEqualTo("the list has expired, and its ids are kept without this order");
    }

    @Test
    void anExpiredPlanReleasesNothing() {
        expire();
        Decision decision = order(Kind.APPROVE);
        assertThat(decision.result()).isEqualTo(Result.EXPIRED);
        assertThat(decision.why())
                .contains("made at 2026-11-28T12:47:09.000Z, has expired", "pending are kept")
                .doesNotContain("Nothing");
    }

    @Test
    void aCancelledListIsNotReleased() {
        store.releases().cancel(held.submissionId(), PlanStore.ALICE);
        Decision decision = order(Kind.APPROVE);
        assertThat(decision.result()).isEqualTo(Result.USED);
        assertThat(decision.why()).startsWith("the list was cancelled before, so nothing of it is released");
        assertThat(decided).isZero();
    }

    @Test
    void aSecondApprovalSaysThatItsPlanReleasedTheList() {
        assertThat(order(Kind.APPROVE).result()).isEqualTo(Result.DONE);
        assertThat(decided).isEqualTo(1);
        Decision again = order(Kind.APPROVE);
        assertThat(again.result()).isEqualTo(Result.ALREADY);
        assertThat(again.why()).startsWith("the list was released by this very plan, at 2026-11-28T12:47:09.000Z");
    }
}
