package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the trial would see a call of a list that is not approved, and an order without a line. */
class OperatorTest {
    private static final String ID = SampleIds.random(1, 1).get(0);
    private static final String PLAN = "PLAN of list.txt, submission s1   made then\n";

    private final List<SeenCall> calls = new ArrayList<>();
    private final Findings findings = new Findings();
    private final DroppedFile list = new DroppedFile("list.txt", List.of(ID));

    @TempDir
    Path data;

    private Operator operator;

    @BeforeEach
    void makeFolders() throws IOException {
        operator = new Operator(data, data.resolve("over"), () -> List.copyOf(calls), findings);
        for (String folder : List.of("held", "approve/refused", "cancel", "done", "cancelled")) {
            Files.createDirectories(inbox(folder));
        }
    }

    private Path inbox(String folder) {
        return data.resolve("inbox").resolve(folder);
    }

    private void call() {
        calls.add(new SeenCall(
                calls.size() + 1,
                Instant.EPOCH,
                CallKind.DELETE,
                List.of(ID),
                200,
                null,
                true,
                List.of(ID),
                "",
                null,
                Map.of(),
                ""));
    }

    private void hold(String plan) throws IOException {
        Files.writeString(inbox("held").resolve("list.plan.txt"), plan);
        operator.look();
    }

    @Test
    void aCallAfterTheCopyIsApprovedAndOneBeforeIsNot() throws IOException {
        operator.willApprove(list);
        hold(PLAN);
        assertThat(inbox("approve").resolve("list.plan.txt")).hasContent(PLAN);
        assertThat(operator.isDone()).isFalse();

        call();
        operator.check();
        assertThat(findings.count(Kind.UNAPPROVED)).isZero();
    }

    @Test
    void aCallBeforeTheCopyIsFound() throws IOException {
        operator.willApprove(list);
        call();
        hold(PLAN);

        operator.check();
        assertThat(findings.count(Kind.UNAPPROVED)).isEqualTo(1);
    }

    @Test
    void aCallOfACancelledListIsFound() throws IOException {
        operator.willCancel(list);
        hold(PLAN);
        assertThat(inbox("cancel").resolve("list.plan.txt")).hasContent(PLAN);
        call();

        operator.check();
        assertThat(findings.count(Kind.UNAPPROVED)).isEqualTo(1);
    }

    @Test
    void aListExpiresWhenAllElseIsDecidedAndIsApprovedTooLate() throws IOException {
        DroppedFile other = new DroppedFile("other.txt", SampleIds.random(2, 1));
        operator.willCancel(other);
        operator.willLetExpire(list, true);
        hold(PLAN);
        assertThat(data.resolve("over")).doesNotExist();

        Path order = inbox("cancel").resolve("other.plan.txt");
        Files.writeString(inbox("held").resolve("other.plan.txt"), PLAN.replace("list", "other"));
        operator.look();
        assertThat(order).exists();
        assertThat(data.resolve("over")).doesNotExist();
        Files.delete(order);
        Files.delete(inbox("held").resolve("other.plan.txt"));
        operator.look();
        operator.look();
        assertThat(data.resolve("over")).exists();
        assertThat(inbox("approve").resolve("list.plan.txt"))
                .as("it still waits")
                .doesNotExist();

        Files.move(inbox("held").resolve("list.plan.txt"), inbox("cancelled").resolve("list.plan.txt"));
        operator.look();
        assertThat(inbox("approve").resolve("list.plan.txt")).hasContent(PLAN);
        Files.move(
                inbox("approve").resolve("list.plan.txt"),
                inbox("approve/refused").resolve("list.plan.txt"));
        assertThat(operator.isDone()).isFalse();
        operator.look();
        assertThat(data.resolve("over")).doesNotExist();
        assertThat(operator.isDone()).isTrue();
    }

    @Test
    void aCallOfAnExpiredListIsFoundAndARefusalThatSaysAnotherReason() throws IOException {
        operator.willLetExpire(list, false);
        hold(PLAN);
        operator.look();
        Files.move(inbox("held").resolve("list.plan.txt"), inbox("cancelled").resolve("list.plan.txt"));
        Files.move(
                inbox("approve").resolve("list.plan.txt"),
                inbox("approve/refused").resolve("list.plan.txt"));
        Path why = Files.writeString(inbox("approve/refused").resolve("list.plan.txt.why.txt"), "It has expired.\n");
        operator.check();
        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();

        Files.writeString(why, "It was used before.\n");
        call();
        operator.check();
        assertThat(findings.count(Kind.DOCUMENT)).isEqualTo(1);
        assertThat(findings.count(Kind.UNAPPROVED)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aPlanThatBecomesAnotherOneIsFound() throws IOException {
        operator.willApprove(list);
        hold(PLAN);
        hold(PLAN);
        assertThat(findings.count(Kind.DOCUMENT)).isZero();
        hold(PLAN + "more");
        assertThat(findings.count(Kind.DOCUMENT)).isEqualTo(1);
    }

    @Test
    void anOrderThatIsNotInTheAuditLogIsFound() throws Exception {
        StoreFile store = StoreFile.of(data);
        store.change("CREATE TABLE submission (submission_id, gate, approved_at)");
        store.change("CREATE TABLE setting (name, value)");
        store.change("INSERT INTO submission VALUES ('s1', 'RELEASED', 1)");
        Path audit = Files.createDirectory(data.resolve("audit"));
        try (AuditChain chain = AuditKit.begun(audit)) {
            know(store, chain.append(List.of(new AuditEvent("cancelled", "s1", null, null))));
            assertThatThrownBy(() -> Orders.requireAudited(data)).hasMessageContaining("approved s1");

            Head beyond = chain.append(List.of(new AuditEvent("approved", "s1", null, null)));
            assertThatThrownBy(() -> Orders.requireAudited(data)).hasMessageContaining("approved s1");
            know(store, beyond);
            Orders.requireAudited(data);

            store.change("INSERT INTO submission VALUES ('s2', 'EXPIRED', NULL)");
            assertThatThrownBy(() -> Orders.requireAudited(data)).hasMessageContaining("expired s2");
            know(store, chain.append(List.of(new AuditEvent("expired", "s2", null, null))));
            Orders.requireAudited(data);
        }
    }

    private static void know(StoreFile store, Head head) {
        store.change("DELETE FROM setting");
        store.change("INSERT INTO setting VALUES ('audit-head-number', '" + head.number()
                + "'), ('audit-head-sha256', '" + head.sha256() + "')");
    }
}
