package io.voddelete.store;

import java.time.Instant;

/**
 * How much of the limit of a day a caller has used, who wants more than is left.
 *
 * @param used ids of his that were accepted today
 * @param asked ids that would be accepted now
 * @param until when the next day begins
 */
public record DayUse(String caller, long limit, long used, long asked, Instant until) {}
