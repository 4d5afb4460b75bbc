package io.voddelete.pipeline;

import io.voddelete.asset.Entry;
import io.voddelete.asset.RejectedLine;
import io.voddelete.asset.Text;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Sealing;
import io.voddelete.store.StoreException;
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
    private final Input input;
    private final JsonLines rejectedFile;
    private final Signal work;
    private final Signal sealed;

    /**
     * @param work stops the reading; raised when ids may be claimed
     * @param sealed raised when a receipt is due
     */
    public AcceptIds(AssetStore store, Input input, JsonLines rejectedFile, Signal work, Signal sealed) {
        this.store = store;
        this.input = input;
        this.rejectedFile = rejectedFile;
        this.work = work;
        this.sealed = sealed;
    }

    /**
     * Makes the first pass and begins, or resumes, the submission.
     *
     * @throws RefusedException if the file cannot be read as a list of asset ids; nothing of it is accepted
     */
    public Reading open(File file) throws IOException {
        Path path = file.toPath();
        Survey survey = Survey.of(path, input, work::isStopping);
        Submission submission = store.open(key(file, survey), "file:" + file.getName());
        MessageDigest digest = Survey.sha256Digest();
        try {
            return new Reading(
                    submission,
                    survey,
                    submission.sealed() ? null : input.open(path, digest, work::isStopping),
                    digest);
        } catch (IOException | RuntimeException e) {
            abandon(submission);
            throw e;
        }
    }

    /** With another pattern the same lines would be other ids: what was begun with the old one is not resumed. */
    private String key(File file, Survey survey) {
        return String.join(
                ":",
                "file",
                file.getName(),
                survey.sha256(),
                survey.stamp().changed().toString(),
                input.pattern().toString());
    }

    /** Accepts the ids of a chunk and gives the lines that are none. */
    public List<RejectedLine> accept(Reading.Chunk chunk) {
        Submission submission = chunk.submission();
        store.accept(submission, chunk.entries());
        return chunk.entries().stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .map(line -> RejectedLine.of(line, submission.submissionId(), submission.source()))
                .toList();
    }

    /** Looks at the stop between two rejected lines, of which a chunk may hold many and the endpoint be slow. */
    public void goOnUnlessStopping() {
        Input.goOnUnless(work::isStopping);
    }

    /** Ends the reading: from now on the ids are claimed. */
    public void seal(Reading reading) throws IOException {
        Submission submission = reading.getSubmission();
        if (submission.sealed()) {
            LOG.info(
                    "{} is already accepted as submission {}",
                    Text.visible(submission.source()),
                    submission.submissionId());
            return;
        }
        Survey survey = reading.survey();
        // also when it is gone: who took it away while it was read did not want it sent
        if (!reading.isAsSurveyed() || !survey.stamp().isCurrent()) {
            throw new IOException("it changed while it was read");
        }
        rejectedFile.force();
        store.seal(submission, new Sealing(survey.lines(), survey.sha256(), reading.getKeptAs()));
        work.raise();
        sealed.raise();
        LOG.info(
                "{} is submission {}: {} lines, {} asset ids, {} lines rejected",
                Text.visible(submission.source()),
                submission.submissionId(),
                survey.lines(),
                survey.found(),
                survey.rejected());
    }

    /** Closes the reading, sealed or not. What was not sealed is not sent, but what others named too is sent for them. */
    public void close(Reading reading) {
        abandon(reading.getSubmission());
        reading.close();
    }

    private void abandon(Submission submission) {
        try {
            if (store.abandon(submission) > 0) {
                work.raise();
            }
        } catch (StoreException e) {
            LOG.warn(
                    "{}: {}. Ids of it that others named too are sent after the next start",
                    Text.visible(submission.source()),
                    Text.visible(e.getMessage()));
        }
    }
}
