package io.voddelete.vod;

import org.jspecify.annotations.Nullable;

/** The state of one asset reported by {@code asset/info}, as far as it matters for deletion. */
public enum AssetState {
    /** UNCREATED or NO_ASSET: the asset does not exist. */
    ABSENT,
    /** DELETED: the asset existed once. */
    DELETED,
    /** DELETING. */
    DELETING,
    /** Being transcoded or created, hence not deletable now. */
    BUSY,
    /** Exists and can be deleted. */
    IDLE,
    /** Not reported. Never counts as proof that the asset is gone. */
    UNKNOWN;

    /**
     * Parses a status of {@code asset/info} (ShowAssetMeta).
     *
     * @param status may be null
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
