package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Notice;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.outcome.JsonLines;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.release.Limits;
import io.voddelete.store.AssetStore;
import io.voddelete.store.LastRun;
import io.voddelete.store.Order;
import io.voddelete.store.Requested;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.Traces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule of every full hour, with planned times that the test hands in. */
class ScheduleTest {
    private static final Instant START = Instant.parse("2026-11-24T10:30:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-24T11:00:00Z");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private volatile boolean isElsewhere;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(START);
    private final WakeUp work = new WakeUp();
    private static final int MOST_REJECTED = 3;
    private static final Limits LIMITS = new Limits(
            Limits.Required.OVER_LIMIT,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(10),
            OptionalInt.empty(),
            Duration.ZERO,
            false,
            false);

    private final ListOptions input = new ListOptions(
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{2}")), IdColumns.parse(IdColumns.DEFAULT)),
            1000,
            MOST_REJECTED);
    private AssetStore store;
    private int starts;
    private String times = "0 0 * * * ? UTC";
    private ZoneId zone = ZoneId.of("UTC");
    private UnaryOperator<Instant> next = ScheduleTest::nextHour;
    private Schedule schedule;

    @BeforeEach
    void start() {
        store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("store.db"),
                new Target("https://vod.example", "p1"),
                new StoreRules(LIMITS, null),
                clock,
                new Random(++starts),
                remark -> {},
                () -> {});
        schedule = schedule(true);
        schedule.begin();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void aPlannedTimeRunsOnce() throws IOException {
        assertThat(run(ELEVEN, "a1", "zz", "b2")).isTrue();
        assertThat(run(ELEVEN, "c3")).isFalse();

        assertThat(store.queries().totals().submissions()).isEqualTo(1);
        assertThat(store.queries().totals().pending()).isEqualTo(2);
        assertThat(run(NOON, "c3")).isTrue();
        assertThat(store.queries().totals().submissions()).isEqualTo(2);
    }

    @Test
    void whileARunWaitsForAnApprovalItsSourceIsNotReadAgain() throws IOException {
        assertThat(run(ELEVEN, "a1")).isTrue();
        String[] many =
                IntStream.range(16, 16 + 101).mapToObj(Integer::toHexString).toArray(String[]::new);
        assertThat(run(NOON, many)).isTrue();
        String held = store.runLog().heldRun("hourly").orElseThrow();
        assertThat(run(NOON.plus(Duration.ofHours(1)), "a2")).isFalse();
        assertThat(run(NOON.plus(Duration.ofHours(2)), "a2")).isFalse();

        store.releases().cancel(held, new Order("alice", "http", null, null));
        assertThat(run(NOON.plus(Duration.ofHours(2)), "a2"))
                .as("it was skipped")
                .isFalse();
        assertThat(run(NOON.plus(Duration.ofHours(3)), "a2")).isTrue();
        assertThat(store.runLog().heldRun("hourly")).isEmpty();
    }

    @Test
    void theColumnsOfTheListsOfARunAreTold() throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        due.get(0).take(remote("a.csv", null, "x,asset_id\nb2,a1\n"));
        due.get(0).take(remote("b.csv", null, "Asset ID;x\na2;b2\n"));
        end(due.get(0));
        schedule.finish(due);

