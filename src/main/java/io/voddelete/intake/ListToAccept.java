package io.voddelete.intake;

/**
 * A list of asset ids that {@code vod-accept-ids} accepts, as a whole or not at all. Types of their own, since Camel makes a
 * {@link java.io.File} of any text.
 */
public sealed interface ListToAccept permits InboxFile, SpooledList, ListInMemory {
    /** Whether it is accepted at once, in one transaction; otherwise it is read again, and accepted in chunks. */
    boolean isInMemory();

    /** Where it came in: file, webhook, schedule or message. */
    String intake();
}
