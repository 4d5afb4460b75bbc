package io.voddelete.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an id whose deletion a person approved.
 *
 * @param plannedAt when the plan was made, by our clock
 * @param asked whether {@code asset/info} described any asset of the list for its plan
 * @param seen what it said about this one; null if it was not asked
 */
public record Approved(
        Instant plannedAt, boolean asked, @Nullable PlannedAsset seen) {}
