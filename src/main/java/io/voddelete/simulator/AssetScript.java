package io.voddelete.simulator;

/** Ids whose first eleven characters choose how the simulator behaves, so that a file of ids can be a script. */
enum AssetScript {
    NONE(""),
    NEVER_EXISTED("404"),
    BUSY_AT_FIRST("423"),
    REFUSED("403"),
    ALREADY_DELETED("410"),
    BAD_GATEWAY_ONCE("502");

    private static final String MARK = "00000000";

    private final String prefix;

    AssetScript(String number) {
        this.prefix = MARK + number;
    }

    /** The script that the id's prefix chooses, {@link #NONE} for every other id. */
    static AssetScript of(String assetId) {
        if (assetId.startsWith(MARK)) {
            for (AssetScript script : values()) {
                if (script != NONE && assetId.startsWith(script.prefix)) {
                    return script;
                }
            }
        }
        return NONE;
    }
}
