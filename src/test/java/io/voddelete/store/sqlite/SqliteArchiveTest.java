package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.kit.StoreFile;
import io.voddelete.reader.Entry;
import io.voddelete.store.ArchiveException;
import io.voddelete.store.ArchiveFile;
import io.voddelete.store.Archives.Made;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.DayLimit;
import io.voddelete.store.FailedIds;
import io.voddelete.store.FoundAsset;
import io.voddelete.store.Requested;
import io.voddelete.store.RetriedIds;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves into archive files, and that nobody who asks or submits notices. */
@Timeout(120)
class SqliteArchiveTest {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final List<Integer> IDS = IntStream.range(0, 30).boxed().toList();

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-10T12:00:00Z"));

    /** In January: a list, one that names some of its ids before they are settled, and one that is cancelled or fails in part. */
    private List<String> january(ArchivedStore store) {
        store.describes = true;
        List<Entry> first = new ArrayList<>(Ids.lines(0, 10));
        first.add(Entry.rejected(11, "no-id", "not-an-asset-id"));
        store.submit("a-1", first);
        clock.advance(Duration.ofSeconds(1));
        store.submit("b-1", Ids.lines(5, 13));
        clock.advance(Duration.ofSeconds(1));
        store.settle(SqliteArchiveTest::byNumber);
        clock.advance(Duration.ofSeconds(1));
        store.submit(
                "a-2", List.of(withTicket(Ids.line(1, 8)), withTicket(Ids.line(2, 1)), withTicket(Ids.line(3, 8))));
        store.settle(claim -> Status.DELETED);
        return List.of("a-1", "b-1", "a-2");
    }

    private static Entry withTicket(Entry line) {
        return line.with(Map.of("ticket", "CHG-" + line.line()));
    }

    /** The last digit of an id decides: 7 fails, 8 and 9 are kept. */
    private static Status byNumber(Claim claim) {
        return switch (number(claim) % 10) {
            case 7 -> Status.FAILED;
            case 8, 9 -> Status.KEPT;
            default -> Status.DELETED;
        };
    }

    private static int number(Claim claim) {
        return Integer.parseInt(claim.assetId().value(), 16);
    }

