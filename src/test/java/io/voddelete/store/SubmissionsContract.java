package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Notice;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.SealedSubmissions.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a document is due, and what became of each line. */
public abstract class SubmissionsContract extends AssetStoreContract {
    @AfterEach
    void countersAgreeWithRows() {
        assertThatCountersAgreeWithRows();
    }

    @Test
    void aReceiptIsDueWhenAFileIsSealedUntilItIsMarkedAsWritten() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 3));
        assertThat(store.sealedSubmissions().due(Document.RECEIPT, 10)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        store.submissions().seal(open, new Seal(7, "abc", "done/a.txt", NOTICES));

        List<Submission> due = store.sealedSubmissions().due(Document.RECEIPT, 10);

        assertThat(due)
                .containsExactly(new Submission(
                        open.row(),
                        open.submissionId(),
                        "file:a.txt",
                        null,
                        Requested.NONE,
                        START,
                        START.plusSeconds(5),
                        Optional.of(new Seal(7, "abc", "done/a.txt", NOTICES)),
                        Submission.Release.NONE_HELD,
                        new Submission.Progress(2, 2, 0, 0, 0, 0, 0, 0, 0)));
        restart();
        assertThat(store.sealedSubmissions().due(Document.RECEIPT, 10)).isEqualTo(due);
        store.sealedSubmissions().markWritten(Document.RECEIPT, due);
        assertThat(store.sealedSubmissions().due(Document.RECEIPT, 10)).isEmpty();
    }

    @Test
    void aNoticeThatComesLaterIsKeptOnceAndMakesBothDocumentsDueAgain() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().seal(open, new Seal(7, "abc", "done/a.txt", NOTICES));
        Submission sealed = store.sealedSubmissions().find(open.submissionId()).orElseThrow();
        Notice later = Notice.changedLater("it changed");
        for (int i = 0; i < 2; i++) {
            store.sealedSubmissions().markWritten(Document.RECEIPT, List.of(sealed));
            store.sealedSubmissions().markWritten(Document.REPORT, List.of(sealed));
            store.sealedSubmissions().note(sealed, later);
            restart();
            assertThat(store.sealedSubmissions()
                            .find(open.submissionId())
                            .orElseThrow()
                            .notices())
                    .hasSize(NOTICES.size() + 1)
                    .endsWith(later);
            for (Document document : Document.values()) {
                assertThat(store.sealedSubmissions().due(document, 10)).hasSize(1 - i);
            }
        }
    }

    @Test
    void aNoticeMayBeTheFirst() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().seal(open, new Seal(7, "abc", "done/a.txt"));
        Submission sealed = store.sealedSubmissions().find(open.submissionId()).orElseThrow();
        store.sealedSubmissions().note(sealed, Notice.changedLater("it changed"));

        assertThat(store.sealedSubmissions()
                        .find(open.submissionId())
                        .orElseThrow()
                        .notices())
                .containsExactly(Notice.changedLater("it changed"));
    }

    @Test
    void aKeyBelongsToTheContentThatWasSealedWithIt() {
        Submission first = store.submissions().open("id-1", "message:x", "message:x", Requested.NONE);
        store.submissions().accept(first, Ids.lines(1, 3));
        store.submissions().abandon(first);
        assertThat(store.sealedSubmissions().findByKey("message:x")).isEmpty();

        Submission other = store.submissions().open("id-2", "message:x", "message:x", Requested.NONE);
        store.submissions().accept(other, Ids.lines(2, 4));
        store.submissions().abandon(other);
        Submission resumed = store.submissions().open("id-1", "message:x", "message:x", Requested.NONE);
        store.submissions().accept(resumed, Ids.lines(1, 3));
        store.submissions().seal(resumed, Ids.sealing(2));

        assertThat(resumed.row()).isEqualTo(first.row()).isNotEqualTo(other.row());
        assertThat(store.sealedSubmissions().findByKey("message:x"))
                .get()
                .extracting(Submission::submissionId, found -> found.progress().accepted())
                .containsExactly("id-1", 2L);
        assertThat(store.submissions()
                        .open("id-2", "message:x", "message:x", Requested.NONE)
                        .submissionId())
                .isEqualTo("id-1");
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void aSubmissionInMemoryIsNotMixedWithAnInterruptedOneOfItsKey() {
        Submission open = store.submissions().open("id-1", "message:x", "message:x", Requested.NONE);
        store.submissions().accept(open, Ids.lines(1, 4));
        store.submissions().abandon(open);

        Submitted submitted = store.submissions()
                .submit(
                        "id-2",
                        "message:x",
                        "message:x",
                        Requested.NONE,
                        Ids.lines(3, 5),
                        Ids.sealing(2),
                        DayLimit.NONE);

        assertThat(submitted.repeated()).isFalse();
        assertThat(submitted.submission().submissionId()).isEqualTo("id-2");
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void theNewestFilesOfATimeAreGiven() {
        for (String name : List.of("a", "b", "c")) {
            store.submissions()
                    .seal(store.submissions().open(name, "file:" + name), new Seal(1, "abc", "done/" + name));
            clock.advance(Duration.ofMinutes(1));
        }
        submit("request", 1, 2);
        store.submissions().open("d", "file:d");

        assertThat(store.sealedSubmissions().sealedSince(START.plusSeconds(60), 10))
                .extracting(Submission::source)
                .containsExactly("file:b", "file:c");
        assertThat(store.sealedSubmissions().sealedSince(START, 3))
                .extracting(Submission::source)
                .containsExactly("file:c");
    }

    @Test
    void eachSubmissionIsGivenAsDoneOnceAfterItsLastLine() {
        submit("a", 1, 3);
        submit("of duplicates", 2, 3);
        Submission open = store.submissions().open("open", "file:open");
        store.submissions().accept(open, Ids.lines(1, 2));
        submit("of rejected lines only", List.of());
        assertThat(takeDone(10)).containsExactly("file:of rejected lines only");

        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)));
        assertThat(takeDone(10)).isEmpty();
        settle(failed(claims.get(1), "refused"));
        settle(failed(claims.get(1), "refused"));
        assertThat(takeDone(1)).hasSize(1);
        assertThat(takeDone(10)).hasSize(1);
        assertThat(takeDone(10)).isEmpty();

        store.submissions().seal(open, Ids.sealing(1));
        store.submissions().seal(open, Ids.sealing(1));
        assertThat(takeDone(10)).containsExactly("file:open");
        assertThat(takeDone(10)).isEmpty();
    }

    @Test
    void aRequestThatIsDoneAtOnceIsGivenOnceHoweverOftenItComes() {
        submit("a", 1, 2);
        settle(deleted(claimOnly()));
        takeDone(10);
        for (int i = 0; i < 2; i++) {
            store.submissions()
                    .submit("r1", "r1", "webhook:r1", Requested.NONE, Ids.lines(1, 2), Ids.sealing(1), DayLimit.NONE);
        }
        assertThat(takeDone(10)).containsExactly("webhook:r1");
        assertThat(takeDone(10)).isEmpty();
    }

    private List<String> takeDone(int most) {
        return store.sealedSubmissions().takeDone(most).stream()
                .map(Submission::source)
                .toList();
    }

    @Test
    void whatIsNoFileHasNoDocuments() {
        submit("request", 1, 2);
        settle(deleted(begin(List.of(claimOnly())).claims().get(0)));

        for (Document document : Document.values()) {
            assertThat(store.sealedSubmissions().due(document, 10)).isEmpty();
        }
    }

    @Test
    void aReportIsDueWhenTheLastIdIsSettled() {
        Submission file = file("a.txt", Ids.lines(1, 3));
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(0)));
        assertThat(reportsDue()).isEmpty();

        settle(failed(claims.get(1), "refused"));

        assertThat(reportsDue()).extracting(Submission::row).containsExactly(file.row());
        store.sealedSubmissions().markWritten(Document.REPORT, reportsDue());
        assertThat(reportsDue()).isEmpty();
    }

    @Test
    void aReportWaitsForTheIdsOfOtherSubmissionsThatItsLinesName() {
        file("a.txt", Ids.lines(1, 3));
        Submission second = file("b.txt", List.of(Ids.line(1, 2), Ids.line(2, 2), Ids.line(3, 9)));
        List<Claim> claims = claim(10);
        settle(deleted(of(claims, 9)), deleted(of(claims, 1)));
        assertThat(reportsDue()).isEmpty();
        restart();

        settle(deleted(claimOnly()));

        assertThat(reportsDue()).extracting(Submission::source).containsExactly("file:a.txt", "file:b.txt");
        assertThat(number("SELECT waiting FROM submission WHERE id = ?", second.row()))
                .isZero();
    }

    @Test
    void aDuplicateHasWhatBecameOfTheGenerationThatItIsADuplicateOf() {
        Submission first = file("a.txt", Ids.lines(1, 2));
        Submission second = file("b.txt", Ids.lines(1, 2));
        clock.advance(Duration.ofSeconds(1));
        settle(failed(claimOnly(), "refused"));
        Submission third = file("c.txt", List.of(Ids.line(4, 1)));
        clock.advance(Duration.ofSeconds(1));
        settle(deleted(claimOnly()));
        Submission fourth = file("d.txt", Ids.lines(1, 2));

        SubmissionLine failed =
                new SubmissionLine(1, Ids.id(1).value(), Status.FAILED, "refused", "VOD.10062", START.plusSeconds(1));
        assertThat(lines(first)).containsExactly(failed);
        assertThat(lines(second)).containsExactly(with(failed, new Origin("file:a.txt", null, 1), START));
        SubmissionLine deleted =
                new SubmissionLine(4, Ids.id(1).value(), Status.DELETED, null, null, START.plusSeconds(2));
        assertThat(lines(third)).containsExactly(deleted);
        assertThat(lines(fourth))
                .containsExactly(new SubmissionLine(
                        1,
                        Ids.id(1).value(),
                        Status.DELETED,
                        null,
                        null,
                        AssetInfo.NONE,
                        null,
                        START.plusSeconds(2),
                        Map.of(),
                        new Origin("file:c.txt", null, 4),
                        START.plusSeconds(1)));
        assertThat(reportsDue()).hasSize(4);
    }

    @Test
    void aReceiptShowsADuplicateAsItWasWhenTheFileWasSealedHoweverLateItIsWritten() {
        file("a.txt", Ids.lines(1, 3));
        settle(deleted(of(claim(10), 1)));
        clock.advance(Duration.ofSeconds(1));
        Submission second = file("b.txt", Ids.lines(1, 3));
        List<SubmissionLine> before = store.sealedSubmissions().duplicates(second, 0, 10);
        assertThat(before).extracting(SubmissionLine::status).containsExactly(Status.DELETED, Status.PENDING);
        clock.advance(Duration.ofHours(1));
        settle(failed(claimOnly(), "refused"));

        assertThat(store.sealedSubmissions().duplicates(second, 0, 10)).isEqualTo(before);
        assertThat(lines(second)).extracting(SubmissionLine::status).containsExactly(Status.DELETED, Status.FAILED);
    }

    @Test
    void linesOfEveryKindComeInTheirOrderPageByPage() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        List<Entry> entries = new ArrayList<>();
        for (int line = 1; line <= 30; line += 3) {
            entries.add(Ids.line(line, line));
            entries.add(Ids.line(line + 1, 1));
            entries.add(Entry.rejected(line + 2, "x", "not-an-asset-id"));
        }
        store.submissions().accept(open, entries.subList(0, 15));
        store.submissions().accept(open, entries);
        store.submissions().seal(open, new Seal(30, "abc", "done/a.txt"));
        Submission submission =
                store.sealedSubmissions().due(Document.RECEIPT, 10).get(0);

        List<Long> numbers = new ArrayList<>();
        long after = 0;
        for (List<SubmissionLine> page = page(submission, after); !page.isEmpty(); page = page(submission, after)) {
            page.forEach(line -> numbers.add(line.line()));
            after = numbers.get(numbers.size() - 1);
        }

        assertThat(numbers).hasSize(30).isSorted().doesNotHaveDuplicates();
        assertThat(store.sealedSubmissions().rejected(submission, 0, 3))
                .containsExactly(rejected(3), rejected(6), rejected(9));
        assertThat(store.sealedSubmissions().duplicates(submission, 26, 10))
                .extracting(SubmissionLine::line)
                .containsExactly(29L);
        assertThat(submission.progress().rejected()).isEqualTo(10);
    }

    /** It was recorded as a duplicate; while the file waits to be read again, that id ends FAILED. */
    @Test
    void whatALineWasBeforeACrashItStays() {
        file("a.txt", Ids.lines(1, 2));
        store.submissions().accept(store.submissions().open("b.txt", "file:b.txt"), Ids.lines(1, 2));
        restart();
        settle(failed(claimOnly(), "refused"));

        Submission resumed = file("b.txt", Ids.lines(1, 2));

        assertThat(resumed.progress().accepted()).isZero();
        assertThat(resumed.progress().duplicates()).isEqualTo(1);
        assertThat(lines(resumed)).hasSize(1);
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void aLineSaysWhatTheAssetWasAndWhichRequestSettledItOfEachGeneration() {
        AssetInfo first = new AssetInfo("before", "CREATED", START.minusSeconds(9));
        AssetInfo second = new AssetInfo("after", "PUBLISHED", START.minusSeconds(9));
        Submission failed = file("a.txt", Ids.lines(1, 2));
        store.claims().settle(List.of(failed(informed(claimOnly(), first), "refused")), "req-1");
        Submission again = file("b.txt", Ids.lines(1, 2));
        assertThat(claimOnly().known().info()).as("of the new generation").isEqualTo(AssetInfo.NONE);
        clock.advance(LEASE);
        store.claims().settle(List.of(deleted(informed(claimOnly(), second))), "req-2");
        Submission duplicate = file("c.txt", Ids.lines(1, 2));

        assertThat(List.of(failed, again, duplicate))
                .flatExtracting(this::lines)
                .extracting(SubmissionLine::info, SubmissionLine::requestId)
                .containsExactly(tuple(first, "req-1"), tuple(second, "req-2"), tuple(second, "req-2"));
        assertThat(store.sealedSubmissions().duplicates(duplicate, 0, 10).get(0).info())
                .isEqualTo(second);
    }

    @Test
    void columnsComeBackWithEachLineWhateverBecameOfItAndWithTheOutcome() {
        Submission first = store.submissions().open("a.csv", "file:a.csv");
        List<Entry> entries = List.of(
                Ids.line(2, 1).with(Map.of("ticket", "CHG-1", "who", "al\\u0009ice")),
                Ids.line(3, 2),
                Ids.line(4, 1).with(Map.of("ticket", "CHG-4")),
                Entry.rejected(5, "x", "not-an-asset-id").with(Map.of("who", "bob")));
        store.submissions().accept(first, entries);
        restart();
        first = store.submissions().open("a.csv", "file:a.csv");
        store.submissions().accept(first, entries);
        store.submissions().seal(first, new Seal(5, "abc", "done/a.csv"));
        claim(10).forEach(claim -> settle(failed(claim, "refused")));
        Submission again = submit("b.csv", List.of(Ids.line(7, 1).with(Map.of("ticket", "CHG-7"))));

        assertThat(lines(first))
                .extracting(SubmissionLine::columns)
                .containsExactly(
                        Map.of("ticket", "CHG-1", "who", "al\\u0009ice"),
                        Map.of(),
                        Map.of("ticket", "CHG-4"),
                        Map.of("who", "bob"));
        assertThat(store.sealedSubmissions().keptColumns(first)).containsExactly("ticket", "who");
        assertThat(store.sealedSubmissions().keptColumns(again)).containsExactly("ticket");
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .extracting(Outcome::generation, Outcome::columns)
                .containsExactlyInAnyOrder(
                        tuple(1, Map.of("ticket", "CHG-1", "who", "al\\u0009ice")), tuple(1, Map.of()));
        settle(deleted(claimOnly()));
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10))
                .extracting(Outcome::columns)
                .containsExactly(Map.of("ticket", "CHG-7"));
        assertThat(number("SELECT count(*) FROM line_column")).isEqualTo(4);
    }

    @Test
    void withoutColumnsNothingIsStoredOfThem() {
        file("a.txt", Ids.lines(1, 5));

        assertThat(number("SELECT (SELECT count(*) FROM line_column) + (SELECT count(*) FROM kept_column)"))
                .isZero();
        assertThat(store.outbox().unreported(Side.SUCCESS, false, 10)).isEmpty();
    }

    @Test
    void aReceiptDoesNotSayWhatAnAssetWasThatWasSettledLater() {
        file("a.txt", Ids.lines(1, 2));
        Submission duplicate = file("b.txt", Ids.lines(1, 2));
        clock.advance(Duration.ofSeconds(1));
        store.claims().settle(List.of(deleted(informed(claimOnly(), new AssetInfo("x", "CREATED", null)))), "req-1");

        SubmissionLine line =
                store.sealedSubmissions().duplicates(duplicate, 0, 10).get(0);

        assertThat(line.info()).isEqualTo(AssetInfo.NONE);
        assertThat(line.requestId()).isNull();
    }

    private static Claim informed(Claim claim, AssetInfo info) {
        return claim.with(claim.known().withInfo(info));
    }

    private static SubmissionLine rejected(long line) {
        return new SubmissionLine(line, "x", null, "not-an-asset-id", null, null);
    }

    private static SubmissionLine with(SubmissionLine line, Origin origin, Instant originSealedAt) {
        return new SubmissionLine(
                line.line(),
                line.text(),
                line.status(),
                line.reason(),
                line.errorCode(),
                line.info(),
                line.requestId(),
                line.settledAt(),
                line.columns(),
                origin,
                originSealedAt);
    }

    private List<SubmissionLine> page(Submission submission, long after) {
        return store.sealedSubmissions().lines(submission, after, 7);
    }

    private List<SubmissionLine> lines(Submission submission) {
        return store.sealedSubmissions().lines(submission, 0, 100);
    }

    private List<Submission> reportsDue() {
        return store.sealedSubmissions().due(Document.REPORT, 10);
    }

    private static Claim of(List<Claim> claims, int number) {
        return claims.stream()
                .filter(claim -> claim.assetId().equals(Ids.id(number)))
                .findFirst()
                .orElseThrow();
    }

    private Submission file(String name, List<Entry.Found> lines) {
        Submission submission = store.submissions().open(name, "file:" + name);
        store.submissions().accept(submission, lines);
        store.submissions().seal(submission, new Seal(lines.size(), "abc", "done/" + name));
        return store.sealedSubmissions().due(Document.RECEIPT, 10).stream()
                .filter(each -> each.row() == submission.row())
                .findFirst()
                .orElseThrow();
    }

    private static final Requested ASKED =
            new Requested("alice", "/srv/inbox", "CHG-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @Test
    void whoAskedForASubmissionIsKeptAndComesWithItsOutcomes() {
        Submission file = store.submissions().open("a", "file:a", ASKED);
        store.submissions().accept(file, Ids.lines(1, 2));
        store.submissions().seal(file, Ids.sealing(1));
        Submission message = store.submissions().open("id-2", "message:b", "message:b", ASKED);
        restart();

        assertThat(store.sealedSubmissions()
                        .find(file.submissionId())
                        .orElseThrow()
                        .requested())
                .isEqualTo(ASKED);
        assertThat(message.requested()).isEqualTo(ASKED);
        settle(failed(claimOnly(), "busy"));
        assertThat(store.outbox().unreported(Outbox.Side.FAILURE, false, 10))
                .singleElement()
                .satisfies(outcome -> assertThat(
                                List.of(outcome.requestedBy(), outcome.requestReason(), outcome.traceparent()))
                        .containsExactly(ASKED.by(), ASKED.reason(), ASKED.traceparent()));

        Requested other = new Requested("bob", null, null, null);
        Submission retry =
                store.submissions().retry(Ids.id(1), DayLimit.NONE, other).orElseThrow();
        assertThat(retry.requested()).isEqualTo(other);
        assertThat(store.outbox().unreported(Outbox.Side.FAILURE, false, 10))
                .as("of an earlier generation")
                .extracting(Outcome::requestedBy)
                .containsExactly("alice");
    }

    @Test
    void ofASubmissionThatIsResumedWhoAskedFirstCounts() {
        store.submissions().open("a", "file:a", ASKED);

        assertThat(store.submissions().open("a", "file:a", Requested.NONE).requested())
                .isEqualTo(ASKED);
    }

    @Test
    void textsOfOthersAreEscapedAndCutAndWhatIsNoTraceContextIsDropped() {
        Requested requested = Requested.of("a\u001b[2Jb", "x".repeat(300), " \u00a0", "00-1-2-3");

        assertThat(requested).isEqualTo(new Requested("a\\u001b[2Jb", "x".repeat(200), null, null));
    }
}
