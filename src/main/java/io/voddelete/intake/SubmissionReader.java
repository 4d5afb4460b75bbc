package io.voddelete.intake;

import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.Submission;
import io.voddelete.support.Background;
import io.voddelete.support.FileVersion;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.trace.OpenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The second pass over one submission: its entries in chunks. Can be read once. Not thread-safe. */
public final class SubmissionReader implements Iterable<SubmissionReader.Chunk>, AutoCloseable {
    /** Entries that are accepted together. */
    public record Chunk(Submission submission, List<Entry> entries) {}

    /** The folder in the inbox for accepted files. */
    public static final String DONE = "done";

    private static final long HEAP = Runtime.getRuntime().maxMemory();
    /**
     * The more ids, the more of them are neighbours in the index, so that less of it is written; but two chunks are in memory
     * at a time.
     */
    private static final long CHUNK = Math.max(20_000, Math.min(50_000, HEAP / 2_600));
    /** Of texts other than ids, in bytes: kept columns can take many times as much as ids. */
    private static final long MOST_TEXT = HEAP / 10;

    /** Rejected lines, then ids as the store wants them. It would sort them while it has nothing to write. */
    private static final Comparator<Entry> ORDER = (one, other) -> {
        if (one instanceof Entry.Found id && other instanceof Entry.Found otherId) {
            int order = id.assetId().compareTo(otherId.assetId());
            return order == 0 ? Long.compare(id.line(), otherId.line()) : order;
        }
        int order = Boolean.compare(one instanceof Entry.Found, other instanceof Entry.Found);
        return order == 0 ? Long.compare(one.line(), other.line()) : order;
    };

    private final Submission submission;
    private final ListSummary survey;
    private final @Nullable AssetIdReader reader;
    private final MessageDigest digest;
    private final @Nullable SpooledList list;
    private final OpenSpan span;
    private long rejected;
    /** The first entry of the next chunk; null before the first chunk and after the last. */
    private @Nullable Entry first;
    /** The next chunk, while it is read; null if there is none. */
    private @Nullable Background<@Nullable Chunk> ahead;

    /**
     * @param survey the result of the first pass
     * @param reader reads the entries again; null if the submission is already sealed
     * @param digest of the content that the reader has read
     * @param list the spooled list; null for a file
     * @param span ended with the reading
     */
    SubmissionReader(
            Submission submission,
            ListSummary survey,
            @Nullable AssetIdReader reader,
            MessageDigest digest,
            @Nullable SpooledList list,
            OpenSpan span) {
        this.submission = submission;
        this.survey = survey;
        this.reader = reader;
        this.digest = digest;
        this.list = list;
        this.span = span;
    }

    public Submission getSubmission() {
        return submission;
    }

    FileVersion getStamp() {
        return survey.stamp();
    }

    ListSummary survey() {
        return survey;
    }

    /** Whether the second pass, now at its end, read the same content as the first. Call once. */
    boolean isAsSurveyed() {
        return Sha256.hex(digest).equals(survey.sha256());
    }

    /** All of it is durable, or was before. */
    void accepted() {
        SubmissionSpan.end(span, submission, survey.lines(), survey.found(), survey.rejected(), submission.sealed());
    }

    /** The spooled list; null for a file. */
    @Nullable
    SpooledList list() {
        return list;
    }

    /** The archive path of the file, relative to the inbox; null for a spooled list. */
    public @Nullable String getKeptAs() {
        return list != null
                ? null
                : DONE + "/"
                        + ArchivedName.of(survey.stamp().file().getFileName().toString(), submission.submissionId());
    }

    /**
     * The archive path of the file, relative to the inbox.
     *
     * @throws IllegalStateException for a spooled list
     */
    String requireKeptAs() {
        String keptAs = getKeptAs();
        if (keptAs == null) {
            throw new IllegalStateException("submission " + submission.submissionId() + " is not read from a file");
        }
        return keptAs;
    }

    /** While a chunk is accepted, the next one is read. */
    @Override
    public Iterator<Chunk> iterator() {
        return new Iterator<>() {
            private @Nullable Chunk next = read();

            @Override
            public boolean hasNext() {
                return next != null || ahead != null; // without waiting: it is asked before a chunk is accepted
            }

            @Override
            public Chunk next() {
                Chunk chunk = ahead != null ? ahead.result() : next;
                next = null;
                ahead = null;
                if (chunk == null) {
                    throw new NoSuchElementException();
                }
                if (first != null) {
                    ahead = Background.begin("vod-read-ahead", SubmissionReader.this::read);
                }
                return chunk;
            }
        };
    }

    /** Reads a chunk, and the first entry of the one after it; null if there is none. */
    private @Nullable Chunk read() {
        List<Entry> entries = new ArrayList<>();
        Entry entry = first == null ? readEntry() : first;
        for (long text = 0; entry != null && entries.size() < CHUNK && text < MOST_TEXT; entry = readEntry()) {
            entries.add(entry);
            text += text(entry);
        }
        first = entry;
        entries.sort(ORDER);
        return entries.isEmpty() ? null : new Chunk(submission, entries);
    }

    /** About how many bytes its text and its columns take. */
    private static long text(Entry entry) {
        long bytes = entry instanceof Entry.Rejected line ? 2L * line.text().length() : 0;
        for (String value : entry.columns().values()) {
            bytes += 100 + 2L * value.length();
        }
        return bytes;
    }

    private @Nullable Entry readEntry() {
        if (reader == null) {
            return null;
        }
        try {
            Entry entry = reader.next();
            rejected += entry instanceof Entry.Rejected ? 1 : 0;
            if (rejected > survey.rejected()) { // what was found to be few lines is not to become many
                throw changed();
            }
            return entry;
        } catch (UnreadableException e) {
            // the first pass read all of it, so the content has changed, or is being changed
            throw changed();
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be read completely: " + RootCause.shown(e), e);
        }
    }

    private static UncheckedIOException changed() {
        return new UncheckedIOException(new IOException("it changed while it was read"));
    }

    @Override
    public void close() {
        span.failed("not-accepted"); // nothing if it has ended
        span.close();
        if (ahead != null) {
            ahead.await();
        }
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be closed: " + RootCause.shown(e), e);
        }
    }
}
