package io.voddelete.reader;

import io.voddelete.asset.AssetId;
import io.voddelete.support.Text;

/** The content of one line of a submission. Blank lines and comments are not entries. */
public sealed interface Entry {
    /**
     * The position of the entry in its submission, from 1 and increasing: the number of the physical line in text and JSON
     * lines, of the line where the record begins in CSV, and of the array element in JSON.
     */
    long line();

    /** An asset id. */
    record Found(long line, AssetId assetId) implements Entry {}

    /**
     * Input that is not an asset id.
     *
     * @param text the escaped text, at most {@value Text#LONGEST} characters
     * @param reason for programs: {@code not-an-asset-id}, {@code upper-case}, {@code too-long}; in CSV and JSON also
     *     {@code no-asset-id} (no such column or member, or a blank one), {@code two-asset-ids} (the member repeats),
     *     {@code not-a-string} and {@code not-json}; in workbooks {@code excel-number}
     */
    record Rejected(long line, String text, String reason) implements Entry {}

    /** Creates a rejected line and escapes and truncates its text. */
    static Rejected rejected(long line, String text, String reason) {
        return new Rejected(line, Text.visible(text), reason);
    }
}
