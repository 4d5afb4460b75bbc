package io.voddelete.store;

/**
 * The counters of all sealed submissions; accepted = pending + deleted + failed + kept at any time.
 *
 * @param submissions number of sealed submissions
 * @param unreported number of settled ids whose outcome has not been delivered
 */
public record Totals(
        long submissions,
        long accepted,
        long pending,
        long deleted,
        long failed,
        long kept,
        long rejected,
        long duplicate,
        long unreported) {}
