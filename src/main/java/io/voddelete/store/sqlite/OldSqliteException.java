package io.voddelete.store.sqlite;

/** The SQLite on the class path is too old for the checks of the store. Nothing was opened; the message says what to do. */
public final class OldSqliteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OldSqliteException(String found, String needed) {
        super("the store needs SQLite " + needed + " or later, and the class path has " + found
                + ", which cannot tell how much of a log was transferred, so a copy without its log could seem complete."
                + " Nothing was opened or changed. What to do: pin the dependency org.xerial:sqlite-jdbc to the version that"
                + " this module names, before the BOM that sets an older one (embedding.md, \"Add the dependency\")");
    }
}
