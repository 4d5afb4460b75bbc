package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Notice;
import io.voddelete.kit.CapturedLog;
import io.voddelete.outcome.JsonLines;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.reader.RejectedLine;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Requested;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AcceptIdsTest {
    @TempDir
    Path directory;

    private final WakeUp work = new WakeUp();
    private final WakeUp sealed = new WakeUp();
    private StoreKit kit;
    private AcceptIds acceptIds;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        acceptIds = acceptIds();
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void theIdsOfAFileArePendingOnceItIsSealed() throws Exception {
        Path file = write("ids.txt", "a1\na2\nnot one\na1\n");
        SubmissionReader reading = read(file);
        assertThat(kit.claim(10)).isEmpty();

        acceptIds.seal(reading);
        acceptIds.close(reading);

        assertThat(kit.claim(10)).extracting(claim -> claim.assetId().value()).containsExactly("a1", "a2");
        assertThat(kit.store().queries().totals()).satisfies(totals -> {
            assertThat(totals.submissions()).isEqualTo(1);
            assertThat(totals.accepted()).isEqualTo(2);
            assertThat(totals.duplicate()).isEqualTo(1);
            assertThat(totals.rejected()).isEqualTo(1);
        });
    }

    @Test
    void aListThatIsOnePageOfMoreIsAcceptedAndTheLogAndTheStoreSaySo() throws Exception {
        try (CapturedLog log = CapturedLog.of(AcceptIds.class)) {
            take(write("page.json", "{\"assets\":[{\"asset_id\":\"a1\"},{\"asset_id\":\"a2\"}],\"total\":2300}"));

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("file:page.json", "2 of 2300");
        }
        assertThat(kit.claim(10)).hasSize(2);
        assertThat(kit.store()
                        .sealedSubmissions()
                        .due(Document.RECEIPT, 10)
                        .get(0)
                        .notices())
                .extracting(Notice::code)
                .containsExactly("partial-list");
    }

    @Test
    void aWorkbookIsReadTwiceAndItsRowsAreTheLines() throws Exception {
        Path file = directory.resolve("ids.xlsx");
        try (Workbook book = new Workbook(Files.newOutputStream(file), "test", "1.0")) {
            Worksheet sheet = book.newWorksheet("Delete");
            sheet.value(0, 0, "title");
            sheet.value(0, 1, "asset_id");
            sheet.value(2, 1, "a1");
            sheet.value(3, 1, 12);
            sheet.value(4, 1, "a2");
        }

        take(file);

        Submission submission =
                kit.store().sealedSubmissions().due(Document.RECEIPT, 10).get(0);
        assertThat(submission.lines()).isEqualTo(5);
        assertThat(kit.store().sealedSubmissions().lines(submission, 0, 10))
                .extracting(line -> line.line() + " " + line.text())
                .containsExactly("3 a1", "4 12", "5 a2");
        assertThat(kit.claim(10)).hasSize(2);
    }

    /** Few of them were found in the first pass; the writer of the file goes on. */
    @Test
    void linesThatBecomeManyInTheSecondPassAreNotWritten() throws Exception {
        Path file = write("ids.txt", "a1\n".repeat(30_000) + "x\n");
        SubmissionReader reading = acceptIds.open(new InboxFile(file));
        Files.writeString(file, "y\n".repeat(30_000), StandardOpenOption.APPEND);

        assertThatThrownBy(() -> reading.forEach(acceptIds::accept))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it changed while it was read");

        acceptIds.close(reading);
        assertThat(kit.store().queries().totals().rejected()).isZero();
    }

    @Test
    void sealingWakesTheClaimsAndTheReceipts() throws Exception {
        take(write("ids.txt", "a1\n"));

        work.await(Duration.ofMinutes(5)); // returns at once
        sealed.await(Duration.ofMinutes(5));
    }

    @Test
    void aRejectedLineHasItsPlaceItsReasonAndAStableEventId() throws Exception {
        Path file = write("ids.txt", "a1\nA2\n\n\u001b[2J\n");
        SubmissionReader reading = acceptIds.open(new InboxFile(file));

        List<RejectedLine> lines = acceptIds.accept(reading.iterator().next());

        String id = reading.getSubmission().submissionId();
        assertThat(lines)
                .containsExactly(
                        new RejectedLine(id + "-2", id, "file:ids.txt", null, 2, "A2", "upper-case", Map.of()),
                        new RejectedLine(
                                id + "-4", id, "file:ids.txt", null, 4, "\\u001b[2J", "not-an-asset-id", Map.of()));
        acceptIds.close(reading);

        SubmissionReader again = acceptIds.open(new InboxFile(file));
        assertThat(acceptIds.accept(again.iterator().next())).isEqualTo(lines);
    }

    @Test
    void aFileThatChangedBetweenThePassesIsNotSealed() throws Exception {
        String start = "a1\n" + "# more than is read ahead\n".repeat(20_000);
        Path file = write("ids.txt", start + "a2\n");
        SubmissionReader reading = acceptIds.open(new InboxFile(file));
        Files.writeString(file, start + "a3\n");
        for (SubmissionReader.Chunk chunk : reading) {
            acceptIds.accept(chunk);
        }

        assertThatThrownBy(() -> acceptIds.seal(reading))
                .isInstanceOf(IOException.class)
                .hasMessage("it changed while it was read");
        acceptIds.close(reading);
        assertThat(kit.claim(10)).isEmpty();
        assertThat(kit.store().queries().totals().accepted()).isZero();
    }

    @Test
    void whatChangedIsTakenInByTheNextReadingOnly() throws Exception {
        Path file = write("ids.txt", "a1\na2\n");
        SubmissionReader reading = read(file);
        acceptIds.close(reading); // not sealed
        Files.writeString(file, "a2\na3\n");

        take(file);

        assertThat(kit.claim(10)).extracting(claim -> claim.assetId().value()).containsExactly("a2", "a3");
        assertThat(kit.store().queries().totals().accepted()).isEqualTo(2);
    }

    @Test
    void aReadingThatACrashBrokeOffGoesOnAsTheSameSubmission() throws Exception {
        Path file = write("ids.txt", "a1\na2\n");
        SubmissionReader broken = acceptIds.open(new InboxFile(file));
        acceptIds.accept(broken.iterator().next());
        kit.reopen();
        acceptIds = acceptIds();

        SubmissionReader resumed = take(file);

        assertThat(resumed.getSubmission().submissionId())
                .isEqualTo(broken.getSubmission().submissionId());
        assertThat(kit.store().queries().totals()).satisfies(totals -> {
            assertThat(totals.submissions()).isEqualTo(1);
            assertThat(totals.accepted()).isEqualTo(2);
            assertThat(totals.duplicate()).isZero();
        });
    }

    @Test
    void aFileThatWasSealedBeforeACrashIsNotReadAgain() throws Exception {
        Path file = write("ids.txt", "a1\nx\n");
        take(file);
        kit.reopen();
        acceptIds = acceptIds();

        try (CapturedLog log = CapturedLog.of(AcceptIds.class)) {
            SubmissionReader again = acceptIds.open(new InboxFile(file));

            assertThat(again).isEmpty();
            acceptIds.seal(again);
            acceptIds.close(again);
            assertThat(log.lines()).singleElement().asString().contains("already accepted as submission");
        }
        assertThat(kit.store().queries().totals().submissions()).isEqualTo(1);
    }

    @Test
    void theSameFileDroppedAgainIsANewSubmissionOfDuplicates() throws Exception {
        Path file = write("ids.txt", "a1\na2\n");
        take(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.delete(file);
        write("ids.txt", "a1\na2\n");
        Files.setLastModifiedTime(file, modified);

        take(file);

        assertThat(kit.store().queries().totals()).satisfies(totals -> {
            assertThat(totals.submissions()).isEqualTo(2);
            assertThat(totals.accepted()).isEqualTo(2);
            assertThat(totals.duplicate()).isEqualTo(2);
        });
    }

    @Test
    void aFileThatIsTakenAwayWhileItIsReadIsNotSealed() throws Exception {
        Path file = write("ids.txt", "a1\n");
        SubmissionReader reading = read(file);
        Files.delete(file);

        assertThatThrownBy(() -> acceptIds.seal(reading)).isInstanceOf(IOException.class);
        acceptIds.close(reading);
        assertThat(kit.claim(10)).isEmpty();
    }

    @Test
    void aFileThatGrowsAfterItWasReadIsNotSealed() throws Exception {
        Path file = write("ids.txt", "a1\n");
        SubmissionReader reading = read(file);
        Files.writeString(file, "a2\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> acceptIds.seal(reading)).hasMessageContaining("changed while it was read");
        acceptIds.close(reading);
        assertThat(kit.claim(10)).isEmpty();
    }

    @Test
    void withAnotherPatternWhatWasBegunIsNotResumed() throws Exception {
        Path file = write("ids.txt", "a1\nB2\n");
        SubmissionReader broken = acceptIds.open(new InboxFile(file));
        acceptIds.accept(broken.iterator().next());
        kit.reopen();
        acceptIds = acceptIds("[aB][0-9]");

        SubmissionReader reading = take(file);

        assertThat(reading.getSubmission().submissionId())
                .isNotEqualTo(broken.getSubmission().submissionId());
        assertThat(kit.store().queries().totals()).satisfies(totals -> {
            assertThat(totals.accepted()).isEqualTo(2);
            assertThat(totals.rejected()).isZero();
        });
    }

    @Test
    void aLinkIsNotTakenInAndLeavesNoSubmission() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), write("ids.txt", "a1\n"));

        assertThatThrownBy(() -> acceptIds.open(new InboxFile(link))).isInstanceOf(IOException.class);

        assertThat(kit.store().queries().totals().submissions()).isZero();
    }

    /** Not a line of it goes to the rejected endpoint. */
    @Test
    void aFileThatIsExchangedBetweenThePassesIsNotAcceptedFrom() throws Exception {
        Path file = write("ids.txt", "a1\n");
        Path other = write("other", "b2\n");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Submissions exchanging = StoreKit.doing(
                Submissions.class,
                kit.store().submissions(),
                "open",
                () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING));

        assertThatThrownBy(() -> acceptIds(exchanging, "[a-z][0-9]+").open(new InboxFile(file)))
                .hasMessage("it changed while it was read");

        assertThat(kit.store().queries().totals().submissions()).isZero();
    }

    @Test
    void afterAnErrorAtTheSecondPassWhatOthersNamedTooIsSentAndTheFileIsClosed() throws Exception {
        Path file = write("ids.txt", "a1\n");
        try (SubmissionReader broken = acceptIds.open(new InboxFile(file))) {
            acceptIds.accept(broken.iterator().next());
        }
        kit.reopen();
        OverflowingThread thread = new OverflowingThread();
        Submissions submissions = StoreKit.doing(
                Submissions.class, kit.store().submissions(), "open", () -> thread.before = () -> kit.accept("a1"));
        thread.task = () -> acceptIds(submissions, "[a-z][0-9]+").open(new InboxFile(file));

        thread.start();
        thread.join();

        assertThat(thread.thrown).isInstanceOf(StackOverflowError.class);
        assertThat(kit.claim(10)).extracting(claim -> claim.assetId().value()).containsExactly("a1");
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(Files::isSymbolicLink).map(AcceptIdsTest::target))
                    .doesNotContain(file);
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException gone) {
            return link;
        }
    }

    /** Its stack has no room once, where the reading looks for a stop. */
    private static final class OverflowingThread extends Thread {
        private Callable<?> task;
        private Runnable before;
        private Throwable thrown;

        @Override
        public boolean isInterrupted() {
            if (before != null) {
                Runnable once = before;
                before = null;
                once.run();
                throw new StackOverflowError("made up");
            }
            return super.isInterrupted();
        }

        @Override
        public void run() {
            try {
                task.call();
            } catch (Exception | StackOverflowError e) {
                thrown = e;
            }
        }
    }

    @Test
    void aLongFileIsAcceptedInChunks() throws Exception {
        Path file = write(
                "long.txt", IntStream.range(0, 120_000).mapToObj(i -> "a" + i).collect(Collectors.joining("\n")));
        SubmissionReader reading = acceptIds.open(new InboxFile(file));
        List<Integer> sizes = new ArrayList<>();

        reading.forEach(chunk -> sizes.add(chunk.entries().size()));

        assertThat(sizes).containsExactly(50_000, 50_000, 20_000);
        acceptIds.seal(reading);
        acceptIds.close(reading);
    }

    @Test
    void theStopEndsTheReading() throws Exception {
        SubmissionReader reading = acceptIds.open(new InboxFile(write("ids.txt", "a1\n")));
        work.stop();

        assertThatThrownBy(reading::iterator).isInstanceOf(CallDeferredException.class);
        acceptIds.close(reading);
        assertThat(kit.store().queries().totals().submissions()).isZero();
    }

    @Test
    void theStopEndsTheFirstPassTooAndLeavesNoSubmission() throws Exception {
        InboxFile file = new InboxFile(write("ids.txt", "a1\n"));
        work.stop();

        assertThatThrownBy(() -> acceptIds.open(file)).isInstanceOf(CallDeferredException.class);
        assertThat(kit.store().queries().totals().submissions()).isZero();
    }

    /** Makes both passes and leaves the submission open. */
    private SubmissionReader read(Path file) throws IOException {
        SubmissionReader reading = acceptIds.open(new InboxFile(file));
        reading.forEach(acceptIds::accept);
        return reading;
    }

    private SubmissionReader take(Path file) throws IOException {
        SubmissionReader reading = read(file);
        acceptIds.seal(reading);
        acceptIds.close(reading);
        return reading;
    }

    private AcceptIds acceptIds() {
        return acceptIds("[a-z][0-9]+");
    }

    private AcceptIds acceptIds(String pattern) {
        return acceptIds(kit.store().submissions(), pattern);
    }

    private AcceptIds acceptIds(Submissions submissions, String pattern) {
        return new AcceptIds(
                submissions,
                kit.store().sealedSubmissions(),
                new ListOptions(
                        new ListRules(new AssetIdPattern(Pattern.compile(pattern)), IdColumns.parse(IdColumns.DEFAULT)),
                        1_000_000,
                        1_000),
                "",
                "CHG-4711",
                new JsonLines(directory.resolve("rejected.jsonl"), () -> {}),
                new Traces(false),
                work,
                sealed);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void theOwnerOfAFileAskedForItsIdsFromItsFolderForTheReasonOfTheInbox() throws Exception {
        Path file = write("ids.txt", "a1\n");
        take(file);

        Requested requested =
                kit.store().sealedSubmissions().due(Document.RECEIPT, 10).get(0).requested();
        assertThat(requested)
                .isEqualTo(new Requested(Files.getOwner(file).getName(), directory.toString(), "CHG-4711", null));
    }
}
