package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.pipeline.AcceptIds;
import io.voddelete.pipeline.FileStamp;
import io.voddelete.pipeline.Signal;
import io.voddelete.pipeline.WithheldException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {
    private static final String ID = "3f2c9a4e-1111-2222-3333-444455556666";
    private static final IOException FAULT = new IOException("it is a bad\nday");

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final Inbox inbox = new Inbox(clock);

    @ParameterizedTest
    @ValueSource(strings = {"ids.txt", "IDS.TXT", "a b\u00e9.txt", ".txt", "ids.tmp.txt"})
    void takesTextFiles(String name) throws IOException {
        assertThat(inbox.takes(file(name))).isTrue();
    }

    @Test
    void leavesAFileThatIsStillBeingWrittenWithoutAWord() throws IOException {
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.takes(file(".ids.txt.tmp"))).isFalse();
            assertThat(inbox.takes(file("ids.TMP"))).isFalse();

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void leavesOtherFilesAloneAndSaysSoOnceAnHour() throws IOException {
        File file = file("ids.csv\u001b");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.takes(file)).isFalse();
            clock.advance(Duration.ofMinutes(59));
            assertThat(inbox.takes(file)).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("WARN inbox file 'ids.csv\\u001b': it is left alone: only .txt files, one asset id a"
                            + " line, are taken in");

            clock.advance(Duration.ofMinutes(1));
            assertThat(inbox.takes(file)).isFalse();
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

    /** Camel wraps what a split throws. */
    @Test
    void theFaultItselfIsSaidAndAStopIsNone() throws Exception {
        File file = file("ids.txt");
        Signal work = new Signal();
        work.stop();
        AcceptIds stopping = new AcceptIds(null, null, null, work);
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
    void aFileOfTheSameNameIsNotHeldBackByAnEarlierOne() throws IOException {
        File file = file("ids.txt");
        inbox.keep(file, FAULT);

        inbox.awaitMove(FileStamp.of(file.toPath()), "done.txt");
        Files.delete(file.toPath());
        Files.writeString(file.toPath(), "another");

        assertThat(inbox.takes(file)).isTrue();
    }

    @Test
    void theDelayGrowsFileByFileUpToFiveMinutesAndBeginsAnewWhenTheFileIsDone() throws IOException {
        File file = file("ids.txt");
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            assertHeldBackFor(file, seconds);
        }
        assertHeldBackFor(file("other.txt"), 10);
        inbox.awaitMove(FileStamp.of(file.toPath()), "done.txt");
        Files.delete(file.toPath());

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
                    .containsExactly("WARN inbox folder '" + done + "': no file is taken in, as none can be moved there"
                            + " when it is done; tried again in 10 s: java.nio.file.FileAlreadyExistsException: "
                            + done);
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
    void anAcceptedFileThatCouldNotBeMovedIsMovedLaterAndNotReadAgain() throws IOException {
        File file = file("ids.txt");
        Path target = Files.createDirectories(directory.resolve("done/ids-1.txt"));
        Path inTheWay = Files.createFile(target.resolve("in the way"));
        inbox.awaitMove(FileStamp.of(file.toPath()), "ids-1.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(inbox.takes(file)).isFalse();
            assertThat(inbox.takes(file)).isFalse();

            assertThat(log.lines())
                    .containsExactly("WARN inbox file 'ids.txt': it is accepted, but cannot be moved to done/, which is"
                            + " tried again in 10 s: java.nio.file.DirectoryNotEmptyException: " + target);
        }
        Files.delete(inTheWay);
        assertThat(inbox.takes(file)).isFalse();
        assertThat(file).exists();
        clock.advance(Duration.ofSeconds(10));

        assertThat(inbox.takes(file)).isFalse();

        assertThat(file).doesNotExist();
        assertThat(target).isRegularFile();
    }

    @Test
    void theDoneNameHoldsTheSubmissionBeforeTheExtension() {
        assertThat(inbox.doneName("ids.2026.txt", ID)).isEqualTo("ids.2026-" + ID + ".txt");
        assertThat(inbox.doneName("ids", ID)).isEqualTo("ids-" + ID);
        assertThat(inbox.doneName(".txt", ID)).isEqualTo("-" + ID + ".txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00e9", "\u20ac", "\ud83d\ude00", "a\ud83d\ude00\u00e9"})
    void aLongDoneNameIsCutBetweenCharactersAndLeavesRoomForAReceipt(String character) throws IOException {
        String name = character.repeat(300) + ".txt";

        String done = inbox.doneName(name, ID);

        assertThat(done).endsWith("-" + ID + ".txt");
        assertThat(name).startsWith(done.substring(0, done.length() - ID.length() - 5));
        int bytes = (done + ".receipt.json").getBytes(StandardCharsets.UTF_8).length;
        assertThat(bytes).isBetween(252, 255);
        assertThat(done.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) '?');
        assertThat(Files.createFile(directory.resolve(done + ".receipt.json"))).exists();
    }

    private File file(String name) throws IOException {
        Path file = directory.resolve(name);
        return (Files.exists(file) ? file : Files.createFile(file)).toFile();
    }
}
