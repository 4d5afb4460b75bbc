package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFolderTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:30:00Z"));

    @TempDir
    Path directory;

    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicLong nanoTime = new AtomicLong();
    private SourceFolder folder;

    @BeforeEach
    void create() {
        folder = new SourceFolder(directory, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock);
    }

    @Test
    void aFileIsTakenInUnlessItsNameSaysThatItIsNoWholeList() throws IOException {
        assertThat(folder.takes(Files.createFile(directory.resolve("a.txt")).toFile()))
                .isTrue();
        assertThat(folder.takes(Files.createFile(directory.resolve("a.txt.tmp")).toFile()))
                .isFalse();
        assertThat(folder.takes(Files.createFile(directory.resolve("a.txt.md5")).toFile()))
                .isFalse();
    }

    @Test
    void aLinkIsLeftAloneWhichIsSaidOnceAnHour() throws IOException {
        Path target = Files.createFile(directory.resolve("a.txt"));
        Path link = Files.createSymbolicLink(directory.resolve("b.txt"), target);
        try (CapturedLog log = CapturedLog.of(SourceFolder.class)) {
            for (int minute = 0; minute <= 60; minute++) {
                assertThat(folder.takes(link.toFile())).isFalse();
                clock.set(clock.instant().plus(Duration.ofMinutes(1)));
            }
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("WARN schedule: file 'b.txt' is left alone, since it is a link"));
        }
    }

    @Test
    void aRunLooksForMinAgeAtTheFilesThatLieThereAndLeavesThoseThatAreWrittenTo() throws IOException {
        Path whole = Files.createFile(directory.resolve("whole.txt"));
        Path half = Files.createFile(directory.resolve("half.txt"));
        SourceFolder patient = new SourceFolder(
                directory,
                false,
                quiet(Duration.ofSeconds(2)),
                () -> {
                    pauses.incrementAndGet();
                    nanoTime.addAndGet(2_000_000_000);
                },
                clock);

        patient.look();
        Files.writeString(half, "more");
        Files.setLastModifiedTime(half, FileTime.from(Instant.EPOCH));

        assertThat(pauses).hasValue(1);
        assertThat(patient.takes(whole.toFile())).isTrue();
        assertThat(patient.takes(half.toFile())).isFalse();
    }

    @Test
    void aRunWaitsForNothingWhereNothingLies() throws IOException {
        Files.createDirectory(directory.resolve(".camel"));
        new SourceFolder(directory, true, quiet(Duration.ofSeconds(2)), pauses::incrementAndGet, clock).look();

        assertThat(pauses).hasValue(0);
    }

    private QuietFiles quiet(Duration minAge) {
        return new QuietFiles(minAge, nanoTime::get);
    }

    @Test
    void ofAFileThatIsGoneNothingIsSaid() {
        try (CapturedLog log = CapturedLog.of(SourceFolder.class)) {
            assertThat(folder.takes(directory.resolve("gone.txt").toFile())).isFalse();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void whatCannotBeListedIsAFault() throws IOException {
        Path file = Files.createFile(directory.resolve("a.txt"));

        assertThatThrownBy(() ->
                        new SourceFolder(file, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock).look())
                .isInstanceOf(NotDirectoryException.class);
        assertThatCode(folder::look).doesNotThrowAnyException();
        assertThatCode(new SourceFolder(null, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock)::look)
                .doesNotThrowAnyException();
    }

    @Test
    void aFolderOfTheSystemIsNotListedSinceOnlyRootMayListIt() throws IOException {
        Files.createDirectory(directory.resolve("lost+found"));
        SourceFolder.Lister lister = path -> {
            if (!path.equals(directory)) {
                throw new AccessDeniedException(path.toString());
            }
            return Files.newDirectoryStream(path);
        };

        assertThatCode(
                        new SourceFolder(directory, true, quiet(Duration.ZERO), pauses::incrementAndGet, clock, lister)
                                ::look)
                .doesNotThrowAnyException();
    }

    @Test
    void theFoldersInItAreListedTooWhereTheyArePolled() throws IOException {
        Files.createDirectory(directory.resolve(".camel"));
        Path sub = Files.createDirectory(directory.resolve("sub"));
        SourceFolder.Lister lister = path -> {
            if (!path.equals(directory)) {
                throw new AccessDeniedException(path.toString());
            }
            return Files.newDirectoryStream(path);
        };

        assertThatCode(
                        new SourceFolder(directory, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock, lister)
                                ::look)
                .doesNotThrowAnyException();
        assertThatThrownBy(new SourceFolder(
                        directory, true, quiet(Duration.ZERO), pauses::incrementAndGet, clock, lister)::look)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(sub.toString());
    }
}
