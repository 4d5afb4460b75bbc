package io.voddelete.vod;

import org.jspecify.annotations.Nullable;

/** What {@code asset/info} says of one asset, as far as deleting is concerned. */
public enum AssetState {
    /** UNCREATED or NO_ASSET: there is no such asset. */
    ABSENT,
    /** DELETED: there was one. */
    DELETED,
    /** DELETING. */
    DELETING,
    /** Transcoded or created just now, so that it cannot be deleted. */
    BUSY,
    /** There and idle. */
    IDLE,
    /** The answer does not say. Never a reason to believe that the asset is gone. */
    UNKNOWN;

    /**
     * Reads a status of {@code asset/info} (ShowAssetMeta).
     *
     * @param status the word, or null
     */
    static AssetState of(@Nullable String status) {
        if (status == null) {
            return UNKNOWN;
        }
        return switch (status) {
            case "UNCREATED", "NO_ASSET" -> ABSENT;
            case "DELETED" -> DELETED;
            case "DELETING" -> DELETING;
            case "WAITING_TRANSCODE", "TRANSCODING", "CREATING", "OBS_CREATING" -> BUSY;
            case "DELETE_FAILED",
                    "CANCELLED",
                    "SERVER_ERROR",
                    "UPLOAD_FAILED",
                    "PUBLISHED",
                    "TRANSCODE_FAILED",
                    "TRANSCODE_SUCCEED",
                    "CREATED",
                    "OBS_CREATE_FAILED",
                    "OBS_CREATE_SUCCESS" -> IDLE;
            default -> UNKNOWN;
        };
    }
}
