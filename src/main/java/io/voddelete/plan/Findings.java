package io.voddelete.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a survey found.
 *
 * @param ids the number of ids of the list
 * @param asked the number of ids that VOD was asked about and answered
 * @param stoppedBy why fewer were asked than intended; null if all of them were
 * @param counts about the asked ids only
 * @param examples the first id and some at random
 * @param idsSha256 of all ids in their order, each with a line feed
 */
record Findings(
        long ids, long asked, @Nullable String stoppedBy, Counts counts, List<AssetFacts> examples, String idsSha256) {
    /**
     * Numbers of the asked ids.
     *
     * @param unknown answered without saying whether the asset exists
     * @param published of the living
     * @param protectedBy numbers of the living by reason
     * @param young of the living, created in the last {@value Survey#YOUNG_DAYS} days
     * @param oldest when the oldest of the living was created; null if unknown
     * @param byCategory numbers of the living by the name of their category, the largest first
     */
    record Counts(
            long living,
            long notFound,
            long gone,
            long unknown,
            long published,
            Map<String, Long> protectedBy,
            long young,
            @Nullable Instant oldest,
            Map<String, Long> byCategory) {}

    /** Returns whether VOD was asked about each id. */
    boolean isComplete() {
        return asked == ids;
    }

    /** Returns how many ids would be sent, as far as is known: what does not exist or is protected is not sent. */
    long toDelete() {
        long spared = isComplete()
                ? counts.notFound
                        + counts.gone
                        + counts.protectedBy.values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                : 0;
        return ids - spared;
    }
}
