package io.voddelete.intake;

import io.voddelete.reader.RejectedLine;
import io.voddelete.store.Requested;
import io.voddelete.store.Submissions;
import io.voddelete.store.Submitted;
import java.util.List;

/** A list that was read completely and is small enough for the memory and for one transaction. */
public sealed interface ListInMemory extends ListToAccept permits WebhookRequest, MessageList {
    /** The lines for the rejected endpoint, which come first; empty if they were reported before. */
    List<RejectedLine> rejected();

    /** Who asked for it, from where and why. */
    Requested requested();

    /**
     * Accepts it in one transaction, which is over when this returns; one that is a repetition changes nothing.
     *
     * @param by who asked for it, with the trace that it belongs to
     */
    Submitted submit(Submissions submissions, Requested by);
}
