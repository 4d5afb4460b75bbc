package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.asset.UnreadableException;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.pipeline.AcceptIds;
import io.voddelete.pipeline.FileStamp;
import io.voddelete.pipeline.InboxFile;
import io.voddelete.pipeline.Input;
import io.voddelete.pipeline.JsonLines;
import io.voddelete.pipeline.KeptFiles;
import io.voddelete.pipeline.RefusedException;
import io.voddelete.pipeline.Signal;
import io.voddelete.pipeline.UnwrittenException;
import io.voddelete.pipeline.WithheldException;
import io.voddelete.store.StoreException;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {
    private static final UnreadableException UNREADABLE =
            new UnreadableException("not-utf-8", "byte 7 is no UTF-8", "save it as UTF-8");
    private static final IOException FAULT = new IOException("it is a bad\nday");

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final AtomicLong nanoTime = new AtomicLong();
    private Inbox inbox;

    @BeforeEach
    void openInbox() {
        inbox = inbox(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids.txt", "IDS.CSV", "a b\u00e9.txt", "ids", "ids.tmp.txt", "$1.json.gz", "report.xlsx"})
    void takesFilesOfEveryName(String name) throws IOException {
        assertThat(inbox.takes(file(name))).isTrue();
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
            assertThat(inbox.takes(file(name))).isFalse();

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void leavesWhatIsNoFileAloneAndSaysSoOnceAnHour() throws IOException {
        File link = Files.createSymbolicLink(
                        directory.resolve("ids.csv\u001b"), file("other").toPath())
                .toFile();
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.takes(link)).isFalse();
            clock.advance(Duration.ofMinutes(59));
            assertThat(inbox.takes(link)).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("WARN inbox file 'ids.csv\\u001b': it is left alone, since it is a link, a pipe or a"
                            + " device; drop the file itself");

            clock.advance(Duration.ofMinutes(1));
            assertThat(inbox.takes(link)).isFalse();
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void takesNoLinkNoDirectoryAndNothingThatIsGone() throws IOException {
        File file = file("ids.txt");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), file.toPath());
        Path broken = Files.createSymbolicLink(directory.resolve("broken.txt"), directory.resolve("none"));
        Path folder = Files.createDirectory(directory.resolve("folder.txt"));

        assertThat(inbox.takes(link.toFile())).isFalse();
        assertThat(inbox.takes(broken.toFile())).isFalse();
        assertThat(inbox.takes(folder.toFile())).isFalse();
        assertThat(inbox.takes(directory.resolve("gone.txt").toFile())).isFalse();
    }

    @Test
    void aNameThatTheSystemCannotSpellDoesNotStopTheOthers() {
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.takes(new File(directory.toFile(), "a\u0000.txt"))).isFalse();

            assertThat(log.lines()).singleElement().asString().contains("'a\\u0000.txt'", "locale");
        }
    }

    @Test
    void aFileThatCouldNotBeTakenInIsTriedAgainAfterTenSeconds() throws IOException {
        File file = file("ids.txt");
        inbox.keep(file, FAULT);

        assertThat(inbox.takes(file)).isFalse();
        assertThat(inbox.takes(file("other.txt"))).isTrue();
        clock.advance(Duration.ofSeconds(10));
        assertThat(inbox.takes(file)).isTrue();
    }

    @Test
    void aClockThatIsSetBackHoldsNoFileBack() throws IOException {
        File file = file("ids.txt");
        inbox.keep(file, FAULT);

        clock.advance(Duration.ofHours(-1));
        assertThat(inbox.takes(file)).isTrue();
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
                    .isEqualTo("WARN inbox file 'ids.txt': it stays in the inbox and is tried again in 10 s:"
                            + " java.io.IOException: it is a bad\\u000aday");

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
        Path inTheWay = Files.createDirectory(directory.resolve("rejected.jsonl"));
        try (CapturedLog log = CapturedLog.of(Inbox.class);
                JsonLines rejected = new JsonLines(inTheWay, () -> {})) {
            for (int i = 0; i < 100; i++) {
                assertThat(inbox.takes(file)).isTrue();
                inbox.keep(file, catchThrowableOfType(UnwrittenException.class, () -> rejected.append(new byte[1])));
                clock.advance(Duration.ofSeconds(5));
            }
            assertThat(log.lines()).hasSize(9).allMatch(line -> line.contains("check the disk; tried again in 5 s"));
        }
    }

    /** Camel wraps what a split throws. */
    @Test
    void theFaultItselfIsSaidAndAStopIsNone() throws Exception {
        File file = file("ids.txt");
        Signal work = new Signal();
        work.stop();
        AcceptIds stopping = new AcceptIds(null, null, null, work, null);
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThatThrownBy(stopping::goOnUnlessStopping)
                    .isInstanceOfSatisfying(
                            WithheldException.class, e -> inbox.keep(file, new IllegalStateException("wrapped", e)));
            assertThat(inbox.takes(file)).isTrue();
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

    private void assertHeldBackFor(File file, int seconds) {
        inbox.keep(file, FAULT);
        clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(inbox.takes(file)).as("%s before %d s", file, seconds).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(inbox.takes(file)).as("%s after %d s", file, seconds).isTrue();
    }

    @Test
    void noFileIsTakenInWhileDoneCannotBeUsedWhichIsSaidOnceAMinute() throws IOException {
        File first = file("first.txt");
        File second = file("second.txt");
        Path done = Files.createFile(directory.resolve("done"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (int i = 0; i < 6; i++) {
                assertThat(inbox.takes(first)).isFalse();
                assertThat(inbox.takes(second)).isFalse();
                clock.advance(Duration.ofSeconds(10));
            }
            assertThat(log.lines())
                    .containsExactly(
                            "ERROR inbox folder '" + done + "': no file is taken in, as none can be moved there"
                                    + " when it is done; tried again in 5 s: FileAlreadyExistsException, at '" + done
                                    + "'");
            assertThat(inbox.takes(first)).isFalse();
            assertThat(log.lines()).hasSize(2);
        }
        Files.delete(done);
        clock.advance(Duration.ofSeconds(10));

        assertThat(inbox.takes(first)).isTrue();
        assertThat(inbox.takes(second)).isTrue();
        assertThat(done).isDirectory();
    }

    @Test
    void doneMayBeALinkToAnotherFolder() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("done"), elsewhere);

        assertThat(inbox.takes(file("ids.txt"))).isTrue();
    }

    @Test
    void aRefusedFileMovesToFailedWithAReceiptThatSaysWhyAndWhatToDo() throws IOException {
        File file = file("ids=1\u001b.csv");
        Files.writeString(file.toPath(), "content");
        long changed = FileStamp.of(file.toPath()).changed().toMillis();
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(new IllegalStateException("wrapped", refused(file)));

            assertThat(log.lines())
                    .containsExactly(
                            "WARN inbox file 'ids=1\\u001b.csv': nothing of it is accepted: byte 7 is no UTF-8."
                                    + " It is moved to failed/, with a receipt; save it as UTF-8");
        }
        List<String> names = names("failed");
        assertThat(names).hasSize(2).allMatch(name -> name.startsWith("ids=1\u001b-"));
        assertThat(directory.resolve("failed").resolve(names.get(0))).hasContent("content");
        assertThat(names.get(1)).isEqualTo(names.get(0) + ".receipt.json");
        JsonNode receipt = new ObjectMapper()
                .readTree(directory.resolve("failed").resolve(names.get(1)).toFile());
        assertThat(receipt.toString())
                .isEqualTo("{\"source\":\"file:ids=1\\u001B.csv\",\"accepted\":0,"
                        + "\"sha256\":\"5ed\",\"received_at\":\"" + Instant.ofEpochMilli(changed)
                        + "\",\"bytes\":7,\"reason\":\"not-utf-8\","
                        + "\"problem\":\"byte 7 is no UTF-8\",\"remedy\":\"save it as UTF-8\"}");
        assertThat(directory.resolve("ids=1\u001b.csv")).doesNotExist();
    }

    @Test
    void theReceiptOfARefusedFileIsTheSameToTheByteAfterACrashBeforeTheMove() throws IOException {
        File file = file("ids.txt");
        new Inbox(directory, quiet(Duration.ZERO), kept(), clock, (from, to) -> {
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
        RefusedException refused = refused(file);
        Files.writeString(file.toPath(), "mended");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(refused);

            assertThat(log.lines())
                    .containsExactly(
                            "INFO inbox file 'ids.txt': it could not be read, but changed since; it is read again");
        }
        assertThat(file).hasContent("mended");
        assertThat(inbox.takes(file)).isTrue();
        assertThat(directory.resolve("failed")).doesNotExist();
    }

    @Test
    void aRefusedFileStaysWhileFailedCannotBeUsed() throws IOException {
        File file = file("ids.txt");
        Files.createFile(directory.resolve("failed"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inbox.refuse(refused(file));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("it cannot be read (byte 7 is no UTF-8)", "moved to failed/", "tried again in 10 s");
        }
        assertThat(file).exists();
        assertThat(inbox.takes(file)).isFalse();
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
                    .containsExactly(
                            "ERROR inbox store: no file is taken in; check the disk and the data directory; tried"
                                    + " again in 5 s: the store could not open a submission: the disk is full");
        }
        assertThat(inbox.takes(first)).isFalse();
        assertThat(inbox.takes(file("third.txt"))).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(inbox.takes(first)).isTrue();
    }

    /** Whoever replaces it wins the race by the first move only, which nothing can forestall. */
    @Test
    void whatReplacesAFileWhileItIsMovedComesBackUnderItsName() throws IOException {
        File file = file("ids.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            inboxThatIsRaced(() -> Files.writeString(file.toPath(), "new")).refuse(refused(file));

            assertThat(log.lines()).last().asString().contains("it was replaced while it was moved");
        }
        assertThat(file).hasContent("new");
        assertThat(inbox.takes(file)).isTrue();
        assertThat(names("failed")).singleElement().asString().endsWith(".receipt.json");
    }

    @Test
    void whatReplacesAFileTwiceWhileItIsMovedIsTakenInTwice() throws IOException {
        File file = file("ids.txt");
        Inbox raced = new Inbox(directory, quiet(Duration.ZERO), kept(), clock, (from, to) -> {
            Files.writeString(from, "new");
            Files.move(from, to);
            Files.writeString(from, "newer");
        });

        raced.refuse(refused(file));

        assertThat(file).hasContent("newer");
        File moved = theOtherFile("ids.txt");
        assertThat(moved).hasContent("new");
        assertThat(inbox.takes(moved)).isTrue();
        assertThat(inbox.takes(file)).isTrue();
    }

    @Test
    void aMoveThatACrashBrokeOffIsDoneAtTheNextLook() throws IOException {
        File file = file("n".repeat(251) + ".txt");
        Files.writeString(file.toPath(), "content");
        inboxThatIsKilledAfterOneMove(() -> {}).refuse(refused(file));
        File moving = theOtherFile("none");

        assertThat(inbox.takes(moving)).isFalse();

        assertThat(moving).doesNotExist();
        assertThat(names("failed")).hasSize(2);
        assertThat(directory.resolve("failed").resolve(names("failed").get(0))).hasContent("content");
        assertThat(names("failed").get(1)).isEqualTo(names("failed").get(0) + ".receipt.json");
    }

    @Test
    void whatReplacedAFileWhoseMoveACrashBrokeOffIsTakenIn() throws IOException {
        File file = file("ids.txt");
        inboxThatIsKilledAfterOneMove(() -> Files.writeString(file.toPath(), "new"))
                .refuse(refused(file));
        File moving = theOtherFile("none");

        assertThat(inbox.takes(moving)).isTrue();
        assertThat(moving).hasContent("new");
    }

    @Test
    void aMoveThatCannotBeDoneAfterACrashIsTriedAgain() throws IOException {
        File file = file("ids.txt");
        inboxThatIsKilledAfterOneMove(() -> {}).refuse(refused(file));
        File moving = theOtherFile("none");
        Path failed = directory.resolve("failed");
        Files.move(failed, directory.resolve("away"));
        Files.createFile(failed);

        assertThat(inbox.takes(moving)).isFalse();
        Files.delete(failed);
        assertThat(inbox.takes(moving)).isFalse();
        assertThat(moving).exists();
        clock.advance(Duration.ofSeconds(10));
        assertThat(inbox.takes(moving)).isFalse();

        assertThat(moving).doesNotExist();
        assertThat(names("failed")).hasSize(1);
    }

    @Test
    void aFileIsTakenInWhenItWasSeenUnchangedForMinAgeHoweverOldItSaysItIs() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        setModified(file, Instant.EPOCH);

        assertThat(patient.takes(file)).isFalse();
        nanoTime.addAndGet(1_999_999_999);
        assertThat(patient.takes(file)).isFalse();
        nanoTime.incrementAndGet();
        assertThat(patient.takes(file)).isTrue();
    }

    @Test
    void aFileFromTheFutureIsTakenInToo() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        setModified(file, Instant.parse("2099-01-01T00:00:00Z"));
        patient.takes(file);
        clock.advance(Duration.ofDays(-400));
        nanoTime.addAndGet(2_000_000_000);

        assertThat(patient.takes(file)).isTrue();
    }

    @Test
    void aFileThatIsWrittenToBetweenTheLookAndItsTurnWaits() throws IOException {
        Inbox patient = inbox(Duration.ofSeconds(2));
        File file = file("ids.txt");
        patient.takes(file);
        nanoTime.addAndGet(2_000_000_000);
        assertThat(patient.takes(file)).isTrue();
        Files.writeString(file.toPath(), "more");

        assertThatThrownBy(() -> patient.dropped(file)).isInstanceOf(WithheldException.class);
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

    private static void setModified(File file, Instant time) throws IOException {
        Files.setLastModifiedTime(file.toPath(), FileTime.from(time));
    }

    private Inbox inbox(Duration minAge) {
        return new Inbox(directory, quiet(minAge), kept(), clock);
    }

    private QuietFiles quiet(Duration minAge) {
        return new QuietFiles(minAge, nanoTime::get);
    }

    private KeptFiles kept() {
        return new KeptFiles(directory, new Input(null, 1, 1), null, new Signal(), clock);
    }

    /** Somebody acts between the last look at a file and its first move. */
    private Inbox inboxThatIsRaced(Race race) {
        AtomicInteger moves = new AtomicInteger();
        return new Inbox(directory, quiet(Duration.ZERO), kept(), clock, (from, to) -> {
            if (moves.getAndIncrement() == 0) {
                race.run();
            }
            Files.move(from, to);
        });
    }

    private Inbox inboxThatIsKilledAfterOneMove(Race race) {
        AtomicInteger moves = new AtomicInteger();
        return new Inbox(directory, quiet(Duration.ZERO), kept(), clock, (from, to) -> {
            if (moves.getAndIncrement() > 0) {
                throw new IOException("killed");
            }
            race.run();
            Files.move(from, to);
        });
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

    private static RefusedException refused(File file) throws IOException {
        return new RefusedException(FileStamp.of(file.toPath()), "5ed", UNREADABLE);
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
