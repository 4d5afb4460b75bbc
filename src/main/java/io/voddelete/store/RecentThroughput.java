package io.voddelete.store;

import java.time.Duration;

/**
 * The number of ids settled in the last five minutes.
 *
 * @param within the time in which they were settled; shorter than five minutes soon after a start
 */
public record RecentThroughput(long ids, Duration within) {}
