package io.voddelete.store;

/**
 * The ids that are claimed and not settled, and those that are settled and not reported.
 *
 * @param claimed all that are claimed and not settled
 * @param calling those of them whose call was begun
 * @param unreported settled ids whose outcome has not reached its endpoint yet
 */
public record InFlight(int claimed, int calling, long unreported) {}
