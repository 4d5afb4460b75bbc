package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.outcome.AcceptedFiles;
import io.voddelete.reader.ListOptions;
import io.voddelete.store.Move;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether archived files of accepted submissions still have the accepted content. A program that has a file open
 * can go on writing to it after the move; the file is then moved back into the inbox and accepted again as a submission of
 * its own. Size and times are compared first; the content is read only if they are unknown, or differ for the same size.
 * Thread-safe.
 */
public final class ArchivedFiles implements AcceptedFiles {
    /** How long a file is watched after the move. */
    static final Duration WATCHED = Duration.ofHours(1);

    private static final int MOST = 10_000;
    private static final int SHA256 = 64;
    private static final Pattern ID = Pattern.compile(".*-([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", Pattern.DOTALL);
    private static final int MOST_AT_START = 1_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ArchivedFiles.class);

    private record Kept(String submissionId, FileVersion stamp, Instant since) {}

    private final Path inbox;
    private final long maxBytes;
    private final ListOptions input;
    private final SealedSubmissions submissions;
    private final WakeUp stop;
    private final TimeSource clock;
    private final ThrottledLog faults;
    private final Map<String, Kept> watched = new LinkedHashMap<>();
    private boolean looked;
    private long lookedAt;
    private boolean begun;
    private Optional<Move> brokenOff = Optional.empty();

    /**
     * @param inbox the directory where files are dropped
     * @param stop ends reading a file
     */
    public ArchivedFiles(Path inbox, ListOptions input, SealedSubmissions submissions, WakeUp stop, TimeSource clock) {
        this.inbox = inbox;
        this.maxBytes = input.maxBytes();
        this.input = input;
        this.submissions = submissions;
        this.stop = stop;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "checking accepted files", clock);
    }

    /** Where an accepted file belongs, relative to the inbox; the store may have decided to hold it. */
    String place(SubmissionReader reading) {
        return submissions
                .find(reading.getSubmission().submissionId())
                .map(Submission::requireKeptAs)
                .orElseGet(reading::requireKeptAs);
    }

    /** The file was archived; it is watched for an hour, unless it has been removed already. */
    synchronized void moved(SubmissionReader reading, String keptAs) {
        Path file = inbox.resolve(keptAs);
        try {
            if (reading.getStamp().isMovedTo(file)) {
                watch(keptAs, new Kept(reading.getSubmission().submissionId(), FileVersion.of(file), clock.instant()));
                stop.raise(); // whoever looks at files has to look more often
            }
        } catch (IOException e) {
            LOG.debug("{} is not watched: {}", Text.visible(file.toString()), RootCause.shown(e));
        }
    }

    /** A refused file is about to be moved. */
    void moving(UnreadableFileException refused, String keptAs) {
        String sha256 = refused.sha256();
        submissions.recordMove(new Move(keptAs, sha256 == null ? refused.stamp().mark() : sha256));
    }

    /** Call before any file is moved: finds a move that a crash may have interrupted. */
    synchronized void prepare() {
        brokenOff = submissions.lastMove();
    }

    /**
     * Whether this file has the content that was accepted as this submission.
     *
     * @param submissionId need not exist
     */
    boolean isAccepted(String submissionId, String keptAs, Path file) throws IOException {
        Submission submission = submissions.find(submissionId).orElse(null);
        return submission != null && keptAs.equals(submission.keptAs()) && hasContent(file, submission.sha256());
    }

    /** Whether the file has this SHA-256; false if it is too large to be read, and for null. */
    boolean hasContent(Path file, @Nullable String sha256) throws IOException {
        FileVersion now = FileVersion.of(file);
        return now.size() <= maxBytes && input.sha256(now, stop::isStopping).equals(sha256);
    }

    private void watch(String keptAs, Kept kept) {
        watched.put(keptAs, kept);
        if (watched.size() > MOST) {
            watched.remove(watched.keySet().iterator().next());
        }
    }

    /**
     * Checks all watched files every two seconds. The first time after a start, checks those that were accepted in the last
     * hour, and reads the newest to know what to watch.
     */
    @Override
    public void lookAtAll() {
        if (!isTime()) {
            return;
        }
        try {
            if (!begun) {
                if (brokenOff.isPresent()) {
                    finish(brokenOff.get());
                }
                submissions
                        .sealedSince(clock.instant().minus(WATCHED), MOST_AT_START)
                        .forEach(this::tryCheck);
                begun = true;
            }
            for (Kept kept : toLookAt()) {
                if (Files.exists(kept.stamp.file(), LinkOption.NOFOLLOW_LINKS) && !kept.stamp.isCurrent()) {
                    submissions.find(kept.submissionId).ifPresent(this::tryCheck);
                }
            }
        } catch (IOException | StoreException e) {
            faults.failed(RootCause.shown(e), "It is retried");
        } catch (CallDeferredException e) {
            LOG.debug("{}", e.getMessage());
        }
    }

    @Override
    public synchronized boolean areWatched() {
        return !begun || !watched.isEmpty();
    }

    /** A file that was replaced just before a crash is archived under the name of another one. */
    private void finish(Move move) throws IOException {
        Matcher id = ID.matcher(move.keptAs());
        Optional<Submission> submission = id.lookingAt() ? submissions.find(id.group(1)) : Optional.empty();
        if (submission.isPresent()) {
            tryCheck(submission.get());
            return;
        }
        Path file = inbox.resolve(move.keptAs());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean same = move.content().length() == SHA256
                ? hasContent(file, move.content())
                : FileVersion.of(file).mark().equals(move.content());
        if (!same) {
            Files.move(file, inbox.resolve(file.getFileName()));
            LOG.warn(
                    "{} is not the file that was refused: it replaced that file during the move, before a crash. It is"
                            + " moved back into the inbox and read from there",
                    Text.visible(move.keptAs()));
        }
    }

    private synchronized boolean isTime() {
        long now = clock.nanoTime();
        boolean time = !looked || now - lookedAt >= LOOK_AGAIN.toNanos();
        looked = true;
        lookedAt = time ? now : lookedAt;
        return time;
    }

    private synchronized List<Kept> toLookAt() {
        Instant now = clock.instant();
        watched.values()
                .removeIf(kept -> Duration.between(kept.since, now).abs().compareTo(WATCHED) > 0);
        return List.copyOf(watched.values());
    }

    private void tryCheck(Submission submission) {
        try {
            check(submission);
            faults.worked();
        } catch (IOException e) {
            faults.stopped(
                    Text.visible(submission.keptAs()) + " of submission " + submission.submissionId()
                            + " changed after it was accepted, and cannot be moved back: " + RootCause.shown(e),
                    "It is retried; check the file, and drop it into the inbox again");
        }
    }

    /**
     * Moves the file back into the inbox if its content is no longer what was accepted. Does nothing if it was removed.
     *
     * @return whether it was moved back
     * @throws IOException if it cannot be read or moved
     */
    @Override
    public synchronized boolean check(Submission submission) throws IOException {
        String keptAs = submission.requireKeptAs();
        Path file = inbox.resolve(keptAs);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        FileVersion now = FileVersion.of(file);
        Kept kept = watched.get(keptAs);
        if (kept != null && kept.stamp.equals(now)) {
            return false;
        }
        boolean otherSize = now.size() > maxBytes || kept != null && kept.stamp.size() != now.size();
        if (!otherSize && input.sha256(file, stop::isStopping).equals(submission.sha256())) {
            // its times may differ, for example because of a new link to it
            Instant sealedAt = submission.sealedAt();
            Instant since = kept != null ? kept.since : sealedAt != null ? sealedAt : clock.instant();
            watch(keptAs, new Kept(submission.submissionId(), now, since));
            return false;
        }
        takeBack(submission, file, now.size());
        return true;
    }

    /** Keeps the archived name, which is unique, so that no file in the inbox is replaced. */
    private void takeBack(Submission submission, Path file, long size) throws IOException {
        Path again = inbox.resolve(file.getFileName());
        submissions.note(
                submission,
                Notice.changedLater("it changed after it was accepted and was moved back into the inbox as '"
                        + Text.visible(again.getFileName().toString()) + "', where it is accepted again as a whole"));
        Files.move(file, again);
        watched.remove(submission.keptAs());
        LOG.error(
                "{} changed after it was accepted as submission {}: {} now has {} bytes and is moved back into the inbox as"
                        + " '{}'. It is accepted as a new submission once it stops changing; ids that were accepted"
                        + " before count as duplicates. Its writer should use a name that ends in .tmp until it is complete",
                Text.visible(submission.source()),
                submission.submissionId(),
                Text.visible(submission.keptAs()),
                size,
                Text.visible(again.getFileName().toString()));
    }
}
