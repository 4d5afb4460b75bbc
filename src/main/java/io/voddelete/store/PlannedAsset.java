package io.voddelete.store;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import java.time.Instant;

/**
 * What {@code asset/info} said about an asset when the plan of its submission was made.
 *
 * @param modified when it was last changed, to the second, by VOD's clock
 * @param published whether people could watch it
 * @param info what is kept with the result
 */
public record PlannedAsset(AssetId assetId, Instant modified, boolean published, AssetInfo info) {
    /** Without what is only kept. */
    public PlannedAsset(AssetId assetId, Instant modified, boolean published) {
        this(assetId, modified, published, AssetInfo.NONE);
    }
}
