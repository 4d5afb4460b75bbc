package io.voddelete.store;

/**
 * The numbers of ids that are claimed and not settled, and of those that are settled and not reported.
 *
 * @param claimed ids that are claimed and not settled
 * @param calling those among them whose call has begun
 * @param unreported settled ids whose outcome has not been delivered
 */
public record InFlight(int claimed, int calling, long unreported) {}
