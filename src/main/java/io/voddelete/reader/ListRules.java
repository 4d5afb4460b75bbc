package io.voddelete.reader;

/**
 * The rules for reading lists.
 *
 * @param pattern of an asset id
 * @param columns the names of the column, or member, that contains the ids
 * @param kept the columns whose values are kept with each line
 */
public record ListRules(AssetIdPattern pattern, IdColumns columns, KeptColumns kept) {
    /** Rules that keep no columns. */
    public ListRules(AssetIdPattern pattern, IdColumns columns) {
        this(pattern, columns, KeptColumns.NONE);
    }

    /** Identifies these rules; with other rules the same content may contain other ids. Kept columns make no difference. */
    @Override
    public String toString() {
        return pattern + ":" + columns;
    }
}
