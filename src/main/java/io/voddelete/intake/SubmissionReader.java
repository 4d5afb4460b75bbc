package io.voddelete.intake;

import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.Submission;
import io.voddelete.support.FileVersion;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.trace.OpenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
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

    private static final int CHUNK = 20_000;

    private final Submission submission;
    private final ListSummary survey;
    private final @Nullable AssetIdReader reader;
    private final MessageDigest digest;
    private final @Nullable SpooledList list;
    private final OpenSpan span;
    private long rejected;

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

    @Override
    public Iterator<Chunk> iterator() {
        return new Iterator<>() {
            private @Nullable Chunk next = read();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Chunk next() {
                Chunk chunk = next;
                if (chunk == null) {
                    throw new NoSuchElementException();
                }
                next = read();
                return chunk;
            }
        };
    }

    private @Nullable Chunk read() {
        if (reader == null) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        try {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                rejected += entry instanceof Entry.Rejected ? 1 : 0;
                if (rejected > survey.rejected()) { // what was found to be few lines is not to become many
                    throw changed();
                }
                entries.add(entry);
                if (entries.size() == CHUNK) {
                    break;
                }
            }
        } catch (UnreadableException e) {
            // the first pass read all of it, so the content has changed, or is being changed
            throw changed();
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be read completely: " + RootCause.shown(e), e);
        }
        return entries.isEmpty() ? null : new Chunk(submission, entries);
    }

    private static UncheckedIOException changed() {
        return new UncheckedIOException(new IOException("it changed while it was read"));
    }

    @Override
    public void close() {
        span.failed("not-accepted"); // nothing if it has ended
        span.close();
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be closed: " + RootCause.shown(e), e);
        }
    }
}
