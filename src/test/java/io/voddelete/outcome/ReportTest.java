package io.voddelete.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.Format;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListRules;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Gate;
import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.VisibleSubmissions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final ListRules RULES =
            new ListRules(new AssetIdPattern(Pattern.compile("[a-z][0-9]+")), IdColumns.parse(IdColumns.DEFAULT));

    @TempDir
    Path directory;

    private StoreKit kit;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void noCellIsComputedHoweverTheTableIsSplitAndWhoeverWroteIt() throws Exception {
        byte[] report = hostileReport();

        for (char separator : new char[] {',', ';', '\t'}) {
            List<CSVRecord> rows = rows(report, separator);
            assertThat(rows).hasSize(1 + 4 + 3);
            assertThat(rows)
                    .flatExtracting(CSVRecord::toList)
                    .noneMatch(cell -> cell.matches("(?s)[\\s\"]*[=+@\\-＝＋－＠].*"));
        }
    }

    @Test
    void aProgramReadsTheNamesAndTheIdsAsTheyAre() throws Exception {
        byte[] report = hostileReport();

        assertThat(report).startsWith(0xEF, 0xBB, 0xBF);
        List<CSVRecord> rows = rows(report, ',');
        assertThat(rows.get(0).toList())
                .containsExactly(
                        "line",
                        "asset_id",
                        "status",
                        "reason",
                        "error_code",
                        "settled_at",
                        "duplicate_of",
                        "title",
                        "vod_status",
                        "created_at",
                        "request_id",
                        "column.ticket",
                        "column.who");
        assertThat(rows)
                .extracting(row -> row.toList().subList(Math.min(11, row.size()), row.size()))
                .containsSubsequence(List.of("'=1+1;'-2", "alice"), List.of("", ""), List.of("", "'@x"));
        assertThat(rows.get(1).toList().subList(7, 11))
                .containsExactly("'=cmd|'/c x';'+1,'@", "'-PUBLISHED", "2026-11-24T10:00:00.000Z", "'@req");
        assertThat(rows.get(2).toList().subList(7, 11)).containsExactly("", "", "", "");
        assertThat(rows).extracting(row -> row.get(1)).contains("a1", "b2", "'=1+1", "x;'@y");
        assertThat(rows.get(1).get(4)).isEqualTo("VOD;'=1\\u0009+2");
        assertThat(rows.get(2).get(6))
                .startsWith("file:é\",'=HYPERLINK(\"http://evil.example\";\"x\");'＝1;'@.txt line");
        assertThat(rows).extracting(row -> row.get(0)).endsWith("#", "#", "#");
        assertThat(rows.get(5).get(1)).contains("file:again;'-1.txt", "sha256 abc");
    }

    /** Somebody moves it from done/ into the inbox. */
    @Test
    void aReportThatIsDroppedIsReadAsAListOfItsIds() throws Exception {
        List<Entry> entries = new ArrayList<>();
        InputStream report = new ByteArrayInputStream(hostileReport());
        try (AssetIdReader reader = Format.open(report, "ids.txt.report.csv", RULES, 100_000)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
            assertThat(reader.lines()).isEqualTo(1 + 4 + 3);
        }

        assertThat(entries)
                .containsExactly(
                        found(2, "a1"),
                        found(3, "b2"),
                        Entry.rejected(4, "'=1+1", "not-an-asset-id"),
                        Entry.rejected(5, "x;'@y", "not-an-asset-id"));
    }

    @Test
    void aPartHasOnlyItsLines() throws Exception {
        List<CSVRecord> rejected = rows(hostileReport(ReportPart.REJECTED), ',');
        assertThat(rejected).extracting(row -> row.get(0)).containsExactly("line", "3", "4", "#", "#", "#");
        assertThat(rejected.get(4).get(1)).contains("rejected").doesNotContain("accepted");
    }

    @Test
    void duplicatesAreAPartToo() throws Exception {
        List<CSVRecord> duplicates = rows(hostileReport(ReportPart.DUPLICATES), ',');
        assertThat(duplicates).extracting(row -> row.get(0)).containsExactly("line", "2", "#", "#", "#");
        assertThat(duplicates.get(1)).contains("b2", "DELETED");
    }

    @Test
    void aDuplicateIsShownAsItIsNow() throws Exception {
        accept("file:a.txt", found(1, "a1"));
        Submission again = accept("file:again.txt", found(1, "a1"));
        kit.store()
                .claims()
                .settle(kit.claim(1).stream()
                        .map(claim -> (Result) new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                        .toList());
        try (InputStream part = Report.csv(
                kit.store().sealedSubmissions(), again, ReportPart.DUPLICATES, VisibleSubmissions.ALL, true)) {
            assertThat(rows(part.readAllBytes(), ',').get(1)).contains("a1", "DELETED");
        }
    }

    /** Whether a reader sees all says nothing about what else he may know. */
    @Test
    void whoApprovedItIsToldToThoseWhoMayKnowItWhateverElseTheySee() throws Exception {
        Submission plain = accept("file:a.txt", found(1, "a1"));
        Submission.Release release = new Submission.Release(
                Gate.RELEASED, List.of(), null, kit.clock.instant(), "bob-the-approver", "HR case 17");
        Submission approved = new Submission(
                plain.row(),
                plain.submissionId(),
                plain.source(),
                plain.caller(),
                plain.requested(),
                plain.openedAt(),
                plain.sealedAt(),
                plain.seal(),
                release,
                plain.progress());
        VisibleSubmissions own = new VisibleSubmissions("ops", "");
        for (VisibleSubmissions sight : List.of(VisibleSubmissions.ALL, own)) {
            assertThat(csv(approved, sight, true)).contains("bob-the-approver", "HR case 17");
            assertThat(csv(approved, sight, false)).doesNotContain("bob-the-approver", "HR case 17");
        }
    }

    private String csv(Submission submission, VisibleSubmissions sight, boolean seesApprover) throws Exception {
        try (InputStream report =
                Report.csv(kit.store().sealedSubmissions(), submission, ReportPart.ALL, sight, seesApprover)) {
            return new String(report.readAllBytes(), UTF_8);
        }
    }

    /** A failed id with a code of VOD, a duplicate, and lines that are no ids; the names of the files are hostile. */
    private byte[] hostileReport() throws Exception {
        return hostileReport(ReportPart.ALL);
    }

    private byte[] hostileReport(ReportPart part) throws Exception {
        accept("file:é\",=HYPERLINK(\"http://evil.example\";\"x\");＝1;@.txt", found(1, "b2"));
        kit.store()
                .claims()
                .settle(kit.claim(1).stream()
                        .map(claim -> (Result) new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                        .toList());
        Submission submission = accept(
                "file:again;-1.txt",
                found(1, "a1").with(Map.of("ticket", "=1+1;-2", "who", "alice")),
                found(2, "b2"),
                Entry.rejected(3, "=1+1", "not-an-asset-id").with(Map.of("who", "@x")),
                Entry.rejected(4, "x;@y", "not-an-asset-id"));
        AssetInfo info = new AssetInfo("=cmd|'/c x';+1,@", "-PUBLISHED", kit.clock.instant());
        kit.store()
                .claims()
                .settle(
                        kit.claim(1).stream()
                                .map(claim -> claim.with(claim.known().withInfo(info)))
                                .map(claim -> (Result)
                                        new Result.Settled(claim, Status.FAILED, "refused", 1, "VOD;=1\t+2", null))
                                .toList(),
                        "@req");
        var submissions = kit.store().sealedSubmissions();
        try (InputStream report = Report.csv(
                submissions,
                submissions.find(submission.submissionId()).orElseThrow(),
                part,
                VisibleSubmissions.ALL,
                true)) {
            return report.readAllBytes();
        }
    }

    private Submission accept(String source, Entry... entries) {
        Submission submission = kit.store().submissions().open(source, source);
        kit.store().submissions().accept(submission, List.of(entries));
        kit.store().submissions().seal(submission, new Seal(entries.length, "abc", "done/" + source.hashCode()));
        return submission;
    }

    private static Entry found(long line, String id) {
        return new Entry.Found(line, new AssetId(id));
    }

    private static List<CSVRecord> rows(byte[] report, char separator) throws Exception {
        CSVFormat format = CSVFormat.Builder.create()
                .setDelimiter(separator)
                .setQuote('"')
                .setTrailingData(true)
                .setLenientEof(true)
                .get();
        String text = new String(report, 3, report.length - 3, UTF_8);
        try (CSVParser parser = CSVParser.parse(text, format)) {
            return parser.getRecords();
        }
    }
}
