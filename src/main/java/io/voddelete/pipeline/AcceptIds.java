package io.voddelete.pipeline;

import io.voddelete.asset.AssetIdPattern;
import io.voddelete.asset.Entry;
import io.voddelete.asset.RejectedLine;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Submission;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the ids of one file in two passes: the first one checks, counts and hashes, the second one accepts. What makes
 * the submission the same one after a crash is the file's name, content and time of change.
 */
public final class AcceptIds {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptIds.class);

    private final AssetStore store;
    private final AssetIdPattern pattern;
    private final JsonLines rejectedFile;
    private final Signal work;

    /** @param work stops the reading; raised when ids may be claimed */
    public AcceptIds(AssetStore store, AssetIdPattern pattern, JsonLines rejectedFile, Signal work) {
        this.store = store;
        this.pattern = pattern;
        this.rejectedFile = rejectedFile;
        this.work = work;
    }

    /** Makes the first pass and begins, or resumes, the submission. */
    public Reading open(File file) throws IOException {
        Path path = file.toPath();
        Survey survey = Survey.of(path, pattern);
        String key = "file:" + file.getName() + ":" + survey.sha256() + ":"
                + survey.stamp().changed();
        Submission submission = store.open(key, "file:" + file.getName());
        MessageDigest digest = Survey.sha256Digest();
        try {
            return new Reading(
                    submission,
                    survey,
                    submission.sealed() ? null : Survey.reader(path, pattern, digest),
                    digest,
                    work::isStopping);
        } catch (IOException | RuntimeException e) {
            store.abandon(submission);
            throw e;
        }
    }

    /** Accepts the ids of a chunk and gives the lines that are none. */
    public List<RejectedLine> accept(Reading.Chunk chunk) {
        Submission submission = chunk.submission();
        store.accept(
                submission,
                chunk.entries().stream()
                        .filter(Entry.Found.class::isInstance)
                        .map(Entry.Found.class::cast)
                        .toList());
        return chunk.entries().stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .map(line -> new RejectedLine(
                        submission.submissionId() + "-" + line.line(),
                        submission.submissionId(),
                        submission.source(),
                        line.line(),
                        line.text(),
                        line.reason()))
                .toList();
    }

    /** Looks at the stop between two rejected lines, of which a chunk may hold many and the endpoint be slow. */
    public void goOnUnlessStopping() {
        if (work.isStopping()) {
            throw Reading.withheld();
        }
    }

    /** Ends the reading: from now on the ids are claimed. */
    public void seal(Reading reading) throws IOException {
        Submission submission = reading.getSubmission();
        if (submission.sealed()) {
            LOG.info(
                    "{} was accepted before a restart as submission {}",
                    submission.source(),
                    submission.submissionId());
            return;
        }
        Survey survey = reading.survey();
        if (!reading.isAsSurveyed()) {
            throw new IOException(submission.source() + " changed while it was read");
        }
        rejectedFile.force();
        store.seal(submission, survey.lines(), reading.rejected());
        work.raise();
        LOG.info(
                "{} is submission {}: {} lines, {} asset ids, {} lines rejected",
                submission.source(),
                submission.submissionId(),
                survey.lines(),
                survey.found(),
                survey.rejected());
    }

    /** Closes the reading, sealed or not. What was not sealed is never sent. */
    public void close(Reading reading) {
        store.abandon(reading.getSubmission());
        reading.close();
    }

    /** Looks at a file that was accepted once more, as the last thing before it is moved away. */
    public void checkUnchanged(Reading reading) throws IOException {
        if (!reading.getStamp().isCurrent()) {
            throw new IOException("it changed after it was accepted as submission "
                    + reading.getSubmission().submissionId() + "; its present content will be another submission");
        }
    }
}
