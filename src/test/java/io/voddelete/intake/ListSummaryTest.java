package io.voddelete.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListSummaryTest {
    private static final ListOptions INPUT = new ListOptions(
            new ListRules(new AssetIdPattern(Pattern.compile("[a-z][0-9]+")), IdColumns.parse(IdColumns.DEFAULT)),
            10_000_000,
            1_000);

    @TempDir
    Path directory;

    @Test
    void countsLinesIdsAndWhatIsNoneAndHashesAllOfIt() throws Exception {
        Path file = Files.writeString(directory.resolve("ids.txt"), "a1\n# why\n\nnot one\nA2\na1\n");

        assertThat(ListSummary.of(file, INPUT, () -> false))
                .isEqualTo(new ListSummary(
                        FileVersion.of(file),
                        6,
                        2,
                        2,
                        "1a078cb2be598f7d3e5d0592e90673aaaf66295ae3e2f1793181a0227342182f",
                        List.of()));
    }

    @Test
    void aFileWithoutAnAssetIdIsUnreadableAndShowsWhatIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("ids.txt"), "# why\nA2\n\u001b[2J\n");
        FileVersion stamp = FileVersion.of(file);

        assertThatThrownBy(() -> ListSummary.of(file, INPUT, () -> false))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.stamp()).isEqualTo(stamp);
                    assertThat(e.sha256())
                            .isEqualTo("3954ae4099e5a7140d3c5409d6fa6b05bfc7ac96afb7ecf0af4d424e1767d168");
                    assertThat(e.why().reason()).isEqualTo("no-asset-ids");
                    assertThat(e)
                            .hasMessage(
                                    "none of its 3 lines contains an asset id; the first rejected line: line 2, 'A2' (upper-case)");
                    assertThat(e.why().remedy()).contains("vod.asset-id.pattern");
                });
    }

    @Test
    void aFileThatBreaksInItsMiddleHasTheHashOfAllOfIt() throws Exception {
        Path file =
                Files.write(directory.resolve("ids.txt"), ("\u00e9\n" + "a1\n".repeat(100_000)).getBytes(ISO_8859_1));

        assertThatThrownBy(() -> ListSummary.of(file, INPUT, () -> false))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class,
                        e -> assertThat(e.sha256())
                                .isEqualTo("95b1532e16afd9bf494c1d0e0a137f181e8739c9afc72ff809508f2ae9c87c3f"));
    }

    @Test
    void aFileThatIsTooLargeHasNoHash() throws Exception {
        Path file = Files.writeString(directory.resolve("ids.txt"), "a1\n".repeat(4_000_000));

        assertThatThrownBy(() -> ListSummary.of(file, INPUT, () -> false))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.why().reason()).isEqualTo("too-large");
                    assertThat(e.sha256()).isNull();
                });
    }

    @Test
    void anEmptyFileIsUnreadable() throws Exception {
        Path file = Files.createFile(directory.resolve("empty.txt"));

        assertThatThrownBy(() -> ListSummary.of(file, INPUT, () -> false))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage("none of its 0 lines contains an asset id");
    }

    @Test
    void theStopEndsTheReadingEvenWhereThereIsNoEntryYet() throws Exception {
        Path file = Files.writeString(directory.resolve("ids.txt"), "# why\n".repeat(500_000));
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> ListSummary.of(file, INPUT, () -> asked.incrementAndGet() == 10))
                .isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasValue(10);
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "a1\n");
        Path link = Files.createSymbolicLink(directory.resolve("ids.txt"), secret);

        assertThatThrownBy(() -> ListSummary.of(link, INPUT, () -> false)).isInstanceOf(IOException.class);
    }

    /** It may be a link to what its owner never dropped, and the reader may read more than who linked it. */
    @Test
    void aFileWithSeveralNamesIsRefusedAndNothingOfItTold() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "root:secret\n");
        Path link = Files.createLink(directory.resolve("ids.txt"), secret);

        assertThatThrownBy(() -> ListSummary.of(link, INPUT, () -> false))
                .isInstanceOfSatisfying(UnreadableFileException.class, refused -> {
                    assertThat(refused.why().reason()).isEqualTo("several-links");
                    assertThat(refused.sha256()).isNull();
                    assertThat(RefusalReceipt.of(refused).toString()).doesNotContain("root");
                });
        Files.delete(secret);
        Files.writeString(link, "a1\n");
        assertThat(ListSummary.of(link, INPUT, () -> false).found()).isEqualTo(1);
    }

    @Test
    void aFileThatIsGoneIsAFault() {
        assertThatThrownBy(() -> ListSummary.of(directory.resolve("none.txt"), INPUT, () -> false))
                .isInstanceOf(NoSuchFileException.class);
    }
}
