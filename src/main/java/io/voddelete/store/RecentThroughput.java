package io.voddelete.store;

import java.time.Duration;

/**
 * The ids that were settled in the last minutes, at most five of them.
 *
 * @param within the time in which they were; shorter soon after a start
 */
public record RecentThroughput(long ids, Duration within) {}
