package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ids that {@code asset/info} is asked about for a plan. Nothing is claimed, and no answer changes an id.
 *
 * @param assetIds one to ten
 * @param latest until when the call is of use
 * @param sentAt when the call was sent; null if it was not
 */
public record Question(
        List<AssetId> assetIds, Instant latest, @Nullable Instant sentAt) {
    public Question {
        assetIds = List.copyOf(assetIds);
    }

    /** A question that was not sent. */
    public Question(List<AssetId> assetIds, Instant latest) {
        this(assetIds, latest, null);
    }

    Question sent(Instant at) {
        return new Question(assetIds, latest, at);
    }

    /** An object that stays the same when the call is sent. */
    Object key() {
        return assetIds;
    }
}