        assertThat(store.queries()
                        .submissions(Long.MAX_VALUE, 1, VisibleSubmissions.ALL)
                        .submissions()
                        .get(0)
                        .notices())
                .extracting(Notice::text)
                .satisfiesExactly(
                        first -> assertThat(first).contains("'a.csv'", "2 'asset_id'"),
                        second -> assertThat(second).contains("'b.csv'", "1 'Asset ID'"));
    }

    @Test
    void aListOfARunThatCanBeReadInTwoWaysStopsTheRun() throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        due.get(0).take(remote("a.csv", null, "asset_id\na1\n"));
        for (String table : List.of("a1\na2,b2\n", "asset_id,keep\na2,no\n", "asset_id,AssetID\na2,a2\n")) {
            assertThatThrownBy(() -> due.get(0).take(remote("b.csv", null, table)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'b.csv'");
        }
        assertThat(store.queries().totals().submissions()).isZero();
    }

    @Test
    void aListOrARunWithTooManyRejectedLinesStopsTheRunBeforeTheyAreKept() throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        due.get(0).take(remote("a.txt", null, "a1\nx\ny\n"));

        assertThatThrownBy(() -> due.get(0).take(remote("b.txt", null, "a2\nx\n" + "y\n".repeat(200))))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("'b.txt'", "more than 3 lines of the run", "line 2 'x'");

        schedule.finish(due);
        assertThat(store.queries().totals().submissions()).isZero();
    }

    @Test
    void aFileWithSeveralNamesIsNotQuotedAndStopsTheRun() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "a1\nprivate\n");
        Path linked =
                Files.createLink(Files.createDirectory(directory.resolve("in")).resolve("a.txt"), secret);
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));

        assertThatThrownBy(() -> due.get(0).take(delivery(linked)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("'a.txt'", "hard links")
                .hasMessageNotContaining("private");
    }

    @Test
    void nothingIsAcceptedOrConsumedWhileAFolderThatListsAreMovedToIsALink() throws IOException {
        Path source = Files.createDirectory(directory.resolve("in"));
        Path list = Files.writeString(source.resolve("a.txt"), "a1\n");
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path link = Files.createSymbolicLink(source.resolve(".camel"), outside);
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        ScheduleRun run = due.get(0);
        run.take(delivery(list));

        assertThatThrownBy(run::getList).isInstanceOf(IOException.class).hasMessageContaining(".camel");
        Files.delete(link);
        run.getList();
        Files.createSymbolicLink(source.resolve(".camel"), outside);
        assertThatThrownBy(() -> schedule.noteAccepted(run))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".camel");
    }

    @Test
    void aNoticeAboutAListOfARunNamesTheList() throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        for (int i = 0; i < 130; i++) {
            String total = i == 70 ? "2" : "1";
            due.get(0).take(remote("page-" + i, null, "{\"total\":" + total + ",\"assets\":[{\"asset_id\":\"a1\"}]}"));
        }
        end(due.get(0));
        schedule.finish(due);

        Submission submission = store.queries()
                .submissions(Long.MAX_VALUE, 1, VisibleSubmissions.ALL)
                .submissions()
                .get(0);
        assertThat(submission.requested()).isEqualTo(new Requested("hourly", "file:lists", "CHG-4712", null));
        assertThat(submission.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("partial-list");
            assertThat(notice.text()).contains("'page-70'", "1 of 2");
        });
    }

    @Test
    void aChecksumFromASourceThatLeavesNoneOutIsNotReadAsAList() throws IOException {
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);

        assertThatThrownBy(() -> run.take(remote("ids.csv.md5", null, "a1\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("list 'ids.csv.md5'", "checksum");
        assertThat(run.isFilled()).isFalse();
    }

    @Test
    void manyNoticesOfARunAreCounted() throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(ELEVEN, false));
        for (int i = 0; i < 130; i++) {
            due.get(0).take(remote("page-" + i, null, "{\"total\":2,\"assets\":[{\"asset_id\":\"a1\"}]}"));
        }
        end(due.get(0));
        schedule.finish(due);

        List<Notice> notices = store.queries()
                .submissions(Long.MAX_VALUE, 1, VisibleSubmissions.ALL)
                .submissions()
                .get(0)
                .notices();
        assertThat(notices).hasSize(101);
        assertThat(notices.get(99).text()).contains("'page-99'");
        assertThat(notices.get(100).code()).isEqualTo("more-notices");
        assertThat(notices.get(100).text()).contains("30");
    }

    @Test
    void aPlannedTimeThatWasRunIsNotRunAfterARestartOrWithTheClockSetBack() throws IOException {
        clock.set(NOON);
        run(NOON, "a1");
        restart();

        assertThat(run(NOON, "b2")).isFalse();
        clock.set(ELEVEN);
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            assertThat(run(ELEVEN, "b2")).isFalse();
            assertThat(log.lines()).singleElement().asString().contains("WARN", "clock was set back", ".name");
        }
        assertThat(store.queries().totals().submissions()).isEqualTo(1);
    }

    @Test
    void atTheFirstStartNothingWasMissed() throws IOException {
        assertThat(run(START, "a1")).isFalse();
        restart();
        assertThat(run(START.plusSeconds(60), "a1")).isFalse();
    }

    @Test
    void ofManyRunsThatWereMissedTheNewestIsMadeOnceAndThenThePlannedOnes() throws IOException {
        run(ELEVEN, "a1");
        clock.set(NOON.plus(Duration.ofDays(400)).plusSeconds(17));
        restart();

        assertThat(run(clock.instant(), "b2")).isTrue();
        assertThat(run(clock.instant(), "c3")).isFalse();
        assertThat(store.runLog().lastRun("hourly").orElseThrow().planned()).isEqualTo(NOON.plus(Duration.ofDays(400)));
        assertThat(run(NOON.plus(Duration.ofDays(400)).plus(Duration.ofHours(1)), "c3"))
                .isTrue();
    }

    @Test
    void nothingIsMissedOfTimesThatWereNotPlannedThen() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        accept(ELEVEN, file);
        clock.set(NOON.plusSeconds(17));
        times = "0 0 * * * ? Asia/Kathmandu";
        restart();

        assertThat(run(clock.instant(), "b2")).isFalse();
        restart();
        assertThat(run(clock.instant(), "b2")).isFalse();
        assertThat(accept(NOON.plusSeconds(3600), file))
                .as("what was taken in is remembered")
                .isFalse();
    }

    @Test
    void nothingIsMissedWhileItIsOff() throws IOException {
        run(ELEVEN, "a1");
        Schedule.end(store.runLog(), "hourly", clock);
        Schedule.end(store.runLog(), "hourly", clock);
        Schedule.end(store.runLog(), "another", clock);
        clock.set(NOON.plus(Duration.ofDays(21)).plusSeconds(17));
        restart();

        assertThat(run(clock.instant(), "b2")).isFalse();
        assertThat(run(NOON.plus(Duration.ofDays(22)), "b2")).isTrue();
        assertThat(store.runLog().lastRun("another")).isEmpty();
    }

    @Test
    void aPlanIsChangedWithAClockThatIsSetBackToo() throws IOException {
        run(NOON, "a1");
        clock.set(ELEVEN);
        times = "0 30 * * * ? UTC";
        restart();

        assertThat(run(NOON, "b2")).isFalse();
        assertThat(run(NOON.plusSeconds(3600), "b2")).isTrue();
    }

    @Test
    void whatWasMissedIsLeftOutWhereTheSettingSaysSo() throws IOException {
        run(ELEVEN, "a1");
        schedule = schedule(false);

        assertThat(run(NOON.plusSeconds(17), "b2")).isFalse();
        assertThat(store.runLog().lastRun("hourly").orElseThrow().planned())
                .as("it does not count as missing")
                .isEqualTo(NOON);
        assertThat(run(NOON.plus(Duration.ofHours(1)), "b2")).isTrue();
    }

    @Test
    void aRunWhoseSourceFailedIsMadeAgainAtTheNextTimeAndAfterARestart() throws IOException {
        assertThatThrownBy(() -> run(ELEVEN, "delete_type,asset_id", "x,a1")).isInstanceOf(IOException.class);
        schedule.failed(new IOException("made up"));
        assertThat(store.queries().totals().submissions()).isZero();
        restart();

        assertThat(run(ELEVEN.plusSeconds(5), "a1")).isTrue();
        assertThat(store.runLog().lastRun("hourly").orElseThrow().planned()).isEqualTo(ELEVEN);
    }

    @Test
    void anEmptySourceMakesNoSubmissionAndIsSaidOnceUntilOneIsNot() throws IOException {
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            run(ELEVEN);
            run(NOON);
            assertThat(log.lines()).singleElement().asString().contains("INFO", "'hourly'", "empty");
            run(NOON.plus(Duration.ofHours(1)), "a1");
            run(NOON.plus(Duration.ofHours(2)));
            assertThat(log.lines()).hasSize(2);
        }
        assertThat(store.queries().totals().submissions()).isEqualTo(1);
        assertThat(run(NOON.plus(Duration.ofHours(2)), "a1")).isFalse();
    }

    @Test
    void aFaultIsToldWithTheNextTimeAndWithoutTheAddress() {
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            schedule.failed(new IOException("at secret-address it answered 500"));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "'hourly'", "at … it answered 500", "Tue 2026-11-24 11:00 +00:00 UTC");
        }
    }

    @Test
    void aFaultOfTheLastRunThatIsPlannedNamesNoNextTime() {
        next = after -> null;
        schedule = schedule(true);
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            schedule.failed(new IOException("it answered 500"));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("it answered 500", "vod.intake.schedule.cron")
                    .doesNotContain("null");
        }
    }

    @Test
    void theNextThreeRunsAreSaidWithWeekdayInTheZoneOfTheScheduleInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        zone = ZoneId.of("Asia/Kathmandu");
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            schedule(true).begin();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "INFO",
                            "'hourly'",
                            "Tue 2026-11-24 16:45 +05:45 Asia/Kathmandu",
                            "Tue 2026-11-24 17:45 +05:45 Asia/Kathmandu",
                            "Tue 2026-11-24 18:45 +05:45 Asia/Kathmandu")
                    .doesNotContain("19:45");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aRunThatWasMissedIsSaidInTheSameWords() throws IOException {
        zone = ZoneId.of("Europe/Berlin");
        schedule = schedule(true);
        try (CapturedLog log = CapturedLog.of(Schedule.class)) {
            run(ELEVEN.plusSeconds(17), "a1");

            assertThat(log.lines())
                    .anySatisfy(
                            line -> assertThat(line).contains("'hourly'", "Tue 2026-11-24 12:00 +01:00 Europe/Berlin"));
        }
    }

    @Test
    void aFileThatWasAcceptedAndNotConsumedIsNotAcceptedAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        assertThat(accept(ELEVEN, file)).isTrue();
        restart(); // before the file could be moved

        ScheduleRun again = schedule.due(new Schedule.Fired(NOON, false)).get(0);
        again.take(delivery(file));
        assertThat(again.isFilled()).isFalse();
        schedule.noteEmpty(again);
        schedule.finish(List.of(again));

        ScheduleRun third =
                schedule.due(new Schedule.Fired(NOON.plusSeconds(3600), false)).get(0);
        third.take(delivery(file));
        assertThat(third.isFilled()).as("the mark goes on with each run").isFalse();
    }

    @Test
    void aFileThatWasAcceptedAndThenHiddenFromARunIsNotAcceptedAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        accept(ELEVEN, file); // and a crash keeps it from being moved

        run(NOON);
        assertThat(accept(NOON.plusSeconds(3600), file)).isFalse();
        run(NOON.plusSeconds(7200), "b2");
        accept(NOON.plusSeconds(10_800), remote("c.txt", "17", "c3"));
        assertThat(accept(NOON.plusSeconds(14_400), file)).isFalse();
    }

    @Test
    void ofTheListsThatWereTakenInTheNewestTenThousandAreRemembered() throws Exception {
        List<String> older = IntStream.range(0, ScheduleRun.MOST_LISTS)
                .mapToObj(i -> "mark" + i)
                .toList();
        store.runLog().recordRun("hourly", new LastRun(START.plusSeconds(1), times, older));

        accept(ELEVEN, remote("a.txt", "17", "a1"));

        List<String> now = store.runLog().lastRun("hourly").orElseThrow().taken();
        assertThat(now).hasSize(ScheduleRun.MOST_LISTS).doesNotContain("mark9999");
        assertThat(now.subList(1, now.size())).isEqualTo(older.subList(0, older.size() - 1));
        assertThat(accept(NOON, remote("a.txt", "17", "a1"))).isFalse();
    }

    @Test
    void aFileThatWasDroppedAgainIsTakenInAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        accept(ELEVEN, file);
        Files.delete(file);
        Files.setLastModifiedTime(
                Files.writeString(directory.resolve("a.txt"), "a1\n"), java.nio.file.attribute.FileTime.from(NOON));

        assertThat(accept(NOON, file)).isTrue();
        assertThat(store.queries().totals().submissions()).isEqualTo(2);
    }

    @Test
    void aRemoteFileIsKnownByItsNameItsTimeAndItsContent() throws Exception {
        assertThat(accept(ELEVEN, remote("a.txt", "17", "a1"))).isTrue();
        assertThat(accept(NOON, remote("a.txt", "17", "a1"))).isFalse();
        assertThat(accept(NOON.plusSeconds(3600), remote("a.txt", "17", "a1\nb2")))
                .isTrue();
        assertThat(accept(NOON.plusSeconds(7200), remote("a.txt", "18", "a1\nb2")))
                .isTrue();
    }

    @Test
    void aFileThatGrewWhileItWasReadKeepsTheWholeRunFromBeingAccepted() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        run.take(delivery(file));
        Files.writeString(file, "a1\nb2\n");

        assertThatThrownBy(run::getList).hasMessageContaining("'a.txt' changed while it was read; nothing of it");
    }

    @Test
    void aLinkIsNoList() throws Exception {
        Path target = Files.writeString(directory.resolve("target"), "a1\n");
        Path link = Files.createSymbolicLink(directory.resolve("a.txt"), target);
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);

        assertThatThrownBy(() -> run.take(delivery(link))).hasMessageContaining("list 'a.txt' is a link");
    }

    @Test
    void aFileThatGrewAfterItWasAcceptedIsNotConsumed() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a1\n");
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        run.take(delivery(file));
        accept(run);
        Files.writeString(file, "a1\nb2\n");

        assertThatThrownBy(() -> schedule.noteAccepted(run)).hasMessageContaining("next run");
        schedule.finish(List.of(run));
        assertThat(accept(NOON, file)).isTrue();
    }

    @Test
    void aListThatCannotBeReadIsNamed() throws Exception {
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        run.take(remote("good.txt", "1", "a1"));

        assertThatThrownBy(() -> run.take(remote("bad.json", "1", "[\"a1\"")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("list 'bad.json'", "JSON");
        assertThatThrownBy(() -> run.take(remote("page.html", "1", "<html>")))
                .hasMessageContainingAll("list 'page.html'", "HTML");
    }

    @Test
    void aRunThatACrashBrokeOffIsResumedAsTheSameSubmission() throws Exception {
        breakOff(ELEVEN, "a1\nb2");
        restart();

        assertThat(run(ELEVEN.plusSeconds(5), "a1", "b2")).isTrue();

        assertThat(store.queries().totals().submissions()).isEqualTo(1);
        assertThat(store.queries().totals().pending()).isEqualTo(2);
    }

    @Test
    void ofARunThatACrashBrokeOffNothingIsSentThatTheSourceNoLongerNames() throws Exception {
        breakOff(ELEVEN, "a1\nb2");
        restart();

        assertThat(run(ELEVEN.plusSeconds(5), "b2", "c3")).isTrue();

        assertThat(store.claims().claim(inFlight -> 10, Duration.ofMinutes(1)))
                .extracting(claim -> claim.assetId().value())
                .containsExactlyInAnyOrder("b2", "c3");
    }

    private void breakOff(Instant fired, String content) throws IOException {
        ScheduleRun run = schedule.due(new Schedule.Fired(fired, false)).get(0);
        run.take(remote("list", null, content));
        AcceptIds acceptIds = new AcceptIds(
                store.submissions(),
                store.sealedSubmissions(),
                input,
                "",
                "CHG-4711",
                new JsonLines(directory.resolve("rejected.jsonl"), () -> {}),
                new Traces(false),
                work,
                new WakeUp());
        acceptIds.open(run.getList()).forEach(acceptIds::accept);
    }

    @Test
    void whoHadNoRunToMakeDoesNotEndThatOfAnother() throws Exception {
        List<ScheduleRun> ofTheStart = schedule.due(new Schedule.Fired(START, false));
        ScheduleRun run =
                schedule.due(new Schedule.Fired(ELEVEN, false)).get(0); // before the first has come to its end
        run.take(remote("a.txt", null, "a1"));

        schedule.finish(ofTheStart);
        schedule.finish(null); // as of one whose waiting a stop has ended

        run.take(remote("b.txt", null, "b2"));
        accept(run);
        schedule.finish(List.of(run));
        assertThat(store.queries().totals().pending()).isEqualTo(2);
    }

    @Test
    void nothingOfWhatWasReadStaysWhenARunIsOver() throws Exception {
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        Files.writeString(schedule.answer(), "a1\n");
        run.take(delivery(schedule.answer()));
        assertThat(directory.resolve("schedule")).isNotEmptyDirectory();

        schedule.finish(List.of(run));

        assertThat(directory.resolve("schedule")).isEmptyDirectory();
    }

    @Test
    void noRunIsSealedTwice() throws Exception {
        ScheduleRun first = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        first.take(remote("a.txt", null, "a1"));
        accept(first);
        first.take(remote("b.txt", null, "b2"));

        assertThatThrownBy(() -> accept(first)).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> store.runLog().recordRun("hourly", first.done()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not newer than the last one");
        assertThat(store.queries().totals().submissions()).isEqualTo(1);
    }

    @Test
    void theLinesOfLaterListsGoOnFromThoseOfEarlierOnes() throws Exception {
        ScheduleRun run = schedule.due(new Schedule.Fired(ELEVEN, false)).get(0);
        run.take(remote("a.csv", null, "asset_id\na1\n\n"));
        run.take(remote("b.txt", null, "zz\nb2"));
        String submission = accept(run);

        var sealed = store.sealedSubmissions().find(submission).orElseThrow();
        assertThat(store.sealedSubmissions().lines(sealed, 0, 10))
                .extracting(line -> line.line() + " " + line.text())
                .containsExactly("2 a1", "4 zz", "5 b2");
    }

    @Test
    void noRunIsMadeBeforeEverythingHasStarted() throws Exception {
        WakeUp notBegun = WakeUp.notBegun(() -> 0);
        Schedule starting = schedule(true, notBegun);
        CompletableFuture<List<ScheduleRun>> due = CompletableFuture.supplyAsync(() -> due(starting));
        assertThatThrownBy(() -> due.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        notBegun.begin();

        assertThat(due.get(20, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void whileAnotherProcessMakesTheRunsOnlyTheStartWaitsAndThenMakesUpForWhatWasMissed() throws Exception {
        isElsewhere = true;
        WakeUp notBegun = WakeUp.notBegun(() -> 0);
        Schedule starting = schedule(true, notBegun);
        assertThat(starting.due(new Schedule.Fired(ELEVEN, false))).isEmpty();
        CompletableFuture<List<ScheduleRun>> due = CompletableFuture.supplyAsync(() -> {
            try {
                return starting.due(new Schedule.Fired(START, true));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThatThrownBy(() -> due.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        clock.advance(Duration.ofHours(2));
        isElsewhere = false;
        notBegun.begin();

        assertThat(due.get(20, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void aPlannedTimeIsLeftToTheProcessThatHasTakenOverMeanwhile() throws Exception {
        WakeUp ended = WakeUp.notBegun(() -> 0);
        Schedule ending = schedule(true, ended);
        CompletableFuture<List<ScheduleRun>> due = CompletableFuture.supplyAsync(() -> due(ending));
        assertThatThrownBy(() -> due.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        isElsewhere = true;

        assertThat(due.get(20, TimeUnit.SECONDS)).isEmpty();
    }

    private static List<ScheduleRun> due(Schedule schedule) {
        try {
            return schedule.due(new Schedule.Fired(ELEVEN, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Schedule schedule(boolean firesMissed) {
        return schedule(firesMissed, work);
    }

    private Schedule schedule(boolean firesMissed, WakeUp signal) {
        Schedule.Plan plan =
                new Schedule.Plan("hourly", "file:lists", "CHG-4712", times, zone, true, firesMissed, next);
        return new Schedule(
                store.runLog(),
                plan,
                input,
                new PrivateFolder(directory.resolve("schedule")),
                signal,
                () -> isElsewhere,
                text -> text.replace("secret-address", "…"),
                clock);
    }

    private static Instant nextHour(Instant after) {
        return Instant.ofEpochSecond(Math.floorDiv(after.getEpochSecond(), 3600) * 3600 + 3600);
    }

    private void restart() {
        store.close();
        start();
    }

    /** Fires and does what the routes do with one list of these lines, or none. */
    private boolean run(Instant fired, String... lines) throws IOException {
        List<ScheduleRun> due = schedule.due(new Schedule.Fired(fired, false));
        try {
            for (ScheduleRun run : due) {
                run.take(remote("list", null, String.join("\n", Arrays.asList(lines))));
                end(run);
            }
            return !due.isEmpty();
        } finally {
            schedule.finish(due);
        }
    }

    /** Whether the run of a source that has this file accepts anything. */
    private boolean accept(Instant fired, Path file) throws IOException {
        return accept(fired, delivery(file));
    }

    private boolean accept(Instant fired, Delivery delivery) throws IOException {
        ScheduleRun run = schedule.due(new Schedule.Fired(fired, false)).get(0);
        try {
            run.take(delivery);
            boolean filled = run.isFilled();
            end(run);
            return filled;
        } finally {
            schedule.finish(List.of(run));
        }
    }

    private void end(ScheduleRun run) throws IOException {
        if (run.isFilled()) {
            accept(run);
            schedule.noteAccepted(run);
        } else {
            schedule.noteEmpty(run);
        }
    }

    private String accept(ScheduleRun run) throws IOException {
        AcceptIds acceptIds = new AcceptIds(
                store.submissions(),
                store.sealedSubmissions(),
                input,
                "",
                "CHG-4711",
                new JsonLines(directory.resolve("rejected.jsonl"), () -> {}),
                new Traces(false),
                work,
                new WakeUp());
        SubmissionReader reading = acceptIds.open(run.getList());
        try {
            reading.forEach(acceptIds::accept);
            acceptIds.seal(reading);
        } finally {
            acceptIds.close(reading);
        }
        return reading.getSubmission().submissionId();
    }

    private static Delivery delivery(Path file) {
        return new Delivery(
                file.getFileName().toString(), null, file, new Delivery.Content(() -> Files.newInputStream(file)));
    }

    private static Delivery remote(String name, String changed, String content) {
        return new Delivery(
                name,
                changed,
                null,
                new Delivery.Content(() -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
    }
}
