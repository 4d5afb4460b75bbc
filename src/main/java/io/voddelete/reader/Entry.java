package io.voddelete.reader;

import io.voddelete.asset.AssetId;
import io.voddelete.support.Text;

/** What one line of a submission holds. Blank lines and comments hold nothing and are no entries. */
public sealed interface Entry {
    /**
     * The place of the entry in its submission, from 1, greater than that of the entry before: the number of the physical
     * line in text and JSON lines, of the line where the record begins in CSV, and of the element of the array in JSON.
     */
    long line();

    /** An asset id. */
    record Found(long line, AssetId assetId) implements Entry {}

    /**
     * Input that is no asset id.
     *
     * @param text the escaped text, at most {@value Text#LONGEST} characters
     * @param reason a machine word: {@code not-an-asset-id}, {@code upper-case}, {@code too-long}; of CSV and JSON also
     *     {@code no-asset-id} (no such column or member, or a blank one), {@code two-asset-ids} (the member repeats),
     *     {@code not-a-string} and {@code not-json}, of workbooks
     *     {@code excel-number}
     */
    record Rejected(long line, String text, String reason) implements Entry {}

    /** A rejected line, its text escaped and cut. */
    static Rejected rejected(long line, String text, String reason) {
        return new Rejected(line, Text.visible(text), reason);
    }
}
