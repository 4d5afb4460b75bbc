package io.voddelete.store;

/**
 * For whom ids are accepted, and how many of his may be in one day, from 0:00 to 24:00 UTC.
 *
 * @param caller null for nobody who is known: his ids are not counted
 * @param idsPerDay {@link Long#MAX_VALUE} for no limit
 */
public record DayLimit(String caller, long idsPerDay) {
    /** For nobody who is known. */
    public static final DayLimit NONE = new DayLimit(null, Long.MAX_VALUE);

    boolean isSet() {
        return idsPerDay < Long.MAX_VALUE;
    }
}
