package io.voddelete.store;

import org.jspecify.annotations.Nullable;

/**
 * The caller for whom ids are accepted, and how many may be accepted for it in one day, from 0:00 to 24:00 UTC.
 *
 * @param caller null if unknown; its ids are then neither counted nor limited
 * @param idsPerDay {@link Long#MAX_VALUE} for no limit
 */
public record DayLimit(@Nullable String caller, long idsPerDay) {
    /** No limit, for an unknown caller. */
    public static final DayLimit NONE = new DayLimit(null, Long.MAX_VALUE);

    boolean isSet() {
        return idsPerDay < Long.MAX_VALUE;
    }
}
