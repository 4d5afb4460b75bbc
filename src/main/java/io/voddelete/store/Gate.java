package io.voddelete.store;

import java.util.Locale;

/** Whether the ids of a sealed submission may be sent. Only those of {@link #RELEASED} ones are ever in a DELETE call. */
public enum Gate {
    /** Its ids are sent. */
    RELEASED,
    /** It is released at the end of {@code vod.grace.period}, unless somebody undoes it. */
    GRACE,
    /** It waits for an approval. */
    HELD,
    /** An operator has stopped it. */
    STOPPED,
    /** Its ids are KEPT, except those that a call may have deleted before. */
    CANCELLED,
    /** Nobody has approved it in time; otherwise like {@link #CANCELLED}. */
    EXPIRED;

    /** Returns whether it will never be released. */
    public boolean isEnded() {
        return this == CANCELLED || this == EXPIRED;
    }

    /** Returns the word for people and other systems. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
