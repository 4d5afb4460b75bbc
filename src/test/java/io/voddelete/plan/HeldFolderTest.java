package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Gate;
import io.voddelete.store.Releases;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFolderTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(NOW);
    private final List<String> read = new ArrayList<>();
    private Path inbox;
    private PlanStore store;
    private HeldFolder held;

    @BeforeEach
    void open() throws IOException {
        inbox = Files.createDirectory(directory.resolve("inbox"));
        open(new PlanStore(directory, 200, clock));
    }

    private void open(PlanStore opened) {
        store = opened;
        Releases releases = StoreKit.doing(Releases.class, store.releases(), "plan", () -> read.add("plan"));
        held = new HeldFolder(
                inbox,
                List.of(inbox.resolve("approve"), inbox.resolve("cancel")),
                new AtomicFile(new Random(1)),
                releases,
                store.store().sealedSubmissions(),
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A list of so many ids, with its file and receipt where they lie when it has just been accepted. */
    private Submission drop(String name, int from, int to) throws IOException {
        Submission submission = store.accept(name, from, to);
        Path folder = Files.createDirectories(inbox.resolve(submission.folder()));
        Files.writeString(folder.resolve(PlanStore.archived(name, submission)), name);
        Files.writeString(folder.resolve(PlanStore.archived(name, submission) + ".receipt.json"), "{}");
        return submission;
    }

    private Submission dropHeld(String name, int from) throws IOException {
        Submission submission = drop(name, from, from + 201);
        store.plan(submission, "plan of " + name);
        return submission;
    }

    private UsedOrders used() {
        return new UsedOrders(inbox, store.store().sealedSubmissions());
    }

    private void cancel(Submission submission) {
        store.releases().cancel(submission.submissionId(), PlanStore.ALICE);
    }

    private List<String> in(String folder) throws IOException {
        if (Files.notExists(inbox.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(inbox.resolve(folder))) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> filesOf(String name, Submission submission) {
        String list = PlanStore.archived(name, submission);
        return List.of(list, list + ".plan.txt", list + ".receipt.json");
    }

    @Test
    void aListWaitsWithItsPlanAndMovesWithItOnceItIsCancelled() throws IOException {
        Submission list = dropHeld("list.txt", 0);
        held.tidy();
        assertThat(in("held")).isEqualTo(filesOf("list.txt", list));
        cancel(list);
        held.tidy();
        assertThat(in("held")).isEmpty();
        assertThat(in("cancelled")).isEqualTo(filesOf("list.txt", list));
    }

    @Test
    void aReleasedListThatIsCancelledLiesWholeInTheFolderThatTheStoreNames() throws IOException {
        Submission list = drop("list.txt", 0, 3);
        held.tidy();
        assertThat(in("done")).hasSize(2);
        cancel(list);
        held.tidy();
        held.tidy();

        assertThat(store.now(list).keptAs()).isEqualTo("cancelled/" + PlanStore.archived("list.txt", list));
        assertThat(inbox.resolve(store.now(list).requireKeptAs())).hasContent("list.txt");
        assertThat(in("cancelled")).hasSize(2);
        assertThat(in("done")).isEmpty();
    }

    @Test
    void theReceiptThatCancelledItsListLiesBesideIt() throws IOException {
        Submission list = drop("list.txt", 0, 3);
        held.tidy();
        String name = PlanStore.archived("list.txt", list) + ".receipt.json";
        Path order = Files.createDirectory(inbox.resolve("cancel")).resolve("moved.json");
        Files.move(inbox.resolve("done").resolve(name), order);
        cancel(list);

        assertThat(used().keepReceipt(FileVersion.of(order), list.submissionId(), false))
                .isTrue();
        held.tidy();

        assertThat(order).doesNotExist();
        assertThat(in("done")).isEmpty();
        assertThat(in("cancelled")).containsExactly(PlanStore.archived("list.txt", list), name);
    }

    @Test
    void aCopyOfTheReceiptThatCancelledItsListIsNotKeptTwice() throws IOException {
        Submission list = drop("list.txt", 0, 3);
        held.tidy();
        Path copy = Files.createDirectory(inbox.resolve("cancel")).resolve("copy.json");
        Files.writeString(copy, "{\"other\": \"format\"}");
        cancel(list);

        assertThat(used().keepReceipt(FileVersion.of(copy), list.submissionId(), true))
                .as("not the order")
                .isFalse();
        assertThat(used().keepReceipt(FileVersion.of(copy), list.submissionId(), false))
                .isTrue();
        held.tidy();

        assertThat(copy).doesNotExist();
        assertThat(in("done")).isEmpty();
        assertThat(in("cancelled")).hasSize(2);
    }

    /** It was never released. */
    @Test
    void aListThatIsStoppedInItsGracePeriodStaysInHeld() throws IOException {
        store.close();
        open(new PlanStore(Files.createDirectory(directory.resolve("grace")), 200, Duration.ofMinutes(5), clock));
        Submission list = store.accept("list.txt", 0, 3);
        store.releases().stop(list.submissionId(), PlanStore.ALICE);
        Files.writeString(
                Files.createDirectory(inbox.resolve("done")).resolve(PlanStore.archived("list.txt", list)), "late");
        held.tidy();

        assertThat(in("held")).containsExactly(PlanStore.archived("list.txt", list));
        assertThat(store.now(list).keptAs()).isEqualTo("held/" + PlanStore.archived("list.txt", list));
        store.releases().goOn(list.submissionId(), PlanStore.ALICE);
        clock.advance(Duration.ofMinutes(5));
        store.releases().tick(clock.instant());
        store.releases().stop(list.submissionId(), PlanStore.ALICE);
        held.tidy();
        assertThat(in("done")).as("it was released").hasSize(1);
    }

    @Test
    void aListInItsGracePeriodHasAFolderToCancelIt() throws IOException {
        store.close();
        open(new PlanStore(Files.createDirectory(directory.resolve("grace")), 200, Duration.ofMinutes(5), clock));
        held.tidy();
        assertThat(inbox.resolve("cancel")).doesNotExist();
        drop("list.txt", 0, 3);
        held.tidy();
        assertThat(inbox.resolve("cancel")).isDirectory();
    }

    /** The cancellation may come while the file is being moved to where it belonged before. */
    @Test
    void aCancelledListThatComesLateIsMovedToo() throws IOException {
        Submission list = store.accept("list.txt", 0, 3);
        cancel(list);
        held.tidy();
        Path late = Files.createDirectories(inbox.resolve("done")).resolve(PlanStore.archived("list.txt", list));
        Files.writeString(late, "late");
        held.tidy();

        assertThat(in("done")).isEmpty();
        assertThat(in("cancelled")).containsExactly(PlanStore.archived("list.txt", list));
    }

    @Test
    void aFileThatCannotBeMovedDelaysNoPlanAndNoOtherFile() throws IOException {
        Submission stuck = dropHeld("a.txt", 0);
        Submission other = dropHeld("b.txt", 1_000);
        held.tidy();
        Path occupied = Files.createDirectories(inbox.resolve("cancelled")).resolve(PlanStore.archived("a.txt", stuck));
        Files.writeString(occupied, "another file");
        cancel(stuck);
        cancel(other);
        Submission next = dropHeld("c.txt", 2_000);
        try (CapturedLog log = CapturedLog.of(HeldFolder.class)) {
            held.tidy();

            assertThat(log.lines()).singleElement().asString().contains(PlanStore.archived("a.txt", stuck));
        }
        assertThat(in("cancelled")).containsAll(filesOf("b.txt", other)).hasSize(6);
        assertThat(in("held"))
                .containsAll(filesOf("c.txt", next))
                .contains(PlanStore.archived("a.txt", stuck))
                .hasSize(4);
        assertThat(occupied).hasContent("another file");
    }

    @Test
    void howeverManyFilesLieThereEachIsSeen() throws IOException {
        Submission list = dropHeld("list.txt", 0);
        held.tidy();
        for (int i = 0; i < 30_000; i++) {
            Files.createFile(inbox.resolve("held").resolve("note-" + i));
        }
        for (String name : filesOf("list.txt", list)) { // now they are the newest
            Path file = inbox.resolve("held").resolve(name);
            Files.writeString(file, Files.readString(Files.move(file, directory.resolve(name))));
        }
        cancel(list);
        held.tidy();

        assertThat(in("cancelled")).isEqualTo(filesOf("list.txt", list));
    }

    @Test
    void aPlanThatIsWrittenIsNotReadAgain() throws IOException {
        dropHeld("list.txt", 0);
        held.tidy();
        assertThat(read).hasSize(1);
        held.tidy();
        assertThat(read).hasSize(1);
        held.restore();
        held.tidy();
        assertThat(read).hasSize(2);
    }

    @Test
    void ofAListThatIsHeldAgainOnlyTheNewPlanIsLeft() throws IOException {
        Submission list = dropHeld("list.txt", 0);
        held.tidy();
        StoredPlan first = store.releases().plan(list.submissionId()).orElseThrow();
        store.releases().approve(list.submissionId(), first.sha256(), PlanStore.ALICE);
        held.tidy();
        assertThat(in("done")).isEqualTo(filesOf("list.txt", list));

        fail(100);
        assertThat(store.now(list).release().gate()).isEqualTo(Gate.HELD);
        held.tidy();
        store.plan(store.now(list), "second plan");
        held.tidy();
        assertThat(in("done")).isEmpty();
        assertThat(in("held")).isEqualTo(filesOf("list.txt", list));
        assertThat(inbox.resolve("held").resolve(PlanStore.archived("list.txt", list) + ".plan.txt"))
                .hasContent("second plan");
    }

    private void fail(int count) {
        List<Claim> claims = store.store().claims().claim(inFlight -> count, Duration.ofMinutes(2));
        assertThat(claims).hasSize(count);
        store.store()
                .claims()
                .settle(claims.stream()
                        .map(claim -> (Result) new Result.Settled(claim, Status.FAILED, "not-found", 1, null, null))
                        .toList());
    }

    @Test
    void whatAnEarlierWriteKeptMovesWithItsList() throws IOException {
        Submission list = dropHeld("list.txt", 0);
        held.tidy();
        String before = PlanStore.archived("list.txt", list) + ".plan.txt.before-1";
        Files.writeString(inbox.resolve("held").resolve(before), "old");
        cancel(list);
        held.tidy();

        assertThat(in("held")).isEmpty();
        assertThat(in("cancelled")).contains(before);
    }
}
