package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.WriteDocuments;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedFilesTest {
    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    private final ListOptions input = new ListOptions(
            new ListRules(new AssetIdPattern(Pattern.compile("[a-z][0-9]")), IdColumns.parse(IdColumns.DEFAULT)),
            1_000,
            1_000);
    private final WakeUp due = new WakeUp();
    private StoreKit kit;
    private Path inbox;
    private Path kept;
    private ArchivedFiles files;
    private SubmissionReader reading;

    @BeforeEach
    void accept() throws Exception {
        kit = new StoreKit(directory);
        inbox = Files.createDirectories(directory.resolve("inbox"));
        Files.createDirectory(inbox.resolve("done"));
        AcceptIds acceptIds = new AcceptIds(
                kit.store().submissions(),
                kit.store().sealedSubmissions(),
                input,
                "",
                "CHG-4711",
                new JsonLines(directory.resolve("rejected.jsonl"), () -> {}),
                new Traces(false),
                new WakeUp(),
                due);
        Path file = Files.writeString(inbox.resolve("ids.txt"), "a1\n");
        Files.setLastModifiedTime(file, OLD);
        reading = acceptIds.open(new InboxFile(file));
        reading.forEach(acceptIds::accept);
        acceptIds.seal(reading);
        acceptIds.close(reading);
        kept = Files.move(file, inbox.resolve(reading.getKeptAs()));
        restart();
        files.moved(reading, files.place(reading));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void whatIsAsItWasAcceptedStays() throws Exception {
        try (CapturedLog log = CapturedLog.of(ArchivedFiles.class)) {
            write(Document.RECEIPT);
            settle();
            Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("r--r--r--"));
            Files.createLink(inbox.resolve("link"), kept);
            write(Document.REPORT);
            restart();
            passTime(Duration.ofSeconds(3));
            write(Document.REPORT);

            assertThat(log.lines()).isEmpty();
        }
        assertThat(kept).hasContent("a1");
        assertThat(receipt()).doesNotContain("changed-later");
    }

    @Test
    void aFileThatWentOnBeforeItsReceiptIsTakenInAgainAndTheReceiptSaysSo() throws Exception {
        append("b2\n");
        try (CapturedLog log = CapturedLog.of(ArchivedFiles.class)) {
            write(Document.RECEIPT);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR file:ids.txt ")
                    .contains(submission(), "6 bytes", kept.getFileName().toString());
        }
        assertTakenBack("a1\nb2\n");
        assertThat(new ObjectMapper().readTree(receipt()).at("/notices/0/code").textValue())
                .isEqualTo("changed-later");
    }

    @Test
    void aFileThatWentOnBeforeItsReportIsTakenInAgainAndBothDocumentsSaySo() throws Exception {
        write(Document.RECEIPT);
        settle();
        append("b2\n");

        write(Document.REPORT);
        write(Document.RECEIPT);

        assertTakenBack("a1\nb2\n");
        assertThat(receipt()).contains("changed-later");
        assertThat(report())
                .contains("moved back into the inbox")
                .contains("\"1\",\"a1\",\"DELETED\"")
                .hasLineCount(5);
    }

    /** As where a file had its room taken beforehand, and its time is kept: no size and no time tells. */
    @Test
    void anotherContentOfTheSameSizeAndTimeIsFoundAlsoAfterARestart() throws Exception {
        Files.writeString(kept, "b2\n");
        Files.setLastModifiedTime(kept, OLD);
        restart();

        write(Document.RECEIPT);

        assertTakenBack("b2\n");
    }

    @Test
    void aFileThatGoesOnUpToAnHourAfterItsReportIsTakenInAgainAndBothDocumentsAreWrittenAnew() throws Exception {
        writeBoth();
        passTime(Duration.ofMinutes(59));
        append("b2\n");

        writeBoth();

        assertTakenBack("a1\nb2\n");
        assertThat(receipt()).contains("changed-later");
        assertThat(report()).contains("moved back into the inbox");
    }

    @Test
    void aRestartWithinTheHourDoesNotEndTheWatch() throws Exception {
        writeBoth();
        passTime(Duration.ofMinutes(30));
        restart();
        writeBoth();
        passTime(Duration.ofMinutes(29));
        append("b2\n");

        writeBoth();

        assertTakenBack("a1\nb2\n");
    }

    @Test
    void whatWasAddedWhileTheModuleWasDownIsFoundAtTheStart() throws Exception {
        writeBoth();
        append("b2\n");
        passTime(Duration.ofMinutes(59));
        restart();

        writeBoth();

        assertTakenBack("a1\nb2\n");
        assertThat(receipt()).contains("changed-later");
    }

    /** It was replaced at the last moment before it was moved, and a crash came before anybody saw that. */
    @Test
    void aFileWhoseMoveMayHaveBeenBrokenOffIsLookedAtHoweverLongTheModuleWasDown() throws Exception {
        writeBoth();
        Files.delete(kept);
        Files.writeString(kept, "b2\n");
        passTime(Duration.ofDays(2));
        kit.reopen();
        restart();
        files.prepare();

        writeBoth();

        assertTakenBack("b2\n");
        assertThat(receipt()).contains("changed-later");
    }

    @Test
    void onlyTheAcceptedContentUnderItsNameIsWhatWasAccepted() throws Exception {
        Path same = Files.writeString(inbox.resolve("same"), "a1\n");
        Path other = Files.writeString(inbox.resolve("other"), "b2\n");

        assertThat(files.isAccepted(submission(), reading.getKeptAs(), same)).isTrue();
        assertThat(files.isAccepted(submission(), reading.getKeptAs(), other)).isFalse();
        assertThat(files.isAccepted(submission(), reading.getKeptAs() + ".receipt.json", same))
                .isFalse();
        assertThat(files.isAccepted("0988d9ee-0d67-de00-a5c1-263387e67e8e", reading.getKeptAs(), same))
                .isFalse();
    }

    @Test
    void afterAnHourAFileIsNotWatchedAnyMore() throws Exception {
        writeBoth();
        passTime(Duration.ofMinutes(61));
        append("b2\n");

        writeBoth();

        assertThat(kept).hasContent("a1\nb2");
    }

    @Test
    void aFileThatWasTakenAwayIsNoFault() throws Exception {
        Files.delete(kept);
        restart();
        try (CapturedLog log = CapturedLog.of(ArchivedFiles.class)) {
            files.moved(reading, files.place(reading));
            writeBoth();

            assertThat(log.lines()).isEmpty();
        }
        assertThat(receipt()).doesNotContain("changed-later");
        assertThat(report()).contains("\"a1\",\"DELETED\"");
    }

    @Test
    void whatLiesInTheInboxIsNotReplacedAndTheMoveIsTriedAgain() throws Exception {
        append("b2\n");
        Path inTheWay = Files.writeString(inbox.resolve(kept.getFileName()), "another");
        try (CapturedLog log = CapturedLog.ofAll()) {
            write(Document.RECEIPT);

            assertThat(log.lines()).isNotEmpty().allMatch(line -> line.startsWith("ERROR"));
        }
        assertThat(inTheWay).hasContent("another");
        assertThat(kept).hasContent("a1\nb2");
        Files.delete(inTheWay);
        restart();

        write(Document.RECEIPT);

        assertTakenBack("a1\nb2\n");
        assertThat(receipt()).containsOnlyOnce("changed-later");
    }

    private void assertTakenBack(String content) {
        assertThat(kept).doesNotExist();
        assertThat(inbox.resolve(kept.getFileName())).hasContent(content);
    }

    private void append(String text) throws IOException {
        Files.writeString(kept, text, StandardOpenOption.APPEND);
        Files.setLastModifiedTime(kept, OLD);
    }

    /** As after a restart of the program: nothing is known of the file. */
    private void restart() {
        files = new ArchivedFiles(inbox, input, kit.store().sealedSubmissions(), due, kit.clock);
    }

    private void writeBoth() {
        write(Document.RECEIPT);
        settle();
        write(Document.REPORT);
    }

    private void write(Document document) {
        WriteDocuments documents = new WriteDocuments(
                document, new AtomicFile(new Random(7)), kit.store().sealedSubmissions(), inbox, files, due, kit.clock);
        documents.write(documents.next());
    }

    private void passTime(Duration time) {
        kit.clock.advance(time);
    }

    private void settle() {
        kit.store()
                .claims()
                .settle(kit.claim(100).stream()
                        .map(claim -> (Result) new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                        .toList());
    }

    private String submission() {
        return kept.getFileName().toString().replaceAll("ids-(.*)\\.txt", "$1");
    }

    private String receipt() throws IOException {
        return document(".receipt.json");
    }

    private String report() throws IOException {
        return document(".report.csv");
    }

    private String document(String end) throws IOException {
        try (Stream<Path> files = Files.list(inbox.resolve("done"))) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(end)).toList();
            assertThat(found).hasSize(1);
            return Files.readString(found.get(0));
        }
    }
}
