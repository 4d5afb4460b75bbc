package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.http.Caller;
import io.voddelete.reader.Entry;
import io.voddelete.reader.RejectedLine;
import java.util.List;

/**
 * One request, checked and read.
 *
 * @param submissionId the same for the same key
 * @param key what makes a request the same one when it is sent again
 * @param source as people see it
 * @param sender who sent it
 * @param from where it came from and how its sender was known, fit for the log
 * @param sha256 of the body as it was sent, in lower-case hex
 * @param lines of the list, blank ones among them
 * @param notices what the sender should know
 * @param rejected what goes to the rejected endpoint; none if that was done before
 */
public record WebhookRequest(
        String submissionId,
        String key,
        String source,
        Caller sender,
        String from,
        String sha256,
        long lines,
        List<Notice> notices,
        List<Entry> entries,
        List<RejectedLine> rejected) {}
