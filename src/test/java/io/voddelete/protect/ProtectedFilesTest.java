package io.voddelete.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.IdSet;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.support.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedFilesTest {
    private static final ListOptions OPTIONS = new ListOptions(
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{32}")), IdColumns.parse("asset_id")),
            1L << 30,
            0);
    private static final List<String> IDS = SampleIds.random(1, 10);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T10:00:00Z"));

    @TempDir
    Path directory;

    private Path file;
    private ProtectedFiles files;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("protected.txt");
        write(IDS);
    }

    @Test
    void theIdsOfAFileAreProtectedWhateverStandsAroundThem() throws IOException {
        Files.writeString(
                file, "\uFEFF# of case 4711\r\n" + IDS.get(0) + "\r\n\r\n  " + IDS.get(1) + " \r\n#" + IDS.get(2));
        open();
        assertThat(isProtected(0)).isTrue();
        assertThat(isProtected(1)).isTrue();
        assertThat(isProtected(2)).as("commented out").isFalse();
        assertThat(files.count()).isEqualTo(2);
        assertThat(files.protecting(id(0))).contains(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an id", "F4188F3F0000000000000000000000AA", "f4188f3f", "\u0000", "a\u00A0b"})
    void aFileWithALineThatIsNoIdIsRefusedWhole(String line) throws IOException {
        Files.writeString(file, IDS.get(0) + "\n" + line + "\n" + IDS.get(1) + "\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("line 2");
    }

    @Test
    void aNamedFileMustBeThereAtTheFirstStartButTheDefaultOneNeedNot() throws IOException {
        Files.delete(file);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
        open(false);
        assertThat(files.blocked()).isEmpty();
        write(IDS);
        files.look();
        assertThat(isProtected(9)).as("it counts from the first look on").isTrue();
        settle();
        Files.delete(file);
        files.look();
        assertThat(files.blocked()).as("once seen it counts as named").isPresent();
    }

    @Test
    void whatIsAddedIsProtectedAtTheNextLookAndWhatIsRemovedIsFreeWhenTheFileHasNotChangedForAMinute()
            throws IOException {
        open();
        settle();
        List<String> more = SampleIds.random(2, 1);
        write(Stream.concat(IDS.stream().skip(3), more.stream()).toList());
        files.look();
        assertThat(files.protecting(new AssetId(more.get(0)))).isPresent();
        assertThat(isProtected(0)).as("it may be half of a file").isTrue();
        for (int i = 0; i < 59; i++) {
            clock.advance(SOON);
            files.look();
        }
        assertThat(isProtected(0)).isTrue();
        assertThat(files.blocked()).isEmpty();
        clock.advance(SOON);
        files.look();
        assertThat(isProtected(0)).isFalse();
        assertThat(isProtected(9)).isTrue();
        assertThat(files.blocked()).isEmpty();
    }

    /** As of a file system that stores times in seconds. */
    @Test
    void aChangeThatShowsNeitherInTheSizeNorInTheTimesIsReadWhenTheFileIsOlder() throws IOException {
        open();
        settle();
        var time = Files.getLastModifiedTime(file);
        write(IDS.subList(0, 9), SampleIds.random(3, 1));
        files.look();
        write(IDS);
        Files.setLastModifiedTime(file, time);
        files.look();
        settle();
        assertThat(isProtected(9)).isTrue();
    }

    /** What may happen to a file of protected ids. */
    enum Harm {
        GONE,
        EMPTY,
        COMMENTS_ONLY,
        SMALLER,
        NO_ID,
        BINARY,
        FOLDER,
        FOLDER_GONE;

        void doTo(Path file) throws IOException {
            switch (this) {
                case GONE -> Files.delete(file);
                case EMPTY -> Files.writeString(file, "");
                case COMMENTS_ONLY -> Files.writeString(file, "# " + String.join("\n# ", IDS));
                case SMALLER -> Files.write(file, IDS.subList(0, 4));
                case NO_ID -> Files.writeString(file, String.join("\n", IDS) + "\n???");
                case BINARY -> Files.write(file, new byte[4096]);
                case FOLDER -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                default -> Files.move(file.getParent(), file.getParent().resolveSibling("unmounted"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void harmToAFileBlocksAtOnceFreesNothingAndIsReportedOnceWhenItLasts(Harm harm) throws IOException {
        move();
        open();
        settle();
        try (CapturedLog log = CapturedLog.of(ProtectedFile.class)) {
            harm.doTo(file);
            files.look();
            assertThat(files.blocked())
                    .get()
                    .satisfies(blocked -> assertThat(blocked.text()).contains(file.toString()));
            assertThat(log.lines()).as("it may be on its way").isEmpty();
            Instant since = files.blocked().orElseThrow().since();
            for (int i = 0; i < 5; i++) {
                settle();
            }
            assertThat(log.lines())
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("ERROR ") && line.contains(file.toString()));
            assertThat(files.blocked().orElseThrow().since()).isEqualTo(since);
            assertThat(IDS).allMatch(id -> files.protecting(new AssetId(id)).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void harmOutlastsARestart(Harm harm) throws IOException {
        move();
        open(); // even if the process ends at once
        harm.doTo(file);
        open();
        assertThat(files.blocked()).as("before the first call").isPresent();
        settle();
        open();
        settle();
        assertThat(files.blocked()).isPresent();
        assertThat(IDS).allMatch(id -> files.protecting(new AssetId(id)).isPresent());
    }

    @ParameterizedTest
    @EnumSource(
            value = Harm.class,
            names = {"GONE", "EMPTY", "COMMENTS_ONLY", "SMALLER", "NO_ID", "BINARY"})
    void aRestoredFileUnblocks(Harm harm) throws IOException {
        open();
        settle();
        harm.doTo(file);
        settle();
        settle();
        write(IDS);
        files.look();
        assertThat(files.blocked()).isEmpty();
        settle();
        assertThat(files.count()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(
            value = Harm.class,
            names = {"GONE", "EMPTY", "COMMENTS_ONLY", "SMALLER"})
    void aLossIsConfirmedByAFileBesideItThatIsMadeAfterTheReport(Harm harm) throws IOException {
        open();
        settle();
        Path gesture = directory.resolve("protected.txt.confirm-smaller");
        Files.createFile(gesture);
        harm.doTo(file);
        settle();
        settle();
        assertThat(files.blocked()).as("nobody can have meant this loss").isPresent();
        assertThat(gesture).doesNotExist();
        Files.createFile(gesture);
        settle();
        assertThat(files.blocked()).isEmpty();
        assertThat(gesture).doesNotExist();
        assertThat(isProtected(9)).isFalse();
        open();
        assertThat(files.blocked()).isEmpty();
        assertThat(isProtected(9)).isFalse();
        assertThat(isProtected(3)).isEqualTo(harm == Harm.SMALLER);
    }

    @ParameterizedTest
    @EnumSource(
            value = Harm.class,
            names = {"NO_ID", "BINARY"})
    void whatCannotBeReadCannotBeConfirmed(Harm harm) throws IOException {
        open();
        settle();
        harm.doTo(file);
        settle();
        settle();
        Files.createFile(directory.resolve("protected.txt.confirm-smaller"));
        settle();
        assertThat(files.blocked()).isPresent();
        assertThat(isProtected(0)).isTrue();
    }

    @Test
    void exactlyHalfIsNoLoss() throws IOException {
        open();
        settle();
        write(IDS.subList(0, 5));
        last();
        assertThat(files.blocked()).isEmpty();
        assertThat(files.count()).isEqualTo(5);
        write(IDS.subList(0, 4));
        settle();
        assertThat(files.blocked()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalSmallLossesAreNoticedLikeOneUntilOneIsConfirmed(boolean restarted) throws IOException {
        open();
        settle();
        write(IDS.subList(0, 7));
        last();
        assertThat(files.count()).isEqualTo(7);
        if (restarted) {
            open();
        }
        write(IDS.subList(0, 4));
        settle();
        assertThat(files.blocked()).as("more than half of 7, but not of 10").isPresent();
        assertThat(isProtected(6)).isTrue();

        Files.createFile(directory.resolve("protected.txt.confirm-smaller"));
        settle();
        assertThat(files.count()).isEqualTo(4);
        if (restarted) {
            open();
        }
        write(IDS.subList(0, 2));
        last();
        assertThat(files.blocked()).as("half of what was confirmed").isEmpty();
        assertThat(files.count()).isEqualTo(2);
    }

    /** Such a content is no loss by its number, and the rest of the ids follows. */
    @Test
    void aCopyThatStallsAfterMoreThanHalfFreesNothing() throws IOException {
        open();
        settle();
        write(IDS.subList(0, 6));
        for (int i = 0; i < 10; i++) {
            settle();
            assertThat(IDS).allMatch(id -> files.protecting(new AssetId(id)).isPresent());
        }
        write(IDS);
        last();
        assertThat(files.count()).isEqualTo(10);
    }

    /** As of an editor, or of a slow copy; the end of the file is the end of an id each time. */
    @Test
    void aFileThatIsWrittenSlowlyIsNeverReportedAndNeverFreesAnId() throws IOException {
        open();
        settle();
        List<String> more = SampleIds.random(4, 10);
        List<String> all = Stream.concat(IDS.stream(), more.stream()).toList();
        try (CapturedLog log = CapturedLog.of(ProtectedFile.class)) {
            for (int i = 0; i <= 20; i++) {
                write(all.subList(0, i));
                files.look();
                clock.advance(SOON);
                assertThat(IDS).allMatch(id -> files.protecting(new AssetId(id)).isPresent());
                assertThat(files.blocked().isPresent()).isEqualTo(i < 5);
            }
            settle();
            assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
            assertThat(files.count()).isEqualTo(20);
        }
    }

    @Test
    void aLinkThatIsSwitchedAsInAMountedConfigMapIsFollowed() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..v1"));
        Path second = Files.createDirectory(directory.resolve("..v2"));
        Files.move(file, first.resolve("protected.txt"));
        Files.write(second.resolve("protected.txt"), IDS.subList(1, 10));
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
        Files.createSymbolicLink(file, Path.of("..data/protected.txt"));
        open();
        settle();
        assertThat(isProtected(0)).isTrue();
        Files.createSymbolicLink(directory.resolve("new"), second);
        Files.move(directory.resolve("new"), data, StandardCopyOption.ATOMIC_MOVE);
        last();
        assertThat(isProtected(0)).isFalse();
        assertThat(isProtected(1)).isTrue();
        assertThat(files.blocked()).isEmpty();
    }

    @Test
    void aCopyThatWasChangedRefusesTheStart() throws IOException {
        open();
        settle();
        Path copy = copies().get(0);
        assertThat(Files.readString(copy)).isEqualTo(Files.readString(file));
        Files.write(copy, IDS.subList(0, 9));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(copy.toString());
    }

    @Test
    void oneCopyIsKeptWhateverTheNumberOfChanges() throws IOException {
        open();
        settle();
        for (int i = 9; i > 5; i--) {
            write(IDS.subList(0, i));
            last();
            assertThat(files.count()).isEqualTo(i);
        }
        assertThat(copies()).hasSize(1);
    }

    @Test
    void aFileThatTheSettingNoLongerNamesIsForgotten() throws IOException {
        open();
        settle();
        Path other = Files.write(directory.resolve("other.csv"), List.of("asset_id", IDS.get(0)));
        files = open(List.of(other), true);
        assertThat(isProtected(0)).isTrue();
        assertThat(isProtected(1)).isFalse();
        settle();
        Files.delete(file);
        files = open(List.of(other), true);
        assertThat(files.blocked()).isEmpty();
        assertThat(copies()).hasSize(1);
    }

    @Test
    void aMillionIdsTakeLittleMemoryAndNoOtherIdIsTakenForOne() throws IOException {
        Random random = new Random(7);
        IdSet.Builder ids = new IdSet.Builder();
        SampleIds.stream(random.nextLong(), 1_000_000).map(AssetId::new).forEach(ids::add);
        IdSet set = ids.build();
        assertThat(set.size()).isEqualTo(1_000_000);
        assertThat(SampleIds.stream(8, 100_000).map(AssetId::new)).noneMatch(set::contains);
    }

    private void move() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("share"));
        file = Files.move(file, folder.resolve("protected.txt"));
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> copies = Files.list(directory.resolve("data"))) {
            return copies.filter(copy -> Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    @SafeVarargs
    private void write(List<String>... parts) throws IOException {
        StringBuilder text = new StringBuilder();
        for (List<String> part : parts) {
            part.forEach(id -> text.append(id).append('\n'));
        }
        Files.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void open() throws IOException {
        open(true);
    }

    private void open(boolean named) throws IOException {
        files = open(List.of(file), named);
    }

    private ProtectedFiles open(List<Path> paths, boolean named) throws IOException {
        ProtectedCopies copies =
                new ProtectedCopies(directory.resolve("data"), new AtomicFile(new Random(1)), OPTIONS, () -> false);
        return ProtectedFiles.open(paths, named, OPTIONS, copies, clock, () -> false);
    }

    /** Looks as often as the schedule does until what it finds is taken as lasting. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            clock.advance(SOON);
            files.look();
        }
    }

    /** Looks until what was removed is free. */
    private void last() {
        for (int i = 0; i <= 60; i++) {
            files.look();
            clock.advance(SOON);
        }
    }

    private boolean isProtected(int index) {
        return files.protecting(id(index)).isPresent();
    }

    private static AssetId id(int index) {
        return new AssetId(IDS.get(index));
    }
}
