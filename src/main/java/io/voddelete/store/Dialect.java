package io.voddelete.store;

/** Translates the SQL of this package, which is SQLite's, for a database. */
@FunctionalInterface
public interface Dialect {
    /** Leaves it as it is. */
    Dialect AS_WRITTEN = sql -> new Statement(sql, new int[0]);

    /** Returns a statement for the database. Called once for each statement of a connection. */
    Statement translate(String sql);

    /**
     * A statement for the database.
     *
     * @param order for each parameter of {@code text} the index of its value; empty if each has a value of its own, in order
     */
    record Statement(String text, int[] order) {}
}
