package io.voddelete.store.postgresql;

/** What a start does about the tables. */
public enum TablesAtStart {
    /** Creates them if they are missing, and migrates those of an earlier version. */
    CREATE,
    /** Refuses to start unless they are there and of this version. */
    CHECK,
    /** Takes them as they are: the user may not be permitted to read the catalog. */
    OFF
}
