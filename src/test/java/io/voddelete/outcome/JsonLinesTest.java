package io.voddelete.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class JsonLinesTest {
    @TempDir
    Path directory;

    @Test
    void makesTheFileWithItsDirectoryAtTheFirstLine() {
        Path file = directory.resolve("outcome/success.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            assertThat(file).doesNotExist();

            append(lines, "{\"a\":1}");

            assertThat(file).hasContent("{\"a\":1}\n");
        }
    }

    @Test
    void goesOnWhereItEnded() throws Exception {
        Path file = directory.resolve("a.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
        }
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "2");
            append(lines, "3");
        }

        assertThat(Files.readString(file)).isEqualTo("1\n2\n3\n");
    }

    /** A reader may have read the whole ones already, so they stay. */
    @Test
    void ofSeveralLinesThatDoNotAllFitTheWholeOnesStay() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                Tool.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())
                        .succeeded(),
                "no tmpfs can be mounted here, which needs root");
        Path file = disk.resolve("a.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "first");
            Path ballast = Files.write(disk.resolve("ballast"), new byte[900_000]);
            String block = "x".repeat(999) + ("\n" + "x".repeat(999)).repeat(199);

            assertThatThrownBy(() -> append(lines, block)).isInstanceOf(OutcomeFileException.class);
            long before = Files.readAllLines(file).size();
            Files.delete(ballast);
            append(lines, "last");

            assertThat(Files.readAllLines(file))
                    .startsWith("first")
                    .endsWith("last")
                    .hasSizeBetween(2, (int) before + 1)
                    .allMatch(line -> line.length() == 999 || line.length() <= 5);
            assertThat(lines.failedFlushes()).isZero();
        } finally {
            Tool.run("umount", "-l", disk.toString());
        }
    }

    @Test
    void aFlushThatFailsIsCounted() {
        try (JsonLines lines = new JsonLines(directory.resolve("a.jsonl"), () -> {})) {
            append(lines, "first");
            Thread.currentThread().interrupt(); // which closes the file
            assertThatThrownBy(() -> append(lines, "second")).isInstanceOf(OutcomeFileException.class);
            assertThat(Thread.interrupted()).isTrue();

            lines.force();

            assertThat(lines.failedFlushes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8191, 8192, 8193, 20_000})
    void aTornLastLineIsCutOff(int length) throws Exception {
        Path file = directory.resolve("torn.jsonl");
        Files.writeString(file, "{\"a\":1}\n{\"b\":2}\n" + "x".repeat(length));

        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "{\"c\":3}");
        }

        assertThat(Files.readString(file)).isEqualTo("{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512, 8192, 30_000})
    void aHoleThatALossOfPowerLeftIsMovedAsideWithWhatLiesBehindIt(int length) throws Exception {
        Path file = directory.resolve("hole.jsonl");
        String behind = "{\"c\":" + "\0".repeat(length) + "3}\n{\"d\":4}\n";
        Files.writeString(file, "{\"a\":1}\n{\"b\":2}\n" + behind);

        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "{\"c\":3}");
        }

        assertThat(Files.readString(file)).isEqualTo("{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
        assertThat(directory.resolve("hole.jsonl.behind-16-" + (16 + behind.length())))
                .hasContent(behind);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8192, 30_000})
    void aFileWithoutAnyWholeLineBeginsAnew(int length) throws Exception {
        Path file = directory.resolve("torn.jsonl");
        Files.writeString(file, "x".repeat(length));

        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
        }

        assertThat(Files.readString(file)).isEqualTo("1\n");
    }

    @Test
    void wholeLinesOfAnyLengthAreKept() throws Exception {
        Path file = directory.resolve("whole.jsonl");
        String content = "x".repeat(8191) + "\n" + "y".repeat(30_000) + "\n\n";
        Files.writeString(file, content);

        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
        }

        assertThat(Files.readString(file)).isEqualTo(content + "1\n");
    }

    @Test
    void linesOfManyThreadsStayWhole() throws Exception {
        Path file = directory.resolve("many.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            IntStream.range(0, 1000).parallel().forEach(i -> {
                append(lines, i + ":" + "x".repeat(i));
                if (i % 100 == 0) {
                    lines.force();
                }
            });
        }

        assertThat(Files.readAllLines(file))
                .hasSize(1000)
                .allSatisfy(line -> assertThat(line.substring(line.indexOf(':') + 1))
                        .hasSize(Integer.parseInt(line.substring(0, line.indexOf(':')))));
    }

    @Test
    void aFaultNamesTheFileAndTheNextLineIsWrittenWhenItIsMended() throws Exception {
        Path file = Files.createDirectory(directory.resolve("broken.jsonl"));
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            assertThatThrownBy(() -> append(lines, "1"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString());

            Files.delete(file);
            append(lines, "2");
            lines.force();

            assertThat(Files.readString(file)).isEqualTo("2\n");
        }
    }

    @Test
    void aThreadThatIsInterruptedLosesItsLineOnly() throws Exception {
        Path file = directory.resolve("interrupted.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> append(lines, "2")).isInstanceOf(UncheckedIOException.class);
            assertThat(Thread.interrupted()).isTrue();

            append(lines, "3");

            assertThat(Files.readAllLines(file)).startsWith("1").endsWith("3").doesNotContain("");
        }
    }

    @Test
    void aFlushWorksAgainAfterAnInterruptedOne() throws Exception {
        Path file = directory.resolve("flushed.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
            Thread.currentThread().interrupt();
            assertThatThrownBy(lines::force)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString());
            assertThat(Thread.interrupted()).isTrue();

            lines.force();
            append(lines, "2");

            assertThat(Files.readString(file)).isEqualTo("1\n2\n");
        }
    }

    @Test
    void whereItsPlaceIsGoneNothingIsBegun() throws Exception {
        Path folder = directory.resolve("outcome");
        AtomicBoolean gone = new AtomicBoolean(true);
        try (JsonLines lines = new JsonLines(folder.resolve("a.jsonl"), () -> {
            if (gone.get()) {
                throw new IOException("the disk is not there");
            }
        })) {
            assertThatThrownBy(() -> append(lines, "1"))
                    .isInstanceOf(OutcomeFileException.class)
                    .hasMessageContaining("the disk is not there");
            assertThat(folder).doesNotExist();

            gone.set(false);
            append(lines, "2");
        }
        assertThat(folder.resolve("a.jsonl")).hasContent("2");
    }

    /** As logrotate's copytruncate does it. */
    @Test
    void aFileThatIsEmptiedMeanwhileGetsNoHole() throws Exception {
        Path file = directory.resolve("emptied.jsonl");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
            Files.write(file, new byte[0]);

            append(lines, "2");

            assertThat(Files.readString(file)).isEqualTo("2\n");
        }
    }

    /** As logrotate does it, with and without its option "create". */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterARenameTheNextFlushIsTheLastOfTheOldFile(boolean create) throws Exception {
        Path file = directory.resolve("renamed.jsonl");
        Path old = directory.resolve("renamed.jsonl.1");
        try (JsonLines lines = new JsonLines(file, () -> {})) {
            append(lines, "1");
            Files.move(file, old);
            if (create) {
                Files.createFile(file);
            }
            append(lines, "2");
            lines.force();

            append(lines, "3");
            lines.force();
            append(lines, "4");

            assertThat(Files.readString(old)).isEqualTo("1\n2\n");
            assertThat(Files.readString(file)).isEqualTo("3\n4\n");
        }
    }

    @Test
    void afterItIsClosedNothingIsWritten() throws Exception {
        Path file = directory.resolve("closed.jsonl");
        JsonLines lines = new JsonLines(file, () -> {});
        append(lines, "1");
        lines.close();
        lines.force(); // nothing is left to flush
        JsonLines unused = new JsonLines(directory.resolve("unused.jsonl"), () -> {});
        unused.close();

        assertThatThrownBy(() -> append(lines, "2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(file + " is closed");
        assertThatThrownBy(() -> append(unused, "2")).isInstanceOf(IllegalStateException.class);
        assertThat(Files.readString(file)).isEqualTo("1\n");
        assertThat(directory.resolve("unused.jsonl")).doesNotExist();
    }

    @Test
    void aFlushThatFailsWhenItIsClosedIsSaidAndHoldsNobodyUp() {
        Path file = directory.resolve("unflushed.jsonl");
        JsonLines lines = new JsonLines(file, () -> {});
        append(lines, "1");
        try (CapturedLog log = CapturedLog.of(JsonLines.class)) {
            Thread.currentThread().interrupt(); // makes the flush fail
            lines.close();
            assertThat(Thread.interrupted()).isTrue();

            assertThat(log.lines()).singleElement().asString().startsWith("WARN Cannot close " + file);
        }
        assertThatThrownBy(() -> append(lines, "2")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lines::force).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void flushingAndClosingWithoutALineMakesNoFile() {
        Path file = directory.resolve("none.jsonl");
        JsonLines lines = new JsonLines(file, () -> {});

        lines.force();
        lines.close();
        lines.close();

        assertThat(file).doesNotExist();
    }

    private static void append(JsonLines lines, String json) {
        lines.append(json.getBytes(UTF_8));
    }
}
