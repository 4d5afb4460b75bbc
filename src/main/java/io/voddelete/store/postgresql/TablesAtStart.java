package io.voddelete.store.postgresql;

/** What a start does about the tables. */
public enum TablesAtStart {
    /** Creates them if they are missing, and migrates those of an earlier version. */
    CREATE,
    /** Refuses to start unless they are there and of this version. */
    CHECK,
    /** Refuses to start unless they are of this version, without reading the catalog, which the user may not be permitted to. */
    OFF
}