    /** After a power loss a folder that was just made may be gone, with all that is in it. */
    @Test
    void theNameOfTheFolderIsOnTheDiskToo() throws Exception {
        try (ArchivedStore store = open("data", KEEP);
                Recording recording = new Recording()) {
            january(store);
            clock.advance(Duration.ofDays(53));
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            assertThat(store.archive(() -> {})).hasSize(1);
            recording.stop();
            Path file = directory.resolve("forced.jfr");
            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file))
                    .filteredOn(event -> event.getEventType().getName().equals("jdk.FileForce"))
                    .extracting(event -> event.getString("path"))
                    .contains(
                            archive().toAbsolutePath().toString(),
                            archive().toAbsolutePath().getParent().toString());
        }
    }

    @Test
    void whatIsOldIsInAFileAndEveryAnswerIsAsBefore() throws Exception {
        List<String> submissions;
        List<Object> before;
        try (ArchivedStore store = open("data", KEEP)) {
            submissions = new ArrayList<>(january(store));
            clock.advance(Duration.ofDays(30));
            submissions.add(store.submit("late", Ids.lines(20, 24)).submissionId());
            store.settle(SqliteArchiveTest::byNumber);
            before = store.all(submissions, IDS);
            assertThat(store.archive(() -> {}))
                    .as("January is not over for 30 days")
                    .isEmpty();

            clock.advance(Duration.ofDays(23));
            List<Made> made = store.archive(() -> {});

            assertThat(made).hasSize(1);
            ArchiveFile file = made.get(0).file();
            assertThat(file.name()).isEqualTo("2026-01.sqlite");
            assertThat(made.get(0).submissions()).isEqualTo(3);
            assertThat(made.get(0).lines()).isEqualTo(11 + 8 + 3);
            Path path = archive().resolve(file.name());
            assertThat(Sha256.hex(Files.readAllBytes(path))).isEqualTo(file.sha256());
            assertThat(archive().resolve(file.name() + ".sha256"))
                    .hasContent(file.sha256() + "  " + file.name() + "\n");
            assertThat(List.of(archive(), path, archive().resolve(file.name() + ".sha256")))
                    .noneMatch(PrivateFiles::mayBeUsedByOthers);
            StoreFile database = StoreFile.of(directory.resolve("data"));
            assertThat(database.rows("SELECT count(*) FROM asset")).containsExactly("4");
            assertThat(database.rows("SELECT count(*) FROM archived")).containsExactly("13");
            for (String table : List.of("earlier", "duplicate", "rejected", "line_column")) {
                assertThat(database.rows("SELECT count(*) FROM " + table)).containsExactly("0");
            }
            assertThat(store.all(submissions, IDS)).isEqualTo(before);
            assertThat(store.archive(() -> {})).isEmpty();
            assertThat(store.store.archives().check(() -> {})).isEmpty();
            assertThat(store.remarks).isEmpty();
        }
        try (ArchivedStore again = open("data", null)) {
            assertThat(again.all(submissions, IDS))
                    .as("also where nothing is archived any more")
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStoreThatArchivesAnswersAndAcceptsAsOneThatDoesNot(int seed) {
        compareWithTwin(seed);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6})
    void soItDoesWithOtherSeeds(int seed) {
        compareWithTwin(seed);
    }

    /** Two stores to which the same happens, of which one archives: whatever is submitted, both answer the same. */
    private void compareWithTwin(int seed) {
        Random random = new Random(seed);
        List<String> submissions = new ArrayList<>();
        int files = 0;
        try (ArchivedStore store = open("data", KEEP);
                ArchivedStore twin = open("twin", null)) {
            for (int step = 0; step < 40; step++) {
                clock.advance(Duration.ofHours(random.nextInt(24 * 20)).plusSeconds(1));
                List<Entry> lines = new ArrayList<>();
                for (int line = 1; line <= 1 + random.nextInt(8); line++) {
                    Entry entry = random.nextInt(10) == 0
                            ? Entry.rejected(line, "no-id", "not-an-asset-id")
                            : Ids.line(line, random.nextInt(IDS.size()));
                    lines.add(random.nextBoolean() ? withTicket(entry) : entry);
                }
                String id = (random.nextBoolean() ? "a-" : "b-") + step;
                submissions.add(id);
                assertThat(store.submit(id, lines)).isEqualTo(twin.submit(id, lines));
                if (random.nextInt(4) > 0) {
                    int salt = random.nextInt(10);
                    assertThat(store.settle(claim -> status(claim, salt)))
                            .as("outcomes with their event ids")
                            .isEqualTo(twin.settle(claim -> status(claim, salt)));
                }
                if (random.nextBoolean()) {
                    files += store.archive(() -> {}).size();
                }
                assertThat(store.all(submissions, IDS)).isEqualTo(twin.all(submissions, IDS));
            }
            assertThat(store.remarks).isEmpty();
            assertThat(files).isGreaterThan(3);
        }
        assertThat(StoreFile.of(directory.resolve("data"))
                        .rows("SELECT asset_id FROM asset INTERSECT SELECT asset_id FROM archived"))
                .isEmpty();
        assertThat(StoreFile.of(directory.resolve("data")).rows("PRAGMA integrity_check"))
                .containsExactly("ok");
    }

    private static Status status(Claim claim, int salt) {
        return Status.values()[1 + (number(claim) + salt) % 3];
    }

    /** A copy of all files at each moment at which a process could be killed. */
    @Test
    void whateverStepAKillInterruptsEachLineIsInTheStoreOrInAFile() throws Exception {
        List<String> submissions;
        List<Object> expected;
        List<Path> killed = new ArrayList<>();
        try (ArchivedStore store = open("data", KEEP)) {
            submissions = january(store);
            store.submit("large", Ids.lines(100, 2_700));
            store.settle(claim -> Status.DELETED);
            clock.advance(Duration.ofDays(70));
            expected = store.all(submissions, IDS);

            assertThat(store.archive(() -> killed.add(copy(killed.size())))).hasSize(1);
        }
        assertThat(killed).hasSizeGreaterThan(12);
        for (Path one : killed) {
            try (ArchivedStore store = new ArchivedStore(one, clock, KEEP)) {
                assertThatAllIs(expected, store.all(submissions, IDS), one);
                store.archive(() -> {});

                assertThatAllIs(expected, store.all(submissions, IDS), one);
                assertThat(store.store.sealedSubmissions().lines(submission(store, "large"), 0, 10_000))
                        .hasSize(2_600);
                assertThat(store.archive(() -> {})).isEmpty();
                assertThat(store.store.archives().check(() -> {})).isEmpty();
            }
            assertThat(StoreFile.of(one).rows("SELECT file, moved FROM archive"))
                    .containsExactly("2026-01.sqlite 1");
            assertThat(StoreFile.of(one).rows("SELECT count(*) FROM asset")).containsExactly("1");
            assertThat(names(one.resolve("archive"))).containsExactly("2026-01.sqlite", "2026-01.sqlite.sha256");
        }
    }

    /** One after the other, so that what differs can be seen. */
    private static void assertThatAllIs(List<Object> expected, List<Object> found, Path where) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).as("%s in %s", i, where).isEqualTo(expected.get(i));
        }
    }

    /** What stops the work says so by an exception, at whatever step. */
    @Test
    void aStopIsHeededAtEachStepAndTheWorkContinuedLater() {
        try (ArchivedStore store = open("data", KEEP)) {
            List<String> submissions = january(store);
            store.submit("large", Ids.lines(100, 2_700));
            store.settle(claim -> Status.DELETED);
            clock.advance(Duration.ofDays(70));
            List<Object> expected = store.all(submissions, IDS);
            int stops = 0;
            boolean done = false;
            while (!done) {
                int most = stops;
                int[] calls = {0};
                try {
                    done = !store.archive(() -> {
                                if (calls[0]++ == most) {
                                    throw new CallDeferredException("stopping");
                                }
                            })
                            .isEmpty();
                } catch (CallDeferredException e) {
                    stops++;
                }
                assertThat(store.all(submissions, IDS)).isEqualTo(expected);
            }
            assertThat(stops).isGreaterThan(5);
            assertThat(store.remarks).isEmpty();
        }
    }

    @Test
    void aFlippedBitIsFoundAndSaidAndIdsStayKnown() throws Exception {
        try (ArchivedStore store = archived()) {
            Path file = archive().resolve("2026-01.sqlite");
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 100] ^= 4;
            Files.write(file, bytes);

            assertThat(store.store.archives().check(() -> {}))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.getMessage()).contains("2026-01.sqlite", "damaged"));
            assertThatItIsSaid(store);
        }
    }

    @Test
    void aMissingFileIsSaidAndIdsStayKnown() throws Exception {
        try (ArchivedStore store = archived()) {
            Files.delete(archive().resolve("2026-01.sqlite"));

            assertThat(store.store.archives().check(() -> {})).singleElement().satisfies(fault -> {
                assertThat(fault.kind()).hasValue("the archive file 2026-01.sqlite is missing");
                assertThat(fault.remedy()).contains("backup");
            });
            assertThatItIsSaid(store);
        }
    }

    private void assertThatItIsSaid(ArchivedStore store) {
        assertThatThrownBy(() -> store.store.sealedSubmissions().lines(submission(store, "a-1"), 0, 10))
                .isInstanceOf(ArchiveException.class)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("2026-01.sqlite");
        assertThat(submission(store, "a-1").progress().accepted()).isEqualTo(10);
        AssetHistory deleted =
                store.store.queries().asset(Ids.id(1), VisibleSubmissions.ALL).orElseThrow();
        assertThat(deleted.unreadable()).containsExactly("2026-01.sqlite");
        assertThat(deleted.newest().status()).isEqualTo(Status.DELETED);
        assertThat(deleted.newest().named().submissionId()).isEqualTo("a-1");

        Submission again = store.submit("again", List.of(Ids.line(1, 1), Ids.line(2, 7), Ids.line(3, 9)));
        assertThat(again.progress().duplicates()).as("the deleted one").isEqualTo(1);
        assertThat(again.progress().pending()).as("the failed and the kept one").isEqualTo(2);
        assertThat(store.store.claims().claim(inFlight -> 10, LEASE))
                .extracting(Claim::generation)
                .containsExactly(2, 2);
        assertThat(store.store.sealedSubmissions().lines(again, 0, 10)).hasSize(3);
    }

    @Test
    void amongManyIdsOnlyTheArchivedOnesAreKnown() {
        try (ArchivedStore store = archived()) {
            Submission many = store.submit("many", Ids.lines(0, 120));
            // 7, 8 and 9 of the first 13 were not deleted, and 8 was deleted later
            assertThat(many.progress().accepted()).isEqualTo(120 - 11);
            assertThat(many.progress().duplicates()).isEqualTo(11);
        }
    }

    @Test
    void whatIsArchivedCanBeRetriedAndIsCountedAsNewForALimit() {
        try (ArchivedStore store = archived()) {
            assertThat(store.store.submissions().retry(Ids.id(1), DayLimit.NONE, Requested.NONE))
                    .isEmpty();
            Submission retried = store.store
                    .submissions()
                    .retry(Ids.id(7), DayLimit.NONE, Requested.NONE)
                    .orElseThrow();
            assertThat(retried.source()).isEqualTo("retry:" + Ids.id(7));
            assertThat(store.store.claims().claim(inFlight -> 10, LEASE))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.generation()).isEqualTo(2));
            DayLimit two = new DayLimit("cms", 2);
            store.store.submissions().checkDayLimit(List.of(Ids.line(1, 1), Ids.line(2, 9), Ids.line(3, 50)), two);
        }
    }

    @Test
    void manyIdsAreFoundInArchivesWithAllThatIsKnown() {
        try (ArchivedStore store = archived()) {
            List<AssetId> ids = IntStream.rangeClosed(1, 10).mapToObj(Ids::id).toList();
            Map<AssetId, FoundAsset> found = store.store.queries().newest(ids, VisibleSubmissions.ALL);

            assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            found.forEach((id, one) -> {
                AssetHistory alone =
                        store.store.queries().asset(id, VisibleSubmissions.ALL).orElseThrow();
                assertThat(one).isEqualTo(new FoundAsset(alone.newest(), true));
            });
            assertThat(found.get(Ids.id(7)).newest().attempts())
                    .as("what the small row in the store does not know")
                    .isEqualTo(3);
            VisibleSubmissions nobody = new VisibleSubmissions("nobody", null);
            assertThat(store.store.queries().newest(ids, nobody)).isEmpty();
        }
    }

    @Test
    void whatFailedForOneReasonIsRetriedAlsoIfOnlyAnArchiveHasIt() {
        try (ArchivedStore store = archived()) {
            FailedIds refused = new FailedIds(null, "refused", "VOD.10001");
            RetriedIds retried = store.store
                    .submissions()
                    .retry(refused, 100, DayLimit.NONE, Requested.NONE)
                    .orElseThrow();
            assertThat(retried.submission().progress().accepted()).isPositive();
            assertThat(store.store.claims().claim(inFlight -> 100, LEASE))
                    .hasSize((int) retried.submission().progress().accepted())
                    .anyMatch(claim -> claim.assetId().equals(Ids.id(7)))
                    .allMatch(claim -> claim.generation() == 2);
            assertThat(store.store.submissions().retry(refused, 100, DayLimit.NONE, Requested.NONE))
                    .isEmpty();
        }
    }

    /** A file that appears where an archive is to be, such as after a restore of an older store, is not touched. */
    @Test
    void aFileThatTheStoreDoesNotKnowIsLeftAlone() throws Exception {
        try (ArchivedStore store = open("data", KEEP)) {
            january(store);
            clock.advance(Duration.ofDays(70));
            Files.createDirectories(archive());
            Path other = Files.writeString(archive().resolve("2026-01.sqlite"), "of a later store");

            assertThat(store.archive(() -> {}))
                    .singleElement()
                    .satisfies(made -> assertThat(made.file().name()).isEqualTo("2026-01-2.sqlite"));

            assertThat(other).hasContent("of a later store");
        }
    }

    /** What is not settled or not reported stays, and so does what contradicts itself, which is said. */
    @Test
    void whatIsNotSettledReportedOrSoundStays() {
        try (ArchivedStore store = open("data", KEEP)) {
            store.submit("damaged", Ids.lines(0, 3));
            store.settle(claim -> Status.DELETED);
            store.submit("fine", Ids.lines(3, 6));
            store.settle(claim -> Status.DELETED);
            store.submit("unreported", Ids.lines(6, 9));
            store.store
                    .claims()
                    .settle(store.store.claims().claim(inFlight -> 10, LEASE).stream()
                            .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                            .toList());
            store.submit("pending", Ids.lines(9, 12));
            clock.advance(Duration.ofDays(70));
        }
        StoreFile database = StoreFile.of(directory.resolve("data"));
        database.change("UPDATE asset SET checksum = checksum + 1 WHERE asset_id = '" + Ids.id(1) + "'");
        try (ArchivedStore store = open("data", KEEP)) {
            List<Made> made = store.archive(() -> {});
            assertThat(made)
                    .singleElement()
                    .satisfies(one -> assertThat(one.submissions()).isEqualTo(1));
            assertThat(store.archive(() -> {})).isEmpty();
            assertThat(store.remarks).isNotEmpty().allMatch(remark -> remark.contains("checksums"));
            assertThat(database.rows("SELECT submission_id FROM submission WHERE archive IS NOT NULL"))
                    .containsExactly("fine");

            store.report();
            clock.advance(Duration.ofDays(31));
            assertThat(store.archive(() -> {})).hasSize(1);
            assertThat(database.rows("SELECT submission_id FROM submission WHERE archive IS NOT NULL ORDER BY id"))
                    .containsExactly("fine", "unreported");
        }
    }

    /** Whatever columns and tables lines have in this version, an archive has them. */
    @Test
    void anArchiveHasAllColumnsAndAllTablesWithLines() {
        archived().close();
        StoreFile store = StoreFile.of(directory.resolve("data"));
        StoreFile file = new StoreFile(archive().resolve("2026-01.sqlite"));
        List<String> tables = store.rows(
                "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
                        + " WHERE m.type = 'table' AND c.name = 'submission' AND m.name NOT IN ('event', 'run_size', 'archived')");
        assertThat(tables).contains("asset", "earlier", "duplicate", "rejected", "plan");
        tables.add("submission");
        for (String table : tables) {
            String columns = "SELECT name, type, \"notnull\", pk FROM pragma_table_info('" + table + "') ORDER BY cid";
            assertThat(file.rows(columns))
                    .as(table)
                    .isEqualTo(store.rows(columns))
                    .isNotEmpty();
        }
        for (String table : List.of("earlier", "duplicate", "rejected")) {
            assertThat(file.rows("SELECT count(*) > 0 FROM " + table)).as(table).containsExactly("1");
        }
        assertThat(file.rows("SELECT error_msg, title FROM asset WHERE asset_id = '" + Ids.id(7) + "'"))
                .containsExactly("text of " + Ids.id(7) + " title of " + Ids.id(7));
        assertThat(file.rows("SELECT DISTINCT requested_by, request_reason FROM submission"))
                .containsExactly("alice CHG-4711");
        assertThat(file.rows("PRAGMA user_version")).isEqualTo(store.rows("PRAGMA user_version"));
    }

    /** A store from which much was archived can be made smaller while no process has it open. */
    @Test
    void theFileCanBeVacuumed() throws IOException {
        archived().close();
        StoreFile.of(directory.resolve("data")).change("VACUUM");

        try (ArchivedStore store = open("data", KEEP)) {
            assertThat(store.store.sealedSubmissions().lines(submission(store, "b-1"), 0, 10))
                    .hasSize(8);
            assertThat(store.remarks).isEmpty();
        }
    }

    private ArchivedStore archived() {
        ArchivedStore store = open("data", KEEP);
        january(store);
        store.submit("last", Ids.lines(200, 201));
        store.settle(claim -> Status.DELETED);
        clock.advance(Duration.ofDays(70));
        assertThat(store.archive(() -> {})).hasSize(1);
        return store;
    }

    private static Submission submission(ArchivedStore store, String id) {
        return store.store.queries().submission(id, VisibleSubmissions.ALL).orElseThrow();
    }

    private ArchivedStore open(String name, @Nullable Duration keep) {
        directory.resolve(name).toFile().mkdirs();
        return new ArchivedStore(directory.resolve(name), clock, keep);
    }

    private Path archive() {
        return directory.resolve("data").resolve("archive");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path copy(int number) {
        Path from = directory.resolve("data");
        Path to = directory.resolve("killed-" + number);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith("-shm")).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
