package io.voddelete.store;

/**
 * The ids that are claimed and not settled.
 *
 * @param claimed all of them
 * @param calling those of them whose call was begun
 */
public record InFlight(int claimed, int calling) {}
