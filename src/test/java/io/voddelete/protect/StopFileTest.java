package io.voddelete.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.ListOptions;
import io.voddelete.support.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopFileTest {
    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(START);

    @TempDir
    Path directory;

    private StopMemory memory;
    private Path inbox;
    private StopFile stop;

    @BeforeEach
    void start() throws IOException {
        inbox = Files.createDirectory(directory.resolve("inbox"));
        memory = new StopMark(directory.resolve("data"), new AtomicFile(new Random(1)));
        restart();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "stop", "Stop", "STOP.txt", "Stop.TXT", "stop.txt", "sToP.tXt"})
    void anEntryOfThisNameStopsInAnyCaseWithOrWithoutTxt(String name) throws IOException {
        assertThat(stop.look()).isEmpty();
        Files.createFile(inbox.resolve(name));
        clock.advance(SECOND);
        assertThat(stop.look()).isPresent();
        assertThat(stop.current().orElseThrow().since()).isEqualTo(START.plus(SECOND));
        Files.delete(inbox.resolve(name));
        clock.advance(SECOND);
        assertThat(stop.look()).isEmpty();
        assertThat(memory.load()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "stop", "STOP.txt"})
    void theUsualSpellingsStopAtTheVeryNextLook(String name) throws IOException {
        assertThat(stop.look()).isEmpty();
        Files.createFile(inbox.resolve(name));
        assertThat(stop.look()).isPresent();
    }

    /** Names of temporary files that are known can be occupied, which stands for a full disk. */
    @Test
    void whereTheNewRecordCannotBeWrittenTheOldOneStays() throws IOException {
        Path data = directory.resolve("other");
        StopMark mark = new StopMark(data, new AtomicFile(() -> 0L));
        StopMemory.Seen first = new StopMemory.Seen("STOP", START, "1");
        mark.save(first);
        mark.save(new StopMemory.Seen("STOP", START, "2"));
        assertThat(mark.load()).contains(new StopMemory.Seen("STOP", START, "2"));
        Files.createFile(data.resolve(".0000000000000000.tmp"));

        assertThatThrownBy(() -> mark.save(first)).isInstanceOf(IOException.class);
        assertThat(mark.load()).contains(new StopMemory.Seen("STOP", START, "2"));
    }

    /** An operator who is told to look at the protected ids finds nothing wrong there. */
    @Test
    void aDamagedRecordIsToldApartFromProtectedFiles() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("stop"), "damaged");

        assertThatThrownBy(() -> Guards.open(
                        new Guards.Watched(inbox.resolve("STOP"), List.of(), false),
                        new ListOptions(null, 1_000, 1_000),
                        data,
                        new AtomicFile(new Random(1)),
                        clock,
                        () -> false))
                .isInstanceOf(StopRecordException.class)
                .hasMessageContaining("which says whether calls were stopped, is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP.csv", "STOPPED", "nonstop.txt", ".stop", "STOP.txt.txt", "STOP "})
    void otherNamesDoNotStop(String name) throws IOException {
        Files.createFile(inbox.resolve(name));
        clock.advance(SECOND);
        assertThat(stop.look()).isEmpty();
    }

    @Test
    void aFolderOrALinkToNowhereStopsToo() throws IOException {
        Files.createDirectory(inbox.resolve("Stop"));
        clock.advance(SECOND);
        assertThat(stop.look()).isPresent();
        Files.delete(inbox.resolve("Stop"));
        clock.advance(SECOND);
        assertThat(stop.look()).isEmpty();
        Files.createSymbolicLink(inbox.resolve("STOP"), Path.of("nowhere"));
        assertThat(stop.look()).isPresent();
    }

    @Test
    void aStopOutlastsARestartWithItsTime() throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        assertThat(stop.look()).isPresent();
        clock.advance(Duration.ofHours(1));
        restart();
        assertThat(stop.current().orElseThrow().since()).isEqualTo(START);
    }

    @Test
    void aStopWhileTheModuleWasDownIsSeenBeforeItsFirstLook() throws IOException {
        Files.createFile(inbox.resolve("sToP"));
        restart();
        assertThat(stop.current()).isPresent();
    }

    @Test
    void whileTheFolderIsOutOfReachTheLastLookCounts() throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        assertThat(stop.look()).isPresent();
        Path away = Files.move(inbox, directory.resolve("away"));
        clock.advance(SECOND);
        assertThat(stop.look()).isPresent();
        restart();
        assertThat(stop.look()).as("over a restart").isPresent();
        Files.move(away, inbox);
        clock.advance(SECOND);
        assertThat(stop.look()).isPresent();
        Files.delete(inbox.resolve("STOP"));
        clock.advance(SECOND);
        assertThat(stop.look()).isEmpty();
    }

    @Test
    void noStopIsMadeUpOfAFolderThatIsOutOfReach() throws IOException {
        Files.delete(inbox);
        clock.advance(SECOND);
        assertThat(stop.look()).isEmpty();
    }

    /** As of a share that is not mounted. */
    @Test
    void theEmptyMountPointIsNotTheFolderInWhichTheStopWasSeen() throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        assertThat(stop.look()).isPresent();
        Path share = Files.move(inbox, directory.resolve("share"));
        Files.createDirectory(inbox);
        restart();
        clock.advance(SECOND);
        assertThat(stop.look()).isPresent();
        Files.createFile(inbox.resolve("STOP"));
        assertThat(stop.look()).isPresent();
        Files.delete(inbox.resolve("STOP"));
        clock.advance(SECOND);
        assertThat(stop.look())
                .as("the way out for a folder that was replaced on purpose")
                .isEmpty();
        assertThat(share.resolve("STOP")).exists();
    }

    @Test
    void aRecordOfTheLastLookThatCannotBeReadRefusesTheStart() throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        stop.look();
        Path mark = directory.resolve("data/stop");
        Files.writeString(mark, "x");
        assertThatThrownBy(this::restart).isInstanceOf(IOException.class).hasMessageContaining(mark.toString());
    }

    @Test
    void aNameThatIsNoPlainTextIsRemembered() throws IOException {
        inbox = Files.createDirectory(directory.resolve("a=b\n停止 "));
        restart();
        Files.createFile(inbox.resolve("STOP"));
        stop.look();
        restart();
        assertThat(stop.current().orElseThrow().file())
                .isEqualTo(inbox.resolve("STOP").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"other/STOP", "inbox/HALT"})
    void aStopOfAnotherSettingIsOverAndToldOf(String other) throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        stop.look();
        try (CapturedLog log = CapturedLog.of(StopFile.class)) {
            stop = new StopFile(directory.resolve(other), memory, clock);
            stop.start();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains(
                            inbox.resolve("STOP").toString(),
                            directory.resolve(other).getParent().toString());
        }
        assertThat(stop.current()).isEmpty();
        assertThat(memory.load()).isEmpty();
    }

    @Test
    void aStopIsTheSameHoweverItsFolderIsWritten() throws IOException {
        Files.createFile(inbox.resolve("STOP"));
        stop.look();
        Path hidden = Files.move(inbox, directory.resolve("out of reach"));
        stop = new StopFile(directory.resolve("data/../inbox/stop.txt"), memory, clock);
        stop.start();
        assertThat(stop.current()).map(StopMemory.Seen::since).contains(START);

        Files.move(hidden, inbox);
        restart();
        assertThat(stop.current()).map(StopMemory.Seen::since).contains(START);
    }

    @Test
    void oneLineSaysThatItBeginsAndOneThatItEnds() throws IOException {
        try (CapturedLog log = CapturedLog.of(StopFile.class)) {
            Files.createFile(inbox.resolve("STOP"));
            for (int i = 0; i < 5; i++) {
                clock.advance(SECOND);
                stop.look();
            }
            assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("WARN ") && line.contains("STOP"));
            Files.delete(inbox.resolve("STOP"));
            for (int i = 0; i < 5; i++) {
                clock.advance(SECOND);
                stop.look();
            }
            assertThat(log.lines()).hasSize(2).element(1).asString().startsWith("INFO ");
        }
    }

    private void restart() throws IOException {
        stop = new StopFile(inbox.resolve("STOP"), memory, clock);
        stop.start();
    }
}
