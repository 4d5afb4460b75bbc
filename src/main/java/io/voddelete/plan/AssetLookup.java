package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import java.time.Duration;
import java.util.List;

/** Asks {@code asset/info}, which reads and changes nothing. */
@FunctionalInterface
public interface AssetLookup {
    /** The most ids of one call. */
    int MOST = 10;

    /**
     * Asks once, at the pace of all such calls.
     *
     * @param assetIds 1 to {@value #MOST}
     * @return the facts of each id, in any order; an id that VOD says nothing about may be missing
     * @throws LookupException if there is no usable answer
     */
    List<AssetFacts> ask(List<AssetId> assetIds) throws LookupException;

    /**
     * The same.
     *
     * @param longest how long the call may wait for its turn, at most
     */
    default List<AssetFacts> ask(List<AssetId> assetIds, Duration longest) throws LookupException {
        return ask(assetIds);
    }
}
