package io.voddelete.simulator;

import java.util.Arrays;

/** The status that {@code asset/info} reports for an id; it also determines what a DELETE does. */
public enum AssetStatus {
    UNCREATED(Life.NONE),
    NO_ASSET(Life.NONE),
    DELETED(Life.NONE),
    DELETING(Life.BUSY),
    DELETE_FAILED(Life.IDLE),
    CANCELLED(Life.IDLE),
    SERVER_ERROR(Life.IDLE),
    UPLOAD_FAILED(Life.IDLE),
    CREATING(Life.BUSY),
    PUBLISHED(Life.IDLE),
    WAITING_TRANSCODE(Life.BUSY),
    TRANSCODING(Life.BUSY),
    TRANSCODE_FAILED(Life.IDLE),
    TRANSCODE_SUCCEED(Life.IDLE),
    CREATED(Life.IDLE),
    OBS_CREATING(Life.BUSY),
    OBS_CREATE_FAILED(Life.IDLE),
    OBS_CREATE_SUCCESS(Life.IDLE),
    /** Never sent: the id is omitted from info responses. A DELETE behaves as if no status were set. */
    ABSENT(Life.IDLE);

    private enum Life {
        NONE,
        BUSY,
        IDLE
    }

    private final Life life;

    AssetStatus(Life life) {
        this.life = life;
    }

    /** Returns whether this is the name of a status in which an asset cannot be deleted now. */
    static boolean isBusy(String name) {
        return Arrays.stream(values())
                .anyMatch(status -> status.busy() && status.name().equals(name));
    }

    /** Returns whether there is nothing to delete. */
    boolean gone() {
        return life == Life.NONE;
    }

    /** Returns whether the asset exists but cannot be deleted now. */
    boolean busy() {
        return life == Life.BUSY;
    }
}
