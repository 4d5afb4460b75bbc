package io.voddelete.intake;

import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.Submission;
import io.voddelete.support.FileVersion;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The second pass over one submission: its entries, chunk by chunk. Read once, by one thread. */
public final class SubmissionReader implements Iterable<SubmissionReader.Chunk>, AutoCloseable {
    /** Entries that are accepted together. */
    public record Chunk(Submission submission, List<Entry> entries) {}

    /** The folder of the inbox for what was accepted. */
    public static final String DONE = "done";

    private static final int CHUNK = 20_000;

    private final Submission submission;
    private final ListSummary survey;
    private final AssetIdReader reader;
    private final MessageDigest digest;
    private final SpooledList list;
    private long rejected;

    /**
     * @param survey what the first pass found
     * @param reader gives the entries again; null if the submission is sealed already
     * @param digest of what the reader has read
     * @param list what is read if it is the run of a schedule; null if it is a file
     */
    SubmissionReader(
            Submission submission, ListSummary survey, AssetIdReader reader, MessageDigest digest, SpooledList list) {
        this.submission = submission;
        this.survey = survey;
        this.reader = reader;
        this.digest = digest;
        this.list = list;
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

    /** Whether the second pass, now at its end, read the very content that the first one had read. Asked once. */
    boolean isAsSurveyed() {
        return Sha256.hex(digest).equals(survey.sha256());
    }

    /** The run of a schedule that is read; null if it is a file. */
    SpooledList list() {
        return list;
    }

    /** Where the file is kept when it is done, from the inbox; null if it is the run of a schedule. */
    public String getKeptAs() {
        return list != null
                ? null
                : DONE + "/"
                        + ArchivedName.of(survey.stamp().file().getFileName().toString(), submission.submissionId());
    }

    @Override
    public Iterator<Chunk> iterator() {
        return new Iterator<>() {
            private Chunk next = read();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Chunk next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                Chunk chunk = next;
                next = read();
                return chunk;
            }
        };
    }

    private Chunk read() {
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
            // the first pass could read all of it, so it is another content, perhaps in the middle of a change
            throw changed();
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be read to its end: " + RootCause.shown(e), e);
        }
        return entries.isEmpty() ? null : new Chunk(submission, entries);
    }

    private static UncheckedIOException changed() {
        return new UncheckedIOException(new IOException("it changed while it was read"));
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be closed: " + RootCause.shown(e), e);
        }
    }
}
