package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
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
        folder = new SourceFolder(directory, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime);
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
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("WARN Schedule: file 'b.txt' ") && line.contains("link"));
        }
    }

    @Test
    void ofVeryManyLinksAFewAreNamed() throws IOException {
        try (CapturedLog log = CapturedLog.of(SourceFolder.class)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 1_000; i++) {
                    Path link = directory.resolve("link-" + i);
                    if (round == 0) {
                        Files.createSymbolicLink(link, directory.resolve("none"));
                    }
                    assertThat(folder.takes(link.toFile())).isFalse();
                }
            }
            assertThat(log.lines()).hasSize(21).last().asString().contains("more than 20");
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
                clock::nanoTime);

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
        new SourceFolder(directory, true, quiet(Duration.ofSeconds(2)), pauses::incrementAndGet, clock::nanoTime)
                .look();

        assertThat(pauses).hasValue(0);
    }

    private FileSettling quiet(Duration minAge) {
        return new FileSettling(minAge, nanoTime::get);
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

        assertThatThrownBy(() -> new SourceFolder(
                                file, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime)
                        .look())
                .isInstanceOf(NotDirectoryException.class);
        assertThatCode(folder::look).doesNotThrowAnyException();
        assertThatCode(
                        new SourceFolder(null, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime)
                                ::look)
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

        assertThatCode(new SourceFolder(
                        directory, true, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime, lister)::look)
                .doesNotThrowAnyException();
    }

    @Test
    void aLinkedFolderIsNotEnteredWhichIsSaidOnceAnHour() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path own = Files.createDirectory(source.resolve("own"));
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path out = Files.createSymbolicLink(source.resolve("out"), outside);
        Path loop = Files.createSymbolicLink(source.resolve("loop"), source);
        Files.createFile(outside.resolve("young.txt"));
        SourceFolder deep =
                new SourceFolder(source, true, quiet(Duration.ofSeconds(2)), pauses::incrementAndGet, clock::nanoTime);
        try (CapturedLog log = CapturedLog.of(SourceFolder.class)) {
            deep.look();
            for (int i = 0; i < 3; i++) {
                assertThat(deep.enters(own.toFile())).isTrue();
                assertThat(deep.enters(out.toFile())).isFalse();
                assertThat(deep.enters(loop.toFile())).isFalse();
                assertThat(deep.enters(source.resolve("gone").toFile())).isFalse();
            }

            assertThat(pauses).hasValue(0); // for a file outside
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("WARN Schedule: folder '") && line.contains("it is a link"));
        }
    }

    /** Listed before it was a link, as by who swaps folders. */
    @Test
    void nothingIsOpenedThroughALinkWhateverItWasWhenItWasListed() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path sub = Files.createDirectories(source.resolve("a/sub"));
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("list.txt"), "private");
        Files.writeString(sub.resolve("list.txt"), "own");
        Files.createSymbolicLink(source.resolve("link.txt"), outside.resolve("list.txt"));
        SourceFolder.Lister plain = path -> plain(Files.newDirectoryStream(path));
        for (SourceFolder.Lister lister : List.<SourceFolder.Lister>of(Files::newDirectoryStream, plain)) {
            SourceFolder deep = new SourceFolder(source, true, quiet(Duration.ZERO), () -> {}, clock::nanoTime, lister);
            try (InputStream in = deep.open(sub.resolve("list.txt").toFile())) {
                assertThat(in.readAllBytes()).asString().isEqualTo("own");
            }
            for (String way : List.of("link.txt", "../outside/list.txt", "a/../../outside/list.txt", "a", "")) {
                assertThatThrownBy(() -> deep.open(source.resolve(way).toFile()))
                        .as(way)
                        .isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> deep.open(outside.resolve("list.txt").toFile()))
                    .isInstanceOf(IOException.class);
            for (Path swapped : List.of(sub, sub.getParent())) {
                Path aside = Files.move(swapped, directory.resolve("aside"));
                Path to = Files.createDirectories(directory.resolve("to/sub"));
                Files.copy(outside.resolve("list.txt"), to.resolve("list.txt"), StandardCopyOption.REPLACE_EXISTING);
                Files.createSymbolicLink(swapped, swapped.equals(sub) ? to : to.getParent());

                assertThatThrownBy(() -> deep.open(sub.resolve("list.txt").toFile()))
                        .isInstanceOf(IOException.class);

                Files.delete(swapped);
                Files.move(aside, swapped);
            }
        }
    }

    @Test
    void theSourceItselfMayBeALinkWhichIsResolvedOnce() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Files.writeString(first.resolve("list.txt"), "first");
        Files.writeString(second.resolve("list.txt"), "second");
        Path link = Files.createSymbolicLink(directory.resolve("current"), first);
        SourceFolder linked = new SourceFolder(link, true, quiet(Duration.ZERO), () -> {}, clock::nanoTime);
        linked.look();
        try (InputStream in = linked.open(link.resolve("list.txt").toFile())) {
            assertThat(in.readAllBytes()).asString().isEqualTo("first");
        }
        Files.delete(link);
        Files.createSymbolicLink(link, second);

        assertThatThrownBy(linked::look).isInstanceOf(IOException.class).hasMessageContainingAll("second", "restart");
        assertThatThrownBy(() -> linked.open(link.resolve("list.txt").toFile())).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatIsNotThereAtTheStartIsResolvedAtTheFirstRun() throws IOException {
        Path source = directory.resolve("late");
        SourceFolder late = new SourceFolder(source, true, quiet(Duration.ZERO), () -> {}, clock::nanoTime);
        assertThatThrownBy(late::look).isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(source);
        Files.writeString(source.resolve("list.txt"), "own");

        late.look();

        late.open(source.resolve("list.txt").toFile()).close();
    }

    /** As on systems that cannot hold a folder open. */
    private static DirectoryStream<Path> plain(DirectoryStream<Path> stream) {
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return stream.iterator();
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
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

        assertThatCode(new SourceFolder(
                        directory, false, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime, lister)::look)
                .doesNotThrowAnyException();
        assertThatThrownBy(new SourceFolder(
                        directory, true, quiet(Duration.ZERO), pauses::incrementAndGet, clock::nanoTime, lister)::look)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(sub.toString());
    }
}
