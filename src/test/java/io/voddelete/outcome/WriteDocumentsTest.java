package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.asset.AssetId;
import io.voddelete.asset.Notice;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.intake.ArchivedFiles;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.StoreFile;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Seal;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.store.Submission;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriteDocumentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final WakeUp due = new WakeUp();
    private StoreKit kit;
    private Path done;

    @BeforeEach
    void open() throws IOException {
        kit = new StoreKit(directory);
        done = Files.createDirectories(directory.resolve("inbox/done"));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void aReceiptSaysWhatWasAcceptedAndWhatWasNot() throws Exception {
        file("a.txt", found(1, "a1"));
        settle(Status.DELETED, null);
        kit.clock.advance(Duration.ofSeconds(1));
        file("b.txt", found(1, "b1"));
        kit.clock.advance(Duration.ofSeconds(1));
        Submission third = file(
                "c.txt",
                found(1, "c1"),
                found(2, "a1"),
                found(3, "b1"),
                found(4, "c1"),
                Entry.rejected(6, "=cmd\u001b", "not-an-asset-id"));

        write(Document.RECEIPT);

        JsonNode receipt = JSON.readTree(done.resolve("c.txt.receipt.json").toFile());
        assertThat(receipt.toString())
                .isEqualTo(("{'submission_id':'" + third.submissionId() + "','source':'file:c.txt','sha256':'abc',"
                                + "'received_at':'2026-11-24T10:00:02.000Z','accepted_at':'2026-11-24T10:00:02.000Z',"
                                + "'lines':6,'accepted':1,'duplicates':{'count':3,'list':["
                                + "{'line':2,'asset_id':'a1','state':'deleted 2026-11-24T10:00:00.000Z by file:a.txt',"
                                + "'source':'file:a.txt','source_line':1},"
                                + "{'line':3,'asset_id':'b1','state':'pending since 2026-11-24T10:00:01.000Z by file:b.txt',"
                                + "'source':'file:b.txt','source_line':1},"
                                + "{'line':4,'asset_id':'c1','state':'pending since 2026-11-24T10:00:02.000Z by file:c.txt',"
                                + "'source':'file:c.txt','source_line':1}]},"
                                + "'rejected':{'count':1,'list':[{'line':6,'text':'=cmd\\\\u001b',"
                                + "'reason':'not-an-asset-id'}]},'report':'c.txt.report.csv'}")
                        .replace('\'', '"'));
    }

    @Test
    void aReceiptHasTheNoticesAndIsTheSameWhenACrashHasItWrittenAgain() throws Exception {
        Submission submission = kit.store().submissions().open("a.json", "file:a.json");
        kit.store().submissions().accept(submission, List.of(found(1, "a1"), found(2, "b2")));
        List<Notice> notices = List.of(new Notice("partial-list", "it holds 2 of 7"), new Notice("x", "y"));
        kit.store().submissions().seal(submission, new Seal(2, "abc", "done/a.json", notices));
        write(Document.RECEIPT);
        byte[] receipt = Files.readAllBytes(done.resolve("a.json.receipt.json"));
        assertThat(JSON.readTree(receipt).get("notices"))
                .hasToString(
                        "[{\"code\":\"partial-list\",\"text\":\"it holds 2 of 7\"},{\"code\":\"x\",\"text\":\"y\"}]");
        settle(Status.DELETED, null);
        Files.delete(done.resolve("a.json.receipt.json"));
        change("UPDATE submission SET receipt_at = NULL");

        write(Document.RECEIPT);

        assertThat(done.resolve("a.json.receipt.json")).hasBinaryContent(receipt);
    }

    @Test
    void longListsGoIntoFilesOfTheirOwn() throws Exception {
        Entry[] entries = IntStream.rangeClosed(1, 402)
                .mapToObj(line -> line % 2 == 0 ? Entry.rejected(line, "x", "upper-case") : found(line, "a1"))
                .toArray(Entry[]::new);
        file("long.txt", entries);

        write(Document.RECEIPT);

        JsonNode receipt = JSON.readTree(done.resolve("long.txt.receipt.json").toFile());
        assertThat(receipt.get("duplicates")).hasToString("{\"count\":200,\"file\":\"long.txt.duplicates.jsonl\"}");
        assertThat(receipt.get("rejected")).hasToString("{\"count\":201,\"file\":\"long.txt.rejected.jsonl\"}");
        List<String> duplicates = Files.readAllLines(done.resolve("long.txt.duplicates.jsonl"));
        assertThat(duplicates).hasSize(200);
        assertThat(JSON.readTree(duplicates.get(199)).get("line").intValue()).isEqualTo(401);
        assertThat(Files.readAllLines(done.resolve("long.txt.rejected.jsonl")))
                .hasSize(201)
                .first()
                .isEqualTo("{\"line\":2,\"text\":\"x\",\"reason\":\"upper-case\"}");
    }

    @Test
    void aReportHasALineALineAndEndsWithCountsAndSums() throws Exception {
        file("a.txt", found(1, "a1"));
        settle(Status.FAILED, "not-found");
        file("b.txt", found(1, "b1"));
        Submission third = file(
                "c.txt",
                found(1, "c1"),
                found(3, "b1"),
                Entry.rejected(4, "=1+1", "not-an-asset-id"),
                Entry.rejected(5, "a\"b,c", "not-an-asset-id"));
        kit.clock.advance(Duration.ofMinutes(1));
        settle(Status.DELETED, null);

        write(Document.REPORT);

        String lines = """
                \uFEFF"line","asset_id","status","reason","error_code","settled_at","duplicate_of","title","vod_status","created_at","request_id"
                "1","c1","DELETED",,,"2026-11-24T10:01:00.000Z",,,,,
                "3","b1","DELETED",,,"2026-11-24T10:01:00.000Z","file:b.txt line 1",,,,
                "4","'=1+1","REJECTED","not-an-asset-id",,,,,,,
                "5","a""b,c","REJECTED","not-an-asset-id",,,,,,,
                """;
        assertThat(done.resolve("c.txt.report.csv"))
                .hasContent(lines + """
                        #,"submission %s, file:c.txt, sha256 abc"
                        #,"5 lines: 1 accepted = 1 DELETED + 0 FAILED; 1 duplicates, 2 rejected"
                        #,"sha256 of the lines above these three: %s"
                        """.formatted(third.submissionId(), sha256(lines)));
        assertThat(done.resolve("a.txt.report.csv"))
                .content()
                .contains("\"1\",\"a1\",\"FAILED\",\"not-found\",\"VOD.1\",\"2026-11-24T10:00:00.000Z\",,,,,\n");
    }

    /** A crash before the mark. */
    @Test
    void whatIsWrittenAgainIsTheSame() throws Exception {
        file("a.txt", found(1, "a1"));
        file("b.txt", found(1, "a1"), found(2, "b1"), Entry.rejected(3, "x", "upper-case"));
        WriteDocuments first = documents(Document.RECEIPT);
        change("CREATE TRIGGER no_mark BEFORE UPDATE OF receipt_at ON submission BEGIN SELECT RAISE(ABORT, 'no'); END");
        first.write(first.next());
        byte[] before = Files.readAllBytes(done.resolve("b.txt.receipt.json"));
        change("DROP TRIGGER no_mark");
        Files.delete(done.resolve("a.txt.receipt.json"));
        kit.clock.advance(Duration.ofHours(1));
        settle(Status.DELETED, null);
        kit.reopen();

        write(Document.RECEIPT);

        assertThat(done.resolve("b.txt.receipt.json")).hasBinaryContent(before);
        assertThat(done.resolve("a.txt.receipt.json")).exists();
        assertThat(documents(Document.RECEIPT).next()).isEmpty();
    }

    @Test
    void oneThatCannotBeWrittenIsSaidAndHoldsUpNoOther() throws Exception {
        file("a.txt", found(1, "a1"));
        file("b.txt", found(1, "b1"));
        Path inTheWay = Files.createDirectories(done.resolve("a.txt.receipt.json/in the way"));
        WriteDocuments receipts = documents(Document.RECEIPT);
        try (CapturedLog log = CapturedLog.of(WriteDocuments.class)) {
            receipts.write(receipts.next());
            assertThat(receipts.next()).isEmpty();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("the receipt of submission ", "a.txt", "every 5 s");
        }
        assertThat(names()).contains("b.txt.receipt.json");
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        kit.clock.advance(Duration.ofSeconds(10));

        receipts.write(receipts.next());

        assertThat(done.resolve("a.txt.receipt.json")).isRegularFile();
        assertThat(names()).allMatch(name -> name.matches("[ab]\\.txt\\.receipt\\.json"));
    }

    /** Planted beside a file whose name somebody knows, or left by another version. */
    @Test
    void whatLiesInThePlaceOfAReceiptIsKeptAndNoLinkIsWrittenThrough() throws Exception {
        file("a.txt", found(1, "a1"));
        file("b.txt", found(1, "b1"));
        Files.writeString(done.resolve("a.txt.receipt.json"), "another");
        Files.writeString(done.resolve("a.txt.receipt.json.before-1"), "still another");
        Path outside = Files.writeString(directory.resolve("outside"), "kept");
        Path link = Files.createSymbolicLink(done.resolve("b.txt.receipt.json"), outside);

        write(Document.RECEIPT);

        assertThat(JSON.readTree(done.resolve("a.txt.receipt.json").toFile()).get("source"))
                .hasToString("\"file:a.txt\"");
        assertThat(done.resolve("a.txt.receipt.json.before-1")).hasContent("still another");
        assertThat(done.resolve("a.txt.receipt.json.before-2")).hasContent("another");
        assertThat(link).isSymbolicLink();
        assertThat(outside).hasContent("kept");
        assertThat(names()).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(PosixFilePermissions.fromString("rw-r-----"))
                .containsAll(Files.getPosixFilePermissions(done.resolve("a.txt.receipt.json")));
    }

    @Test
    void aFolderThatSomebodyMovedAwayIsMadeAgain() throws Exception {
        file("a.txt", found(1, "a1"));
        WriteDocuments receipts = documents(Document.RECEIPT);
        Files.delete(done);

        receipts.write(receipts.next());

        assertThat(names()).containsExactly("a.txt.receipt.json");
    }

    @Test
    void nothingIsMadeWhereTheDiskOfTheInboxIsNotThere() throws Exception {
        file("a.txt", found(1, "a1"));
        WriteDocuments receipts = documents(Document.RECEIPT);
        Path inbox = directory.resolve("inbox");
        Files.move(inbox, directory.resolve("elsewhere"));
        Files.createDirectory(inbox);
        try (CapturedLog log = CapturedLog.of(WriteDocuments.class)) {
            receipts.write(receipts.next());

            assertThat(done).doesNotExist();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("no longer at its path", inbox.toString());
        }
        Files.delete(inbox);
        Files.move(directory.resolve("elsewhere"), inbox);
        kit.clock.advance(Duration.ofSeconds(5));

        receipts.write(receipts.next());

        assertThat(names()).containsExactly("a.txt.receipt.json");
    }

    @Test
    void afterTheStopNothingIsWritten() throws Exception {
        file("a.txt", found(1, "a1"));
        WriteDocuments receipts = documents(Document.RECEIPT);
        var next = receipts.next();
        due.stop();

        receipts.write(next);

        assertThat(receipts.next()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void withoutWorkItWaitsAWhileAndAfterSomeItLooksAgainAtOnce() throws Exception {
        WriteDocuments receipts = documents(Document.RECEIPT);
        assertThat(receipts.next()).isEmpty();
        assertThat(millis(receipts::waitForWork)).isGreaterThanOrEqualTo(500);
        file("a.txt", found(1, "a1"));

        receipts.write(receipts.next());

        due.await(Duration.ofMinutes(5));
    }

    @Test
    void aStoreThatIsOutOfOrderIsNotAskedAgainAtOnce() throws Exception {
        WriteDocuments receipts = documents(Document.RECEIPT);
        change("ALTER TABLE submission RENAME TO elsewhere");

        assertThat(receipts.next()).isEmpty();

        due.raise();
        assertThat(millis(receipts::waitForWork)).isGreaterThanOrEqualTo(500);
    }

    private static long millis(Runnable task) {
        long begin = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private void write(Document document) {
        WriteDocuments documents = documents(document);
        documents.write(documents.next());
    }

    private WriteDocuments documents(Document document) {
        Path inbox = directory.resolve("inbox");
        ArchivedFiles kept = new ArchivedFiles(
                inbox, new ListOptions(null, 1_000, 1_000), kit.store().sealedSubmissions(), due, kit.clock);
        return new WriteDocuments(
                document, new AtomicFile(new Random(7)), kit.store().sealedSubmissions(), inbox, kept, due, kit.clock);
    }

    private Submission file(String name, Entry... entries) {
        Submission submission = kit.store().submissions().open(name, "file:" + name);
        kit.store().submissions().accept(submission, List.of(entries));
        long lines = entries[entries.length - 1].line();
        kit.store().submissions().seal(submission, new Seal(lines, "abc", "done/" + name));
        return submission;
    }

    private void settle(Status status, String reason) {
        kit.store()
                .claims()
                .settle(kit.claim(100).stream()
                        .map(claim -> (Result)
                                new Result.Settled(claim, status, reason, 1, reason == null ? null : "VOD.1", null))
                        .toList());
    }

    private void change(String sql) throws Exception {
        new StoreFile(directory.resolve("store.db")).change(sql);
    }

    private static Entry found(long line, String id) {
        return new Entry.Found(line, new AssetId(id));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(done)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
