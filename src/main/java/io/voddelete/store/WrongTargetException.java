package io.voddelete.store;

/** The store holds the ids of another endpoint or project. */
public final class WrongTargetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongTargetException(String key, String bound, String given) {
        super(key + " is '" + given + "', but this store contains ids of '" + bound
                + "'. Restore the setting, or use another vod.data-directory (or vod.store.url) for the new target");
    }
}
