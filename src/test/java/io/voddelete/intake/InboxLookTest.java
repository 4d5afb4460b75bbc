package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class InboxLookTest {
    private static final int LONGEST_PATH = 4_095;
    private static final int LONGEST_NAME = 255;
    private static final String TOO_FAR = "y".repeat(200);

    @TempDir
    Path directory;

    /** As a file system that another user has mounted in the inbox: it is listed, and whoever looks at it gets an error. */
    @Test
    void whatCannotBeLookedAtKeepsNoOtherFileBackAndIsSaid() throws IOException {
        Path inbox = directory;
        for (int room = room(inbox); room > TOO_FAR.length(); room = room(inbox)) {
            inbox = inbox.resolve("x".repeat(Math.min(LONGEST_NAME, room - TOO_FAR.length() / 2)));
        }
        Files.createDirectories(inbox);
        Files.createFile(inbox.resolve("ids.txt"));
        Path tooFar = Path.of(TOO_FAR);
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(inbox)) {
            SecureDirectoryStream<Path> inside = (SecureDirectoryStream<Path>) folder;
            inside.newByteChannel(tooFar, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try (CapturedLog log = CapturedLog.of(Inbox.class)) {
                InboxLook look = look(inbox);

                assertThat(look.find(name -> true)).isTrue();

                assertThat(look.offered("ids.txt")).isTrue();
                assertThat(look.offered(TOO_FAR)).isFalse();
                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .startsWith("WARN ")
                        .contains("'yyy");
            } finally {
                inside.deleteFile(tooFar);
            }
        }
    }

    /** The root of a volume has them, and nobody dropped them. */
    @ParameterizedTest
    @ValueSource(strings = {"lost+found", "@eaDir", "$RECYCLE.BIN"})
    void aFolderOfTheSystemIsNothingToSpeakOf(String name) throws IOException {
        Files.createDirectory(directory.resolve(name));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            assertThat(look(directory).find(any -> true)).isFalse();

            assertThat(log.lines()).isEmpty();
        }
    }

    /** As a route of a host with {@code maxMessagesPerPoll}, while new files come first in the folder. */
    @Test
    void aFileThatIsBehindOthersInManyPollsIsStillFound() throws IOException {
        Files.createFile(directory.resolve("behind"));
        InboxLook look = look(directory);
        for (int i = 0; i < 10; i++) {
            Path first = Files.createFile(directory.resolve("first-" + i));
            assertThat(look.find(name -> true)).isTrue();
            assertThat(look.offered("first-" + i)).isTrue();
            Files.delete(first);
            look.polled();
        }

        assertThat(look.find(name -> true)).isTrue();
        assertThat(look.offered("behind")).isTrue();
    }

    /** A look at a slow file server may last minutes; files that wait do not wait for twenty times as long. */
    @ParameterizedTest
    @CsvSource({"999, false", "1001, true"})
    void theNextLookIsAtOnceOnlyIfTheLastOneHadMoreThanItCouldName(int files, boolean atOnce) throws IOException {
        for (int i = 0; i < files; i++) {
            Files.createFile(directory.resolve("ids-" + i));
        }
        InboxLook look = look(directory);
        assertThat(look.find(name -> true)).isTrue();

        assertThat(look.begin()).isEqualTo(atOnce);
    }

    private static int room(Path folder) {
        return LONGEST_PATH - folder.toString().length() - 1;
    }

    private static InboxLook look(Path inbox) {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
        SkippedFiles leftAlone = new SkippedFiles(LoggerFactory.getLogger(Inbox.class), "Inbox", clock::nanoTime);
        return new InboxLook(inbox, new FileSettling(Duration.ZERO, new AtomicLong()::incrementAndGet), leftAlone);
    }
}
