package io.voddelete.intake;

import io.voddelete.outcome.JsonLines;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.RejectedLine;
import io.voddelete.store.Move;
import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;
import io.voddelete.store.Submitted;
import io.voddelete.support.FileOwner;
import io.voddelete.support.LogContext;
import io.voddelete.support.LogEvent;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.OpenSpan;
import io.voddelete.trace.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Accepts the ids of a list: at once where it is in memory. A file, a schedule run and a large message are accepted in two
 * passes: the first checks, counts and hashes, the second accepts. After a crash, the submission is recognized by its content together with the file's name and change time,
 * the planned time of the run, or the key of the message.
 */
public final class AcceptIds {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptIds.class);

    private final Submissions submissions;
    private final SealedSubmissions sealedSubmissions;
    private final ListOptions input;
    private final String node;
    private final String fileReason;
    private final JsonLines rejectedFile;
    private final Traces traces;
    private final WakeUp work;
    private final WakeUp sealed;

    /**
     * @param node tells the files of this inbox from those of other nodes; empty if there can be no others
     * @param fileReason why the ids of files are deleted; empty if nobody said
     * @param traces of submissions
     * @param work stops reading; raised when ids can be claimed
     * @param sealed raised when a receipt is due
     */
    public AcceptIds(
            Submissions submissions,
            SealedSubmissions sealedSubmissions,
            ListOptions input,
            String node,
            String fileReason,
            JsonLines rejectedFile,
            Traces traces,
            WakeUp work,
            WakeUp sealed) {
        this.submissions = submissions;
        this.sealedSubmissions = sealedSubmissions;
        this.input = input;
        this.node = node;
        this.fileReason = fileReason;
        this.rejectedFile = rejectedFile;
        this.traces = traces;
        this.work = work;
        this.sealed = sealed;
    }

    /**
     * Does the first pass and begins or resumes the submission.
     *
     * @throws UnreadableFileException if the file is not a readable list of asset ids; nothing of it is accepted
     */
    public SubmissionReader open(InboxFile file) throws IOException {
        OpenSpan span = traces.accept(file.intake(), null);
        return traced(span, () -> {
            ListSummary survey = ListSummary.of(file.path(), input, work::isStopping);
            String name = file.path().getFileName().toString();
            Requested by = requested(file).tracedBy(span.traceparent());
            return open(submissions.open(key(name, survey), "file:" + name, by), survey, null, span);
        });
    }

    private Requested requested(InboxFile file) {
        String owner = FileOwner.of(file.path()).orElse(null);
        Requested rest = Requested.of(null, String.valueOf(file.path().getParent()), fileReason, null);
        return new Requested(owner, rest.from(), rest.reason(), null);
    }

    /** Begins or resumes the submission of a list whose first pass is already done. */
    public SubmissionReader open(SpooledList list) throws IOException {
        OpenSpan span = traces.accept(list.intake(), list.requested().traceparent());
        return traced(span, () -> {
            Requested by = list.requested().tracedBy(span.traceparent());
            return open(list.open(submissions, by), list.survey(), list, span);
        });
    }

    /** A step that accepts something. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** Ends the span if the step fails. */
    private static <T> T traced(OpenSpan span, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException | RuntimeException | Error e) {
            span.failed(RootCause.innermost(e).getClass().getSimpleName());
            span.close();
            throw e;
        }
    }

    private SubmissionReader open(Submission submission, ListSummary survey, @Nullable SpooledList list, OpenSpan span)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        Path path = survey.stamp().file();
        try {
            AssetIdReader reader = null;
            if (!submission.sealed()) {
                reader = list == null
                        ? input.open(survey.stamp(), digest, work::isStopping)
                        : new SpoolReader(ListOptions.content(path, digest, work::isStopping), survey.lines());
            }
            return new SubmissionReader(submission, survey, reader, digest, list, span);
        } catch (IOException | RuntimeException | Error e) {
            abandon(submission);
            throw e;
        }
    }

    /** Other reading rules may turn the same lines into other ids, so a submission begun with the old rules is not resumed. */
    private String key(String name, ListSummary survey) {
        return String.join(
                ":",
                node.isEmpty() ? "file" : "file:" + node,
                name,
                survey.sha256(),
                survey.stamp().changed().toString(),
                input.rules().toString());
    }

    /** Accepts the ids of a chunk and returns the rejected lines. */
    public List<RejectedLine> accept(SubmissionReader.Chunk chunk) {
        Submission submission = chunk.submission();
        submissions.accept(submission, chunk.entries());
        return chunk.entries().stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .map(line -> RejectedLine.of(line, submission.submissionId(), submission.source(), null))
                .toList();
    }

    /** Accepts a whole list in one transaction. */
    public Submitted acceptAtOnce(ListInMemory list) throws IOException {
        OpenSpan span = traces.accept(list.intake(), list.requested().traceparent());
        return traced(span, () -> {
            if (!list.rejected().isEmpty()) {
                rejectedFile.force();
            }
            Submitted submitted = list.submit(submissions, list.requested().tracedBy(span.traceparent()));
            work.raise();
            Submission accepted = submitted.submission();
            SubmissionSpan.end(
                    span,
                    accepted,
                    accepted.lines(),
                    accepted.progress().accepted() + accepted.progress().duplicates(),
                    accepted.progress().rejected(),
                    submitted.repeated());
            return submitted;
        });
    }

    /** Checks for a stop between rejected lines, since a chunk may contain many and their endpoint may be slow. */
    public void goOnUnlessStopping() {
        work.goOnUnlessStopping();
    }

    /** Ends the submission; from now on its ids can be claimed. */
    public void seal(SubmissionReader reading) throws IOException {
        Submission submission = reading.getSubmission();
        LogContext.ofSubmission(
                submission.submissionId(), submission.requested().traceparent(), () -> seal(reading, submission));
    }

    private void seal(SubmissionReader reading, Submission submission) throws IOException {
        if (submission.sealed()) {
            LOG.info(
                    "{} was already accepted as submission {}",
                    Text.visible(submission.source()),
                    submission.submissionId());
            String keptAs = reading.getKeptAs();
            if (keptAs != null) {
                sealedSubmissions.recordMove(new Move(keptAs, reading.survey().sha256()));
            }
            reading.accepted();
            return;
        }
        ListSummary survey = reading.survey();
        // also if it is gone: whoever removed it while it was read did not want it sent
        if (!reading.isAsSurveyed() || !survey.stamp().isCurrent()) {
            throw new IOException("it changed while it was read");
        }
        rejectedFile.force();
        SpooledList list = reading.list();
        String sha256 = list == null ? survey.sha256() : list.sha256();
        Seal sealing = new Seal(survey.lines(), sha256, reading.getKeptAs(), survey.notices());
        seal(submission, sealing, list);
        reading.accepted();
        work.raise();
        sealed.raise();
        LogEvent.done(LOG, Level.INFO, "submission-accepted")
                .log(
                        "{} accepted as submission {}: {} lines, {} asset ids, {} lines rejected",
                        Text.visible(submission.source()),
                        submission.submissionId(),
                        survey.lines(),
                        survey.found(),
                        survey.rejected());
        NoticeLog.write(LOG, submission.source(), survey.notices());
    }

    private void seal(Submission submission, Seal sealing, @Nullable SpooledList list) {
        if (list == null) {
            submissions.seal(submission, sealing);
        } else {
            list.seal(submissions, submission, sealing);
        }
    }

    /** Closes the reader. The ids of an unfinished submission are not sent, except those that other submissions also contain. */
    public void close(SubmissionReader reading) {
        abandon(reading.getSubmission());
        reading.close();
    }

    private void abandon(Submission submission) {
        try {
            if (submissions.abandon(submission) > 0) {
                work.raise();
            }
        } catch (StoreException e) {
            LOG.warn(
                    "{}: {}. Ids that other submissions also contain will be sent later",
                    Text.visible(submission.source()),
                    Text.visible(e.getMessage()));
        }
    }
}
