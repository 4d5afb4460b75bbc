package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.intake.SubmissionReader.Chunk;
import io.voddelete.kit.Ids;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Requested;
import io.voddelete.store.Submission;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Sha256;
import io.voddelete.trace.OpenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SubmissionReaderTest {
    private static final int MANY = 130_000;

    @TempDir
    Path directory;

    private StoreKit kit;
    private Submission submission;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        submission = kit.store().submissions().open("key", "file:ids.txt", Requested.NONE);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    /** Gives entries; what comes after those that were given when it is halted waits until it goes on. */
    private static final class Source implements AssetIdReader {
        private final CountDownLatch waits = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private final LongFunction<Entry> entries;
        private final long last;
        private long given;
        private volatile boolean halted;
        private volatile boolean fails;
        private volatile boolean closed;

        Source(long last, LongFunction<Entry> entries) {
            this.last = last;
            this.entries = entries;
        }

        @Override
        public @Nullable Entry next() throws IOException {
            if (halted) {
                waits.countDown();
                await(goesOn);
            }
            assertThat(closed).isFalse();
            if (fails) {
                throw new IOException("the disk is gone");
            }
            return given == last ? null : entries.apply(++given);
        }

        @Override
        public long lines() {
            return given;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whileAChunkIsAcceptedTheNextOneIsRead() throws IOException {
        Source source = new Source(MANY, line -> Ids.line(line, (int) line));
        SubmissionReader reading = reading(source);
        Iterator<Chunk> chunks = reading.iterator();
        source.halted = true;

        Chunk first = chunks.next();
        assertThat(chunks.hasNext()).as("said without waiting").isTrue();
        await(source.waits);
        source.goesOn.countDown();

        long lines = first.entries().size();
        assertThat(lines).isBetween(20_000L, 50_000L);
        while (chunks.hasNext()) {
            List<Entry> entries = chunks.next().entries();
            assertThat(entries.get(0).line()).isEqualTo(lines + 1);
            lines += entries.size();
        }
        assertThat(lines).isEqualTo(MANY);
        reading.close();
        assertThat(source.closed).isTrue();
    }

    @Test
    void aListThatEndsWithAChunkHasNoOther() throws IOException {
        Iterator<Chunk> measured =
                reading(new Source(MANY, line -> Ids.line(line, (int) line))).iterator();
        int chunk = measured.next().entries().size();
        for (int lines : List.of(chunk - 1, chunk, chunk + 1)) {
            Iterator<Chunk> chunks = reading(new Source(lines, line -> Ids.line(line, (int) line)))
                    .iterator();
            assertThat(chunks.next().entries()).hasSize(Math.min(lines, chunk));
            assertThat(chunks.hasNext()).isEqualTo(lines > chunk);
        }
        assertThat(reading(new Source(0, line -> Ids.line(line, 1))).iterator().hasNext())
                .isFalse();
    }

    @Test
    void whatIsReadAheadIsReadToTheEndBeforeTheListIsClosed() throws IOException {
        Source source = new Source(MANY, line -> Ids.line(line, (int) line));
        SubmissionReader reading = reading(source);
        Iterator<Chunk> chunks = reading.iterator();
        source.halted = true;
        chunks.next();
        await(source.waits);
        new Thread(source.goesOn::countDown).start();

        reading.close(); // the source itself checks that it is open while it is read

        assertThat(source.closed).isTrue();
    }

    @Test
    void whatFailsAheadFailsWhenItsChunkIsDue() throws IOException {
        Source source = new Source(MANY, line -> Ids.line(line, (int) line));
        SubmissionReader reading = reading(source);
        Iterator<Chunk> chunks = reading.iterator();
        source.fails = true;

        assertThat(chunks.next().entries()).isNotEmpty();
        assertThat(chunks.hasNext()).isTrue();
        assertThatThrownBy(chunks::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it cannot be read completely", "the disk is gone");
        reading.close();
    }

    @Test
    void rejectedLinesComeFirstAndIdsAsTheStoreWantsThem() throws IOException {
        List<Entry> entries = List.of(
                Ids.line(1, 7),
                Entry.rejected(2, "x", "not-an-asset-id"),
                Ids.line(3, 5),
                Ids.line(4, 7),
                Entry.rejected(5, "y", "not-an-asset-id"));
        Chunk chunk = reading(new Source(entries.size(), line -> entries.get((int) line - 1)))
                .iterator()
                .next();
        assertThat(chunk.entries()).extracting(Entry::line).containsExactly(2L, 5L, 3L, 1L, 4L);
    }

    @Test
    void aChunkWithLongColumnsTakesATenthOfTheHeap() throws IOException {
        int length = (int) (Runtime.getRuntime().maxMemory() / 10 / 100 / 2); // a hundred such lines
        Map<String, String> columns = Map.of("title", "t".repeat(length));
        Source source = new Source(1_000, line -> Ids.line(line, (int) line).with(columns));
        assertThat(reading(source).iterator().next().entries()).hasSizeBetween(98, 102);
    }

    private SubmissionReader reading(AssetIdReader source) throws IOException {
        Path file = Files.writeString(directory.resolve("ids.txt"), "");
        ListSummary survey = new ListSummary(FileVersion.of(file), MANY, MANY, 2, "", List.of());
        return new SubmissionReader(submission, survey, source, Sha256.digest(), null, OpenSpan.NONE);
    }
}
