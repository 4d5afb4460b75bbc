package io.voddelete.reader;

/**
 * How lists are read.
 *
 * @param pattern what an asset id looks like
 * @param columns the names of the column, or member, that holds the ids
 */
public record ListRules(AssetIdPattern pattern, IdColumns columns) {
    /** Tells these rules from others; with others the same content may hold other ids. */
    @Override
    public String toString() {
        return pattern + ":" + columns;
    }
}
