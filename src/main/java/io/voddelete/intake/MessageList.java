package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.reader.Entry;
import io.voddelete.reader.RejectedLine;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.Submission;
import io.voddelete.store.Submissions;
import io.voddelete.store.Submitted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of one message, read completely.
 *
 * @param submissionId the same for the same key, content and reading rules
 * @param key identifies a repeated message; also the source of the submission, for people
 * @param requested who asked for it, from where and why
 * @param sha256 of the content, in lower-case hex
 * @param before what a message of this key was accepted as before: then the rest is empty; else null
 * @param spooledList its entries if there are too many for the memory; else null
 * @param entries its entries if they are in memory
 * @param rejected lines for the rejected endpoint, if the entries are in memory
 */
public record MessageList(
        String submissionId,
        String key,
        Requested requested,
        String sha256,
        @Nullable Submission before,
        @Nullable SpooledList spooledList,
        List<Entry> entries,
        long lines,
        List<Notice> notices,
        List<RejectedLine> rejected)
        implements ListInMemory {
    /** Cheap: Camel asks for it when it evaluates an expression. */
    @Override
    public int hashCode() {
        return submissionId.hashCode();
    }

    static MessageList repeated(Submission before, String key, String sha256) {
        return new MessageList(
                before.submissionId(),
                key,
                before.requested(),
                sha256,
                before,
                null,
                List.of(),
                0,
                List.of(),
                List.of());
    }

    /** Whether a message of this key was accepted before. */
    boolean repeated() {
        return before != null;
    }

    /** What is accepted of it: itself, or the file with its entries. */
    public ListToAccept getContent() {
        return spooledList == null ? this : spooledList;
    }

    @Override
    public boolean isInMemory() {
        return spooledList == null;
    }

    @Override
    public String intake() {
        return "message";
    }

    @Override
    public Submitted submit(Submissions submissions, Requested by) {
        if (before != null) {
            return new Submitted(before, true);
        }
        Seal seal = new Seal(lines, sha256, null, notices);
        return submissions.submit(submissionId, key, key, by, entries, seal, DayLimit.NONE);
    }
}
