package io.voddelete.store;

import java.time.Instant;

/**
 * How much of its daily limit a caller has used that asks for more than is left.
 *
 * @param used number of its ids that were accepted today
 * @param asked number of ids that would be accepted now
 * @param until start of the next day
 */
public record DayUse(String caller, long limit, long used, long asked, Instant until) {}
