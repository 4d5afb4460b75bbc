package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.http.Caller;
import io.voddelete.reader.Entry;
import io.voddelete.reader.RejectedLine;
import java.util.List;

/**
 * One request, authenticated and read.
 *
 * @param submissionId the same for the same key
 * @param key identifies a repeated request
 * @param source for people
 * @param contextPath what the server has before our paths
 * @param sender the caller
 * @param from its origin and authentication, for the log
 * @param sha256 of the body as it was sent, in lower-case hex
 * @param lines the number of lines of the list, including blank ones
 * @param notices for the sender
 * @param rejected lines for the rejected endpoint; empty if they were reported before
 */
public record WebhookRequest(
        String submissionId,
        String key,
        String source,
        String contextPath,
        Caller sender,
        String from,
        String sha256,
        long lines,
        List<Notice> notices,
        List<Entry> entries,
        List<RejectedLine> rejected) {}
