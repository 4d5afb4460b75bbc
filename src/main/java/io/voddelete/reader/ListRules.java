package io.voddelete.reader;

/**
 * The rules for reading lists.
 *
 * @param pattern of an asset id
 * @param columns the names of the column, or member, that contains the ids
 */
public record ListRules(AssetIdPattern pattern, IdColumns columns) {
    /** Identifies these rules; with other rules the same content may contain other ids. */
    @Override
    public String toString() {
        return pattern + ":" + columns;
    }
}
