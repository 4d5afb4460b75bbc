package io.voddelete.store.sqlite;

/** The SQLite on the class path is too old to keep the checks of a store. Nothing was opened; the message says what to do. */
public final class OldSqliteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OldSqliteException(String found, String needed) {
        super("the store needs SQLite " + needed + " or later, and the class path has " + found
                + ", which cannot say how much of a log is taken over, so that a copy without its log could be taken for whole."
                + " Nothing was opened or changed. What to do: pin the dependency org.xerial:sqlite-jdbc to the version that"
                + " this module names, before the BOM that sets an older one (embedding.md, \"Add the dependency\")");
    }
}
