package io.voddelete.store;

/**
 * The counters of all sealed submissions together: accepted = pending + deleted + failed, at every moment.
 *
 * @param submissions how many were sealed
 * @param unreported settled ids whose outcome has not reached its endpoint yet
 */
public record Totals(
        long submissions,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long rejected,
        long duplicate,
        long unreported) {}
