package io.voddelete.intake;

import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionDeferredException;
import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.RejectedLine;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.Submission;
import io.voddelete.store.Submitted;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads lists from messages of a host's routes, and answers when they are accepted. A message with a key becomes one
 * submission however often it arrives. Safe for use by many threads.
 */
public final class MessageIntake {
    /** With more entries a list is spooled to a file and accepted in chunks. */
    static final int MOST_IN_MEMORY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);
    private static final Duration START = Duration.ofSeconds(10);
    private static final String SPOOL = ".spool";
    private static final String KEY = "message:";

    private final SealedSubmissions sealedSubmissions;
    private final ListOptions input;
    private final PrivateFolder folder;
    private final Supplier<UUID> newId;
    private final WakeUp work;
    private final HeldKeys keys = new HeldKeys();

    /**
     * @param folder for lists that are too large for the memory
     * @param newId returns a key for a message that has none
     * @param work stops reading
     */
    public MessageIntake(
            SealedSubmissions sealedSubmissions,
            ListOptions input,
            PrivateFolder folder,
            Supplier<UUID> newId,
            WakeUp work) {
        this.sealedSubmissions = sealedSubmissions;
        this.input = input;
        this.folder = folder;
        this.newId = newId;
        this.work = work;
    }

    /** Deletes what a process that was killed has left. */
    public void clean() throws IOException {
        try (var files = Files.newDirectoryStream(folder.path(), "*" + SPOOL)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /**
     * Reads the whole list. The message holds its key, so close it when the list is accepted or given up.
     *
     * @throws SubmissionRefusedException if it is no list of asset ids, or its key was used with another list
     * @throws SubmissionDeferredException if the module has not started
     */
    public MessageList read(IncomingMessage message) throws IOException {
        requireRunning();
        String key = KEY + (message.key() == null ? newId.get() : message.key());
        message.hold(keys, key, work);
        try {
            Optional<Submission> before = sealedSubmissions.findByKey(key);
            return before.isPresent() ? repeated(key, before.get(), message) : read(key, message);
        } catch (UnreadableException e) {
            throw new SubmissionRefusedException(
                    e.reason(), "The message is not a readable list: " + e.getMessage(), e.remedy());
        }
    }

    /** The first messages of a host may come before the start is complete. */
    private void requireRunning() {
        boolean begun = work.awaitBegin(START);
        work.goOnUnlessStopping();
        if (!begun) {
            throw new SubmissionDeferredException(
                    "starting",
                    "The module has not started yet, and nothing was accepted",
                    "start the host's consumers after the Camel context has started",
                    null);
        }
    }

    private MessageList repeated(String key, Submission before, IncomingMessage message) throws IOException {
        String sha256 = ContentDigest.of(message.lists(), input.rules(), work::isStopping);
        requireSame(key, sha256, before);
        return MessageList.repeated(before, key, sha256);
    }

    private static void requireSame(String key, String sha256, Submission before) {
        if (!sha256.equals(before.sha256())) {
            throw new SubmissionRefusedException(
                    "key-in-use",
                    "Another list was already accepted with the key '" + Text.visible(key.substring(KEY.length()))
                            + "', as submission " + before.submissionId(),
                    "give a new list a new key in the header VodSubmissionKey");
        }
    }

    private MessageList read(String key, IncomingMessage message) throws IOException {
        ContentDigest digest = new ContentDigest(work::isStopping);
        try (MessageReader reader = new MessageReader(message.lists(), input, digest)) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
                if (entries.size() > MOST_IN_MEMORY) {
                    return spooled(key, new ReadAhead(entries, reader), digest, message);
                }
            }
            ListCount count = new ListCount(input.mostRejected());
            for (Entry entry : entries) {
                count.add(entry);
            }
            count.end(reader.lines());
            String sha256 = digest.hex();
            String id = submissionId(key, sha256);
            return new MessageList(
                    id,
                    key,
                    message.requested(),
                    sha256,
                    null,
                    null,
                    entries,
                    reader.lines(),
                    reader.notices(),
                    rejected(id, key, entries));
        }
    }

    private MessageList spooled(String key, ReadAhead reader, ContentDigest digest, IncomingMessage message)
            throws IOException {
        folder.require();
        Path file = folder.path().resolve(newId.get() + SPOOL);
        message.spool(file);
        EntrySpool spool = new EntrySpool(file, input, work);
        try {
            spool.add(reader, "the message");
            ListSummary survey = spool.finish();
            String sha256 = digest.hex();
            String id = submissionId(key, sha256);
            return new MessageList(
                    id,
                    key,
                    message.requested(),
                    sha256,
                    null,
                    new SpooledMessage(id, key, message.requested(), sha256, survey),
                    List.of(),
                    0,
                    List.of(),
                    List.of());
        } catch (IOException | RuntimeException | Error e) {
            spool.close();
            throw e;
        }
    }

    /**
     * Not random: a repetition, also after a crash in the middle, resumes this submission and reports the same lines to the
     * rejected endpoint. With other rules, the same content may contain other ids.
     */
    private String submissionId(String key, String sha256) {
        String text = String.join("\n", key, sha256, input.rules().toString());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static List<RejectedLine> rejected(String submissionId, String source, List<Entry> entries) {
        return entries.stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .map(line -> RejectedLine.of(line, submissionId, source, null))
                .toList();
    }

    /**
     * The answer to a message whose list is durable.
     *
     * @param accepted what the list was accepted as, if that is told; a list in chunks is looked up
     */
    public AcceptedSubmission answer(MessageList list, @Nullable Object accepted) {
        Submitted submitted = accepted instanceof Submitted told ? told : new Submitted(find(list), list.repeated());
        Submission submission = submitted.submission();
        requireSame(list.key(), list.sha256(), submission);
        Submission.Progress progress = submission.progress();
        LOG.debug(
                "{} {} as submission {}: {} asset ids accepted, {} duplicates, {} rejected",
                Text.visible(list.key()),
                submitted.repeated() ? "was already accepted" : "accepted",
                submission.submissionId(),
                progress.accepted(),
                progress.duplicates(),
                progress.rejected());
        return new AcceptedSubmission(
                submission.submissionId(),
                progress.accepted(),
                progress.duplicates(),
                progress.rejected(),
                submitted.repeated());
    }

    private Submission find(MessageList list) {
        try {
            return sealedSubmissions.find(list.submissionId()).orElseThrow();
        } catch (StoreException e) {
            throw new SubmissionDeferredException(
                    "store",
                    "The list was accepted as submission " + list.submissionId() + ", but its numbers cannot be read: "
                            + RootCause.shown(e),
                    "with the same key, it is answered with this submission",
                    e);
        }
    }
}
