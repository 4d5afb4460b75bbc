package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.http.Caller;
import io.voddelete.reader.Entry;
import io.voddelete.reader.RejectedLine;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.Submissions;
import io.voddelete.store.Submitted;
import java.util.List;

/**
 * One request, authenticated and read.
 *
 * @param submissionId the same for the same key
 * @param key identifies a repeated request
 * @param source for people
 * @param contextPath what the server has before our paths
 * @param sender the caller
 * @param requested who asked for it, from where and why
 * @param from its origin and authentication, for the log
 * @param sha256 of the body as it was sent, in lower-case hex
 * @param lines the number of lines of the list, including blank ones
 * @param notices for the sender
 * @param rejected lines for the rejected endpoint; empty if they were reported before
 * @param queue where it waits for the store
 */
public record WebhookRequest(
        String submissionId,
        String key,
        String source,
        String contextPath,
        Caller sender,
        Requested requested,
        String from,
        String sha256,
        long lines,
        List<Notice> notices,
        List<Entry> entries,
        List<RejectedLine> rejected,
        StoreBulkhead queue)
        implements ListInMemory {
    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public String intake() {
        return "webhook";
    }

    @Override
    public Submitted submit(Submissions submissions, Requested by) {
        Seal seal = new Seal(lines, sha256, null, notices);
        return queue.waitIn(() -> submissions.submit(submissionId, key, source, by, entries, seal, limit(sender)));
    }

    /** Cheap: Camel asks for it when it evaluates an expression. */
    @Override
    public int hashCode() {
        return submissionId.hashCode();
    }

    /** How many ids of a caller are accepted in a day. */
    static DayLimit limit(Caller sender) {
        return new DayLimit(sender.name(), sender.idsPerDay());
    }
}
