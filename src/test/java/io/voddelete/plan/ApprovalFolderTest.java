package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.plan.Decision.Result;
import io.voddelete.store.StoreException;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalFolderTest {
    private static final String NAME = "list.csv.plan.txt";

    @TempDir
    Path inbox;

    private final SettableClock clock = new SettableClock(NOW);
    private final List<FolderOrder> orders = new ArrayList<>();
    private final Map<String, Result> results = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> unstored = new HashSet<>();
    private final List<String> receipts = new ArrayList<>();
    private int unasked;
    private boolean missing;
    private boolean unmovable;
    private PlanText plan;
    private Path approve;
    private Path refused;
    private ApprovalFolder folder;

    @BeforeEach
    void create() throws IOException {
        approve = Files.createDirectory(inbox.resolve("approve"));
        refused = approve.resolve("refused");
        folder = folder(FolderOrder.Kind.APPROVE, approve);
        Findings findings =
                new Survey(ids -> List.of(), SurveySize.NONE, clock, new Random(1)).ask(5, Plans.ids(5), NOW);
        plan = PlanText.of(Plans.of("list.csv", findings));
        results.put(plan.sha256(), Result.DONE);
    }

    private ApprovalFolder folder(FolderOrder.Kind kind, Path where) {
        return new ApprovalFolder(
                kind,
                where,
                this::decide,
                archive,
                file -> !written.contains(file.getFileName().toString()),
                name -> name.endsWith(".tmp") || name.startsWith("."),
                new RefusedPlans(new PrivateFolder(where.resolve("refused")), new AtomicFile(new Random(2))),
                () -> unasked++,
                clock);
    }

    private final ApprovalFolder.Archive archive = new ApprovalFolder.Archive() {
        @Override
        public boolean keep(FileVersion file, String submissionId, boolean onlyIfMissing) throws IOException {
            return take(file, onlyIfMissing);
        }

        @Override
        public boolean keepReceipt(FileVersion file, String submissionId, boolean onlyIfMissing) throws IOException {
            receipts.add(submissionId);
            return take(file, onlyIfMissing);
        }
    };

    private static String named(FolderOrder order) {
        return order.subject() instanceof FolderOrder.ByReceipt receipt
                ? receipt.submissionId()
                : ((FolderOrder.ByPlan) order.subject()).sha256();
    }

    private boolean take(FileVersion file, boolean onlyIfMissing) throws IOException {
        if (unmovable) {
            throw new IOException("no space left");
        }
        if (!onlyIfMissing || missing) {
            Files.delete(file.file());
        }
        return !onlyIfMissing || missing;
    }

    @Test
    void whatStaysForGoodHidesNoOrder() throws IOException {
        for (int i = 0; i < 1_200; i++) {
            Files.createDirectory(approve.resolve("CHG-" + i));
            Files.createSymbolicLink(approve.resolve("link-" + i), inbox);
        }
        everyPlanIsDone();
        writePlans(300, plan.text());
        folder.look();

        assertThat(orders).hasSize(300);
    }

    @Test
    void whatCannotBeHandledIsTriedAgainAndHidesNoOrder() throws IOException {
        everyPlanIsDone();
        Findings none = new Survey(ids -> List.of(), SurveySize.NONE, clock, new Random(1)).ask(6, Plans.ids(6), NOW);
        PlanText other = PlanText.of(Plans.of("other.csv", none));
        unstored.add(other.sha256());
        for (int i = 0; i < 1_200; i++) {
            Files.writeString(approve.resolve("stuck-" + i), other.text());
        }
        writePlans(300, plan.text());
        folder.look();
        folder.look();
        assertThat(orders).hasSize(300);

        results.put(other.sha256(), Result.ALREADY);
        unstored.clear();
        folder.look();
        assertThat(orders).hasSize(1_500);
    }

    @Test
    void moreFilesThanALookTakesAreToldOnceAndTakenNext() throws IOException {
        everyPlanIsDone();
        writePlans(2_100, plan.text());
        try (CapturedLog log = CapturedLog.of(ApprovalFolder.class)) {
            folder.look();
            assertThat(orders).hasSize(1_000);
            folder.look();
            folder.look();

            assertThat(orders).hasSize(2_100);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("2100", "1000");
        }
    }

    private void everyPlanIsDone() {
        results.put(plan.sha256(), Result.ALREADY);
        missing = true;
    }

    private void writePlans(int count, String text) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(approve.resolve("plan-" + i), text);
        }
    }

    /** As the store: the first order about a plan is done, the others are told. */
    private Decision decide(FolderOrder order) {
        String list = named(order);
        if (unstored.contains(list)) {
            throw new StoreException("disk full", null);
        }
        orders.add(order);
        Result result = results.getOrDefault(list, Result.UNKNOWN);
        if (result == Result.DONE) {
            results.put(list, Result.USED);
        }
        return new Decision(result, result == Result.UNKNOWN ? null : "s1", "the plan is " + result);
    }

    @Test
    void thePlanIsTheOrder() throws IOException {
        Files.writeString(approve.resolve("whatever its name.txt"), plan.text());
        folder.look();

        assertThat(orders).hasSize(1);
        FolderOrder order = orders.get(0);
        assertThat(order.kind()).isEqualTo(FolderOrder.Kind.APPROVE);
        assertThat(order.subject()).isEqualTo(new FolderOrder.ByPlan(plan.sha256()));
        assertThat(order.via()).isEqualTo("folder:approve");
        assertThat(order.file().getParent()).isEqualTo(approve);
        assertThat(order.who()).isEqualTo(Files.getOwner(inbox).getName());
        assertThat(order.reason()).isNull();
        assertThat(order.at()).isEqualTo(NOW);
        assertThat(approve).isEmptyDirectory();
    }

    /** A list that never waited has no plan. */
    @Test
    void aReceiptCancelsItsListAndApprovesNone() throws IOException {
        String id = "0988d9ee-1c6f-4f5b-9d0c-3f1e2a4b5c6d";
        String receipt = "{\"submission_id\":\"" + id + "\",\"accepted\":3,\"report\":\"list.csv.report.csv\"}\n";
        Path cancel = Files.createDirectory(inbox.resolve("cancel"));
        results.put(id, Result.DONE);
        Files.writeString(cancel.resolve("whatever its name"), receipt);
        Files.writeString(approve.resolve("list.csv.receipt.json"), receipt);
        folder.look();
        assertThat(orders).isEmpty();
        assertThat(refused.resolve("list.csv.receipt.json.why.txt")).content().contains("receipt");

        folder(FolderOrder.Kind.CANCEL, cancel).look();

        assertThat(orders).extracting(FolderOrder::subject).containsExactly(new FolderOrder.ByReceipt(id));
        assertThat(receipts).as("the submission of the decision").containsExactly("s1");
        assertThat(cancel).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"submission_id\":\"ID\"}",
                "{\"submission_id\":\"ID\",\"submission_id\":\"ID\",\"accepted\":3,\"report\":\"r\"}",
                "{\"submission_id\":\"ID\",\"accepted\":3,\"report\":\"r\"}{}",
                "{\"submission_id\":\"ID, ID\",\"accepted\":3,\"report\":\"r\"}",
                "[{\"submission_id\":\"ID\",\"accepted\":3,\"report\":\"r\"}]",
                "ID"
            })
    void whatIsNotTheReceiptOfOneListCancelsNothing(String content) throws IOException {
        Path cancel = Files.createDirectory(inbox.resolve("cancel"));
        Files.writeString(cancel.resolve("a.json"), content.replace("ID", "0988d9ee-1c6f-4f5b-9d0c-3f1e2a4b5c6d"));
        folder(FolderOrder.Kind.CANCEL, cancel).look();

        assertThat(orders).isEmpty();
        assertThat(cancel.resolve("refused").resolve("a.json.why.txt"))
                .content()
                .contains(".receipt.json");
    }

    @Test
    void aPlanOfAListThatWasOnlyPlannedIsToldAsSuch() throws IOException {
        Findings none = new Survey(ids -> List.of(), SurveySize.NONE, clock, new Random(1)).ask(6, Plans.ids(6), NOW);
        Files.writeString(
                approve.resolve(NAME),
                PlanText.of(Plans.onlyPlanned("list.csv", none)).text());
        folder.look();

        assertThat(orders).isEmpty();
        assertThat(refused.resolve(NAME + ".why.txt")).content().contains("only planned", "never accepted");
    }

    @Test
    void aFolderIsTheReason() throws IOException {
        Path reason = Files.createDirectory(approve.resolve("CHG-4711"));
        Files.writeString(reason.resolve(NAME), plan.text());
        folder.look();

        assertThat(orders).extracting(FolderOrder::reason).containsExactly("CHG-4711");
        assertThat(reason).isEmptyDirectory();
    }

    /** It would satisfy vod.approval.reason=required. */
    @Test
    void aBlankNameIsNoReason() throws IOException {
        for (String blank : List.of(" ", "\u00A0", "\u3000")) {
            Files.writeString(Files.createDirectory(approve.resolve(blank)).resolve(NAME), plan.text());
        }
        folder.look();

        assertThat(orders).hasSize(3).allMatch(order -> order.reason() == null);
    }

    @Test
    void linksAndDeeperFoldersAreSaidOnceAMinute() throws IOException {
        Files.createSymbolicLink(approve.resolve(NAME), inbox.resolve("elsewhere"));
        Path deep = Files.createDirectories(approve.resolve("CHG-1").resolve("deeper"));
        Files.writeString(deep.resolve(NAME), plan.text());
        try (CapturedLog log = CapturedLog.of(ApprovalFolder.class)) {
            folder.look();
            folder.look();

            assertThat(log.lines()).hasSize(2).allMatch(line -> line.startsWith("WARN"));
            assertThat(log.text()).contains(NAME, "deeper");
            clock.advance(Duration.ofMinutes(1));
            folder.look();
            assertThat(log.lines()).hasSize(4);
        }
        assertThat(orders).isEmpty();
    }

    @Test
    void aSecondCopyIsRefused() throws IOException {
        Files.writeString(approve.resolve("a.txt"), plan.text());
        Files.writeString(approve.resolve("b.txt"), plan.text());
        folder.look();
        folder.look();

        assertThat(orders).hasSize(2);
        assertThat(names(refused)).containsExactlyInAnyOrder("b.txt", "b.txt.why.txt");
        assertThat(refused.resolve("b.txt")).hasContent(plan.text());
        assertThat(Files.readString(refused.resolve("b.txt.why.txt"))).contains("USED");
    }

    @Test
    void afterACrashBetweenOrderAndMoveTheSameFileFinishesTheMove() throws IOException {
        results.put(plan.sha256(), Result.ALREADY);
        missing = true;
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();
        assertThat(approve).isEmptyDirectory();

        missing = false;
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();
        assertThat(names(refused)).contains(NAME);
    }

    /** The order is durable; only its file still lies there. */
    @Test
    void whereTheFileCannotBeMovedTheOrderStandsAndTheMoveIsTriedAgain() throws IOException {
        unmovable = true;
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();
        assertThat(orders).hasSize(1);
        assertThat(approve.resolve(NAME)).exists();

        unmovable = false;
        missing = true;
        results.put(plan.sha256(), Result.ALREADY);
        folder.look();
        assertThat(approve).isEmptyDirectory();
    }

    @Test
    void whatCannotBeMovedToRefusedStaysAndIsNoOrder() throws IOException {
        Files.createFile(refused);
        Files.writeString(approve.resolve("list.csv"), "a\n");
        folder.look();
        assertThat(approve.resolve("list.csv")).exists();

        Files.delete(refused);
        folder.look();
        assertThat(names(refused)).containsExactlyInAnyOrder("list.csv", "list.csv.why.txt");
        assertThat(orders).isEmpty();
    }

    @Test
    void whatACrashLeftHalfWrittenIsDeletedAtTheFirstLook() throws IOException {
        Path half = Files.createFile(Files.createDirectory(refused).resolve(".0123456789abcdef.tmp"));
        Path why = Files.createFile(refused.resolve("list.csv.why.txt"));
        folder.look();

        assertThat(half).doesNotExist();
        assertThat(why).exists();
    }

    /** Else nobody is told why, if a crash comes in between. */
    @Test
    void noFileIsMovedToRefusedBeforeItsReasonIsWritten() throws IOException {
        Path reason = Files.createDirectories(refused.resolve("list.csv.why.txt"));
        Files.writeString(approve.resolve("list.csv"), "a\n");
        folder.look();
        assertThat(approve.resolve("list.csv")).exists();

        Files.delete(reason);
        folder.look();
        assertThat(names(refused)).containsExactlyInAnyOrder("list.csv", "list.csv.why.txt");
        assertThat(reason).isRegularFile();
    }

    @Test
    void ofApproveAndCancelOneIsDone() throws IOException {
        Path cancel = Files.createDirectory(inbox.resolve("cancel"));
        Files.writeString(approve.resolve(NAME), plan.text());
        Files.writeString(cancel.resolve(NAME), plan.text());
        folder(FolderOrder.Kind.CANCEL, cancel).look();
        folder.look();

        assertThat(orders)
                .extracting(FolderOrder::kind)
                .containsExactly(FolderOrder.Kind.CANCEL, FolderOrder.Kind.APPROVE);
        assertThat(names(refused)).contains(NAME);
        assertThat(cancel).isEmptyDirectory();
    }

    @Test
    void otherBytesAreNoOrder() throws IOException {
        Files.writeString(approve.resolve("crlf.txt"), plan.text().replace("\n", "\r\n"));
        Files.writeString(approve.resolve("bom.txt"), "\uFEFF" + plan.text());
        Files.writeString(approve.resolve("edited.txt"), plan.text().replace("5 ids", "4 ids"));
        Files.writeString(approve.resolve("list.csv"), "a\nb\n");
        Files.writeString(approve.resolve("empty.txt"), "");
        Files.write(approve.resolve("long.txt"), new byte[3 * PlanText.LONGEST]);
        folder.look();

        assertThat(orders).isEmpty();
        assertThat(names(refused)).hasSize(12).contains("list.csv", "list.csv.why.txt");
        assertThat(Files.readString(refused.resolve("crlf.txt.why.txt"))).contains("CRLF");
        assertThat(Files.readString(refused.resolve("edited.txt.why.txt"))).contains("changed");
        assertThat(Files.readString(refused.resolve("list.csv.why.txt"))).contains(".plan.txt");
        assertThat(unasked).isEqualTo(6);
    }

    @Test
    void aPlanOfAnotherStoreOrAnExpiredOneIsRefused() throws IOException {
        results.remove(plan.sha256());
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();
        results.put(plan.sha256(), Result.EXPIRED);
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();

        assertThat(names(refused)).contains(NAME, NAME + "-2");
        assertThat(Files.readString(refused.resolve(NAME + ".why.txt"))).contains("UNKNOWN");
        assertThat(Files.readString(refused.resolve(NAME + "-2.why.txt"))).contains("EXPIRED");
        assertThat(unasked).as("the store counts what it decides").isEqualTo(1);
    }

    @Test
    void aFileThatIsBeingWrittenIsWaitedFor() throws IOException {
        written.add(NAME);
        Files.writeString(approve.resolve(NAME), plan.text().substring(0, 100));
        Files.writeString(approve.resolve("copy.tmp"), plan.text());
        folder.look();
        assertThat(orders).isEmpty();
        assertThat(approve.resolve(NAME)).exists();

        Files.writeString(approve.resolve(NAME), plan.text());
        written.clear();
        folder.look();
        assertThat(orders).hasSize(1);
        assertThat(approve.resolve("copy.tmp")).exists();
    }

    /** A link could lead to a plan in held/ that nobody moved. */
    @Test
    void linksArePassedOver() throws IOException {
        Path held = Files.writeString(inbox.resolve(NAME), plan.text());
        Files.createSymbolicLink(approve.resolve(NAME), held);
        Files.createSymbolicLink(approve.resolve("CHG"), inbox);
        folder.look();

        assertThat(orders).isEmpty();
        assertThat(Files.exists(approve.resolve(NAME), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(held).exists();
    }

    @Test
    void whatIsRefusedIsNotReadAgain() throws IOException {
        results.put(plan.sha256(), Result.WITHOUT_REASON);
        Files.writeString(approve.resolve(NAME), plan.text());
        folder.look();
        clock.advance(Duration.ofMinutes(2));
        folder.look();

        assertThat(orders).hasSize(1);
        assertThat(unasked).isEqualTo(1);
    }

    @Test
    void aFolderThatIsNotThereOrEmptyIsNoFault() throws IOException {
        Files.delete(approve);
        folder.look();

        assertThat(orders).isEmpty();
        assertThat(approve).doesNotExist();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
