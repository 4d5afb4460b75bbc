package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.OutcomeFileException;
import io.voddelete.outcome.WriteDocuments;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.AssetStore;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {
    private static final UnreadableException UNREADABLE =
            new UnreadableException("not-utf-8", "byte 7 is no UTF-8", "save it as UTF-8");
    private static final IOException FAULT = new IOException("it is a bad\nday");

    private static final AtomicFile FILES = new AtomicFile(new Random(7));

    @TempDir
    Path directory;

    @TempDir
    Path storeDirectory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final AtomicLong nanoTime = new AtomicLong();
    private AssetStore store;
    private Inbox inbox;

    @BeforeEach
    void openInbox() {
        store = Sqlite.open(
                "jdbc:sqlite:" + storeDirectory.resolve("store.db"),
                new Target("https://vod.example", "p1"),
                StoreRules.NONE,
                clock,
                new Random(7),
                remark -> {},
                () -> {});
        inbox = inbox(Duration.ZERO);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids.txt", "IDS.CSV", "a b\u00e9.txt", "ids", "ids.tmp.txt", "$1.json.gz", "report.xlsx"})
    void takesFilesOfEveryName(String name) throws IOException {
        assertThat(takes(inbox, file(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".ids.txt.tmp",
                "ids.TMP",
                "ids.txt.part",
                "ids.filepart",
                "ids.crdownload",
                "ids.txt~",
                "ids.txt.md5",
                "x.done"
            })
    void leavesAloneWithoutAWordWhatItsNameSaysIsNoList(String name) throws IOException {
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(takes(inbox, file(name))).isFalse();

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void leavesWhatIsNoFileAloneAndSaysSoInOneLineOnceAnHour() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.createSymbolicLink(directory.resolve("link-" + i + "\u001b"), directory.resolve("none"));
        }
        Files.createDirectory(directory.resolve("folder"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.look()).isFalse();
            clock.advance(Duration.ofMinutes(59));
            assertThat(inbox.look()).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Inbox: not read: 'link-")
                    .contains("\\u001b'", " and 47 more: links, pipes or devices", "'folder': folders")
                    .hasSizeLessThan(400);

            clock.advance(Duration.ofMinutes(1));
            assertThat(inbox.look()).isFalse();
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void whatIsNewAmongWhatIsLeftAloneIsNamedAMinuteLater() throws IOException {
        Files.createSymbolicLink(directory.resolve("first"), directory.resolve("none"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.look();
            clock.advance(Duration.ofSeconds(59));
            Files.createSymbolicLink(directory.resolve("second"), directory.resolve("none"));
            inbox.look();
            assertThat(log.lines()).hasSize(1);
            clock.advance(Duration.ofSeconds(1));
            inbox.look();
            clock.advance(Duration.ofMinutes(59));
            inbox.look();

            assertThat(log.lines()).hasSize(2).last().asString().contains("'second'");
        }
    }

    /** As a poll takes the directory's entries, and not all of them. */
    @Test
    void aFileThatNoPollAsksForIsSaidAndNoReasonToPollAnyMore() throws IOException {
        file("ids.camelLock");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (int i = 0; i < 5; i++) {
                assertThat(inbox.look()).isTrue();
                inbox.polled();
            }
            assertThat(inbox.look()).isFalse();

            assertThat(log.lines()).singleElement().asString().contains("'ids.camelLock'", "rename");
        }
        assertThat(takes(inbox, file("ids.txt"))).isTrue();
    }

    /** Camel would look for it in a folder. */
    @Test
    void aNameWithABackslashIsSaidAndNoReasonToPoll() throws IOException {
        file("a\\b.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.look()).isFalse();

            assertThat(log.lines()).singleElement().asString().contains("b.txt'", "rename");
        }
    }

    /** As by a host's own copy of the route. */
    @Test
    void aPollThatDoesNotLookBeforeTakesTheSame() throws IOException {
        File file = file("ids.txt");
        File link = Files.createSymbolicLink(directory.resolve("link.txt"), file.toPath())
                .toFile();

        assertThat(inbox.takes(link)).isFalse();
        assertThat(inbox.takes(file)).isTrue();
    }

    @Test
    void aPollTakesAThousandFilesAndTheNextOneTheOthers() throws IOException {
        for (int i = 0; i < 1_001; i++) {
            file(i + ".txt");
        }
        List<File> all = List.of(directory.toFile().listFiles(File::isFile));

        assertThat(inbox.look()).isTrue();
        assertThat(all.stream().filter(inbox::takes).peek(File::delete)).hasSize(1_000);
        assertThat(inbox.look()).isTrue();
        assertThat(all.stream().filter(inbox::takes)).hasSize(1);
    }

    @Test
    void looksTakeATwentiethOfTheTimeAtMost() throws IOException {
        File file = file("ids.txt");
        AtomicLong pass = new AtomicLong(7);
        Inbox slow = new Inbox(
                directory,
                new FileSettling(Duration.ZERO, () -> nanoTime.getAndAdd(pass.get())),
                kept(),
                FILES,
                clock::nanoTime);
        assertThat(takes(slow, file)).isTrue();
        pass.set(0);

        assertThat(slow.look()).isFalse();
        nanoTime.addAndGet(19 * 21);
        assertThat(takes(slow, file)).isTrue();
    }

    @Test
    void takesNoLinkNoDirectoryAndNothingThatIsGone() throws IOException {
        File file = file("ids.txt");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), file.toPath());
        Path broken = Files.createSymbolicLink(directory.resolve("broken.txt"), directory.resolve("none"));
        Path folder = Files.createDirectory(directory.resolve("folder.txt"));

        assertThat(takes(inbox, link.toFile())).isFalse();
        assertThat(takes(inbox, broken.toFile())).isFalse();
        assertThat(takes(inbox, folder.toFile())).isFalse();
        assertThat(takes(inbox, directory.resolve("gone.txt").toFile())).isFalse();
    }

    @Test
    void aNameThatTheSystemCannotSpellIsSaidAndDoesNotStopTheOthers() throws Exception {
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'a\\377.txt')\"")
                .directory(directory.toFile())
                .start();
        assertThat(touch.waitFor()).isZero();
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(takes(inbox, file("other.txt"))).isTrue();

            assertThat(log.lines()).singleElement().asString().contains("'a\ufffd.txt'", "locale");
        }
    }

    @Test
    void manyFilesInTroubleAreSaidInAFewLines() throws IOException {
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 1_000; i++) {
                    inbox.keep(file(i + ".txt"), FAULT);
                }
                clock.advance(Duration.ofMinutes(1));
            }

            assertThat(log.lines())
                    .hasSize(41)
                    .filteredOn(line -> line.contains(" 980 more files"))
                    .hasSize(1);
            for (int i = 0; i < 30; i++) {
                inbox.keep(file(i + ".txt"), FAULT);
            }
            inbox.keep(file("0.txt"), new StoreException("the disk is full", null));
            assertThat(log.lines()).last().asString().startsWith("ERROR Inbox store");
        }
    }

    @Test
    void aFileThatCouldNotBeTakenInIsTriedAgainAfterTenSeconds() throws IOException {
        File file = file("ids.txt");
        inbox.keep(file, FAULT);

        assertThat(takes(inbox, file)).isFalse();
        assertThat(takes(inbox, file("other.txt"))).isTrue();
        clock.advance(Duration.ofSeconds(10));
        assertThat(takes(inbox, file)).isTrue();
    }

    @Test
    void aClockThatIsSetHoldsNoFileBackAndHurriesNone() throws IOException {
        File file = file("ids.txt");
        inbox.keep(file, FAULT);

        clock.setBy(Duration.ofHours(1));
        assertThat(takes(inbox, file)).isFalse();
        clock.setBy(Duration.ofHours(-2));
        clock.advance(Duration.ofSeconds(10));
        assertThat(takes(inbox, file)).isTrue();
    }

    @Test
    void aFaultIsSaidOnceAMinuteAndEscaped() throws IOException {
        File file = file("ids.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (int i = 0; i < 6; i++) {
                inbox.keep(file, FAULT);
                clock.advance(Duration.ofSeconds(10));
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Inbox file 'ids.txt': ")
                    .endsWith("in 10 s: java.io.IOException: it is a bad\\u000aday");

            inbox.keep(file, FAULT);
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void theCauseIsSaidHoweverLongThePathIs() throws IOException {
        File file = file("ids.txt");
        String path = "/p".repeat(1_000);
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.keep(file, new FileSystemException(path, path, "No space\u202e left on device"));
            clock.advance(Duration.ofMinutes(1));
            inbox.keep(file, new AccessDeniedException(path));

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("in 10 s: FileSystemException, No space\\u202e left on device, at '/p/p")
                                    .endsWith("' or '" + path.substring(0, 200) + "'"),
                            line -> assertThat(line).contains("in 20 s: AccessDeniedException, at '/p/p"));
        }
    }

    @Test
    void aFileWhoseRejectedLinesCannotBeWrittenIsTriedAgainSoonHoweverOftenThatFailed() throws IOException {
        File file = file("ids.txt");
        Path inTheWay = Files.createDirectory(storeDirectory.resolve("rejected.jsonl"));
        try (CapturedLog log = CapturedLog.of(Inbox.class);
                JsonLines rejected = new JsonLines(inTheWay, () -> {})) {
            for (int i = 0; i < 100; i++) {
                assertThat(takes(inbox, file)).isTrue();
                inbox.keep(file, catchThrowableOfType(OutcomeFileException.class, () -> rejected.append(new byte[1])));
                clock.advance(Duration.ofSeconds(5));
            }
            assertThat(log.lines()).hasSize(9).allMatch(line -> line.contains("check the disk; next attempt in 5 s"));
        }
    }

    /** Camel wraps what a split throws. */
    @Test
    void theFaultItselfIsSaidAndAStopIsNone() throws Exception {
        File file = file("ids.txt");
        WakeUp work = new WakeUp();
        work.stop();
        AcceptIds stopping = new AcceptIds(null, null, null, "", "", null, null, work, null);
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThatThrownBy(stopping::goOnUnlessStopping)
                    .isInstanceOfSatisfying(
                            CallDeferredException.class,
                            e -> inbox.keep(file, new IllegalStateException("wrapped", e)));
            assertThat(takes(inbox, file)).isTrue();
            inbox.keep(file, new IllegalStateException("wrapped", FAULT));

            assertThat(log.lines())
                    .hasSize(2)
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("INFO ids.txt stays in the inbox: stopping"),
                            line -> assertThat(line)
                                    .contains("IOException: it is a bad")
                                    .doesNotContain("wrapped"));
        }
    }

    @Test
    void theDelayGrowsFileByFileUpToFiveMinutesAndBeginsAnewWhenTheFileIsDone() throws IOException {
        File file = file("ids.txt");
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            assertHeldBackFor(file, seconds);
        }
        assertHeldBackFor(file("other.txt"), 10);
        inbox.refuse(refused(file));

        assertHeldBackFor(file("ids.txt"), 10);
    }

    private void assertHeldBackFor(File file, int seconds) throws IOException {
        inbox.keep(file, FAULT);
        clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(takes(inbox, file)).as("%s before %d s", file, seconds).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(takes(inbox, file)).as("%s after %d s", file, seconds).isTrue();
    }

    @Test
    void noFileIsTakenInWhileDoneCannotBeUsedWhichIsSaidOnceAMinute() throws IOException {
        File first = file("first.txt");
        File second = file("second.txt");
        Path done = Files.createFile(directory.resolve("done"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (int i = 0; i < 6; i++) {
                assertThat(takes(inbox, first)).isFalse();
                assertThat(takes(inbox, second)).isFalse();
                clock.advance(Duration.ofSeconds(10));
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("'" + done + "'", "not a folder", "in 5 s");
            assertThat(takes(inbox, first)).isFalse();
            assertThat(log.lines()).hasSize(2);
        }
        Files.delete(done);
        clock.advance(Duration.ofSeconds(10));

        assertThat(takes(inbox, first)).isTrue();
        assertThat(takes(inbox, second)).isTrue();
        assertThat(done).isDirectory();
    }

    @Test
    void noFileIsTakenInWhileDoneIsALinkOrOpenToAll() throws IOException {
        Path elsewhere = Files.createDirectory(storeDirectory.resolve("elsewhere"));
        Path done = Files.createSymbolicLink(directory.resolve("done"), elsewhere);
        File file = file("ids.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(takes(inbox, file)).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("symbolic link");
        }
        Files.delete(done);
        Files.createDirectory(done);
        Files.setPosixFilePermissions(done, PosixFilePermissions.fromString("rwxrwxrwx"));
        clock.advance(Duration.ofMinutes(1));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(takes(inbox, file)).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("chmod o-w");
        }
        Files.setPosixFilePermissions(done, PosixFilePermissions.fromString("rwxrwx---"));
        clock.advance(Duration.ofSeconds(5));

        assertThat(takes(inbox, file)).isTrue();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void theFoldersAreMadeForOwnerAndGroupAndNothingHalfWrittenIsLeftInThem() throws IOException {
        Path half = Files.createFile(
                Files.createDirectory(directory.resolve("failed")).resolve(".0123456789abcdef.tmp"));

        inbox.prepare();

        assertThat(half).doesNotExist();
        assertThat(Files.getPosixFilePermissions(directory.resolve("done")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"held", "cancelled", "plan/done", "approve/refused", "cancel/refused"})
    void whatACrashLeftHalfWrittenOfPlansAndHeldListsIsDeleted(String folder) throws IOException {
        Path parent = Files.createDirectories(directory.resolve(folder));
        Path half = Files.createFile(parent.resolve(".0123456789abcdef.tmp"));
        Path plan = Files.createFile(parent.resolve("list.txt.plan.txt"));

        inbox.prepare();

        assertThat(half).doesNotExist();
        assertThat(plan).exists();
    }

    @Test
    void aRefusedFileMovesToFailedWithAReceiptThatSaysWhyAndWhatToDo() throws IOException {
        File file = file("ids=1\u001b.csv");
        Files.writeString(file.toPath(), "content");
        long changed = FileVersion.of(file.toPath()).changed().toMillis();
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(new IllegalStateException("wrapped", refused(file)));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Inbox file 'ids=1\\u001b.csv': ")
                    .contains("byte 7 is no UTF-8", "failed/", "save it as UTF-8");
        }
        List<String> names = names("failed");
        assertThat(names).hasSize(2).allMatch(name -> name.startsWith("ids=1\u001b-"));
        assertThat(directory.resolve("failed").resolve(names.get(0))).hasContent("content");
        assertThat(names.get(1)).isEqualTo(names.get(0) + ".receipt.json");
        JsonNode receipt = new ObjectMapper()
                .readTree(directory.resolve("failed").resolve(names.get(1)).toFile());
        assertThat(receipt.toString())
                .isEqualTo("{\"source\":\"file:ids=1\\\\u001b.csv\",\"accepted\":0,"
                        + "\"sha256\":\"5ed\",\"received_at\":\"" + Times.text(Instant.ofEpochMilli(changed))
                        + "\",\"bytes\":7,\"reason\":\"not-utf-8\","
                        + "\"problem\":\"byte 7 is no UTF-8\",\"remedy\":\"save it as UTF-8\"}");
        assertThat(directory.resolve("ids=1\u001b.csv")).doesNotExist();
    }

    @Test
    void theReceiptOfARefusedFileIsTheSameToTheByteAfterACrashBeforeTheMove() throws IOException {
        File file = file("ids.txt");
        new Inbox(directory, quiet(Duration.ZERO), kept(), FILES, clock::nanoTime, (from, to) -> {
                    throw new IOException("killed");
                })
                .refuse(refused(file));
        Path receipt = directory.resolve("failed").resolve(names("failed").get(0));
        byte[] before = Files.readAllBytes(receipt);
        clock.advance(Duration.ofDays(1));

        inbox.refuse(refused(file));

        assertThat(names("failed")).hasSize(2).contains(receipt.getFileName().toString());
        assertThat(receipt).hasBinaryContent(before);
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatWasMendedAfterItCouldNotBeReadStaysAndIsReadAgain() throws IOException {
        File file = file("ids.txt");
        UnreadableFileException refused = refused(file);
        Files.writeString(file.toPath(), "mended");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(refused);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Inbox file 'ids.txt': ")
                    .contains("changed");
        }
        assertThat(file).hasContent("mended");
        assertThat(takes(inbox, file)).isTrue();
        assertThat(directory.resolve("failed")).doesNotExist();
    }

    @Test
    void aRefusedFileStaysWhileFailedCannotBeUsed() throws IOException {
        File file = file("ids.txt");
        Files.createFile(directory.resolve("failed"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(refused(file));

            assertThat(log.lines()).singleElement().asString().contains("(byte 7 is no UTF-8)", "failed/", "in 10 s");
        }
        assertThat(file).exists();
        assertThat(takes(inbox, file)).isFalse();
    }

    @Test
    void whileTheStoreIsOutOfOrderNoFileIsTakenInWhichIsSaidOnce() throws IOException {
        File first = file("first.txt");
        File second = file("second.txt");
        StoreException fault = new StoreException("the store could not open a submission: the disk is full", null);
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.keep(first, fault);
            inbox.keep(second, fault);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR Inbox store")
                    .contains("check the disk and the data directory", "in 5 s", fault.getMessage());
        }
        assertThat(takes(inbox, first)).isFalse();
        assertThat(takes(inbox, file("third.txt"))).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(takes(inbox, first)).isTrue();
    }

    /** Whoever replaces it wins the race by the first move only, which nothing can forestall. */
    @Test
    void whatReplacesAFileWhileItIsMovedComesBackUnderItsName() throws IOException {
        File file = file("ids.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inboxThatIsRaced(() -> Files.writeString(file.toPath(), "new")).refuse(refused(file));

            assertThat(log.lines()).last().asString().contains("replaced while it was moved");
        }
        assertThat(file).hasContent("new");
        assertThat(takes(inbox, file)).isTrue();
        assertThat(names("failed")).singleElement().asString().endsWith(".receipt.json");
    }

    @Test
    void whatReplacesAFileTwiceWhileItIsMovedIsTakenInTwice() throws IOException {
        File file = file("ids.txt");
        AtomicInteger moves = new AtomicInteger();
        Inbox raced = new Inbox(directory, quiet(Duration.ZERO), kept(), FILES, clock::nanoTime, (from, to) -> {
            if (moves.getAndIncrement() > 0) {
                Files.move(from, to);
                return;
            }
            Files.writeString(from, "new");
            Files.move(from, to);
            Files.writeString(from, "newer");
        });

        raced.refuse(refused(file));

        assertThat(file).hasContent("newer");
        File moved = theOtherFile("ids.txt");
        assertThat(moved).hasContent("new");
        assertThat(takes(inbox, moved)).isTrue();
        assertThat(takes(inbox, file)).isTrue();
    }

    /** The store knows of the move: what replaced the file at the last moment does not pass for it. */
    @Test
    void whatReplacedARefusedFileWhoseMoveACrashBrokeOffIsTakenIn() throws IOException {
        File file = file("ids.txt");
        Files.writeString(file.toPath(), "bad");
        Inbox killed = new Inbox(directory, quiet(Duration.ZERO), kept(), FILES, clock::nanoTime, (from, to) -> {
            Files.delete(from);
            Files.writeString(from, "new");
            Files.move(from, to);
            throw new IOException("killed");
        });
        killed.refuse(refused(file));
        assertThat(names("failed")).hasSize(2);

        ArchivedFiles kept = kept();
        new Inbox(directory, quiet(Duration.ZERO), kept, FILES, clock::nanoTime).prepare();
        new WriteDocuments(Document.RECEIPT, FILES, store.sealedSubmissions(), directory, kept, new WakeUp(), clock)
                .next();

        assertThat(names("failed")).singleElement().asString().endsWith(".receipt.json");
        assertThat(theOtherFile("none")).hasContent("new");
    }

    @Test
    void aRefusedFileWhoseMoveWasDoneStaysWhereItIs() throws Exception {
        File file = file("ids.txt");
        Files.writeString(file.toPath(), "bad");
        inbox.refuse(new UnreadableFileException(FileVersion.of(file.toPath()), sha256("bad"), UNREADABLE));
        List<String> before = names("failed");

        ArchivedFiles kept = kept();
        new Inbox(directory, quiet(Duration.ZERO), kept, FILES, clock::nanoTime).prepare();
        new WriteDocuments(Document.RECEIPT, FILES, store.sealedSubmissions(), directory, kept, new WakeUp(), clock)
                .next();

        assertThat(names("failed")).isEqualTo(before).hasSize(2);
    }

    @Test
    void aMoveToFailedThatAnEarlierVersionBeganIsDoneAtTheStart() throws Exception {
        File file = file("ids.txt");
        Files.writeString(file.toPath(), "bad");
        UnreadableFileException refused =
                new UnreadableFileException(FileVersion.of(file.toPath()), sha256("bad"), UNREADABLE);
        String name = "ids-0988d9ee-0d67-de00-a5c1-263387e67e8e.txt";
        inbox.prepare();
        RefusalReceipt.of(refused).write(FILES, directory.resolve("failed").resolve(name));
        Path old = Files.move(
                file.toPath(), directory.resolve(name + "." + refused.stamp().mark() + ".failed"));

        inbox.prepare();

        assertThat(old).doesNotExist();
        assertThat(directory.resolve("failed").resolve(name)).hasContent("bad");
    }

    /** Anybody may give such a name; done as another user it replaced the receipt of a stranger. */
    @ParameterizedTest
    @ValueSource(strings = {"done", "failed"})
    void aFileNamedAsAMoveOfAnEarlierVersionReplacesNothingAndIsSaid(String folder) throws Exception {
        inbox.prepare();
        String name = "ids-0988d9ee-0d67-de00-a5c1-263387e67e8e.txt.receipt.json";
        Path receipt = Files.writeString(directory.resolve(folder).resolve(name), "{\"sha256\":\"abc\"}");
        File forged = file("forged");
        for (String moved : List.of(name, "ids-0988d9ee-0d67-de00-a5c1-263387e67e8e.txt", "any.txt")) {
            Files.copy(
                    forged.toPath(),
                    directory.resolve(
                            moved + "." + FileVersion.of(forged.toPath()).mark() + "." + folder));
        }
        Files.delete(forged.toPath());
        for (File each : directory.toFile().listFiles(File::isFile)) {
            Path as = each.toPath();
            String mark = FileVersion.of(as).mark();
            Files.move(as, directory.resolve(each.getName().replaceAll("[0-9a-f]{8}(?=\\.\\w+$)", mark)));
        }

        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.prepare();
            inbox.look();

            assertThat(log.lines()).singleElement().asString().contains("not read: 'ids-0988d9ee");
        }
        assertThat(receipt).hasContent("{\"sha256\":\"abc\"}");
        assertThat(names(folder)).containsExactly(name);
        assertThat(directory.toFile().listFiles(File::isFile)).hasSize(3);
    }

    @Test
    void aFileIsTakenInWhenItWasSeenUnchangedForMinAgeHoweverOldItSaysItIs() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        setModified(file, Instant.EPOCH);

        assertThat(takes(patient, file)).isFalse();
        nanoTime.addAndGet(1_999_999_999);
        assertThat(takes(patient, file)).isFalse();
        nanoTime.incrementAndGet();
        assertThat(takes(patient, file)).isTrue();
    }

    @Test
    void aFileFromTheFutureIsTakenInToo() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        setModified(file, Instant.parse("2099-01-01T00:00:00Z"));
        takes(patient, file);
        clock.setBy(Duration.ofDays(-400));
        nanoTime.addAndGet(2_000_000_000);

        assertThat(takes(patient, file)).isTrue();
    }

    @Test
    void aFileThatIsWrittenToBetweenTheLookAndItsTurnWaits() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        takes(patient, file);
        nanoTime.addAndGet(2_000_000_000);
        assertThat(takes(patient, file)).isTrue();
        Files.writeString(file.toPath(), "more");

        assertThatThrownBy(() -> patient.dropped(file)).isInstanceOf(CallDeferredException.class);
        nanoTime.addAndGet(2_000_000_000);
        assertThat(patient.dropped(file)).isEqualTo(new InboxFile(file.toPath()));
    }

    @Test
    void aFileThatLiesElsewhereIsNoFileOfTheInbox() throws IOException {
        Path sub = Files.createDirectories(directory.resolve("sub"));
        File inside = Files.createFile(sub.resolve("ids.txt")).toFile();

        assertThatThrownBy(() -> inbox.dropped(inside)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> inbox.dropped(new File(directory.toFile(), "../ids.txt")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean takes(Inbox inbox, File file) throws IOException {
        return inbox.look() && inbox.takes(file);
    }

    private static void setModified(File file, Instant time) throws IOException {
        Files.setLastModifiedTime(file.toPath(), FileTime.from(time));
    }

    private Inbox inbox(Duration minAge) {
        return new Inbox(directory, quiet(minAge), kept(), FILES, clock::nanoTime);
    }

    private FileSettling quiet(Duration minAge) {
        return new FileSettling(minAge, nanoTime::get);
    }

    private ArchivedFiles kept() {
        return new ArchivedFiles(
                directory, new ListOptions(null, 1_000, 1_000), store.sealedSubmissions(), new WakeUp(), clock);
    }

    /** Somebody acts between the last look at a file and its first move. */
    private Inbox inboxThatIsRaced(Race race) {
        AtomicInteger moves = new AtomicInteger();
        return new Inbox(directory, quiet(Duration.ZERO), kept(), FILES, clock::nanoTime, (from, to) -> {
            if (moves.getAndIncrement() == 0) {
                race.run();
            }
            Files.move(from, to);
        });
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private interface Race {
        void run() throws IOException;
    }

    /** The only file in the inbox beside this one. */
    private File theOtherFile(String name) {
        File[] files = directory
                .toFile()
                .listFiles(file -> file.isFile() && !file.getName().equals(name));
        assertThat(files).hasSize(1);
        return files[0];
    }

    private static UnreadableFileException refused(File file) throws IOException {
        return new UnreadableFileException(FileVersion.of(file.toPath()), "5ed", UNREADABLE);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private File file(String name) throws IOException {
        Path file = directory.resolve(name);
        return (Files.exists(file) ? file : Files.createFile(file)).toFile();
    }
}
