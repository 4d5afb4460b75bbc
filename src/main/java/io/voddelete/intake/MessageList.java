package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.reader.Entry;
import io.voddelete.reader.RejectedLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of one message, read completely. It holds its key until it is closed.
 *
 * @param submissionId the same for the same key, content and reading rules
 * @param key identifies a repeated message; also the source of the submission, for people
 * @param sha256 of the content, in lower-case hex
 * @param repeated whether a message of this key was accepted before: then the rest is empty
 * @param spooledList its entries if there are too many for the memory; else null
 * @param entries its entries if they are in memory
 * @param rejected lines for the rejected endpoint, if the entries are in memory
 */
public record MessageList(
        String submissionId,
        String key,
        String sha256,
        boolean repeated,
        @Nullable SpooledList spooledList,
        List<Entry> entries,
        long lines,
        List<Notice> notices,
        List<RejectedLine> rejected) {

    static MessageList repeated(String submissionId, String key, String sha256) {
        return new MessageList(submissionId, key, sha256, true, null, List.of(), 0, List.of(), List.of());
    }

    /** Whether its entries are in a file. */
    public boolean isSpooled() {
        return spooledList != null;
    }
}
