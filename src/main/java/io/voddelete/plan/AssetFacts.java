package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.support.Text;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code asset/info} says about one asset, as far as it helps to decide. All texts are untrusted: anybody who may upload
 * chooses titles.
 *
 * @param status as VOD wrote it, such as {@code PUBLISHED}; empty if it said nothing
 * @param created null if VOD did not say
 * @param category name of the category; empty if it has none
 * @param protectedBy why it is never deleted, such as {@code tag do-not-delete}; null if nothing protects it
 * @param modified when it was last changed, by VOD's clock; null if VOD did not say
 */
public record AssetFacts(
        AssetId assetId,
        Presence presence,
        String status,
        String title,
        @Nullable Instant created,
        String category,
        @Nullable String protectedBy,
        @Nullable Instant modified) {
    /** Whether there is anything to delete. */
    public enum Presence {
        /** It exists, also while it is busy. */
        LIVING,
        /** No asset of the project has this id. */
        NOT_FOUND,
        /** It was deleted, or is being deleted. */
        GONE,
        /** VOD was not asked, or its answer does not say. */
        UNKNOWN
    }

    /** Nothing is known about the id. */
    static AssetFacts unknown(AssetId assetId) {
        return new AssetFacts(assetId, Presence.UNKNOWN, "", "", null, "", null, null);
    }

    /** Returns what is kept of it with the result of its id. */
    AssetInfo info() {
        return new AssetInfo(
                title.isEmpty() ? null : Text.visible(title, AssetInfo.LONGEST_TITLE),
                status.isEmpty() ? null : Text.visible(status, AssetInfo.LONGEST_STATUS),
                created);
    }

    /** Returns whether people can watch it now. */
    boolean isPublished() {
        return presence == Presence.LIVING && status.equals("PUBLISHED");
    }
}
