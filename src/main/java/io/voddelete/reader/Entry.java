package io.voddelete.reader;

import io.voddelete.asset.AssetId;
import io.voddelete.support.Text;
import java.util.Map;

/** The content of one line of a submission. Blank lines and comments are not entries. */
public sealed interface Entry {
    /**
     * The position of the entry in its submission, from 1 and increasing: the number of the physical line in text and JSON
     * lines, of the line where the record begins in CSV, and of the array element in JSON.
     */
    long line();

    /** The values of the columns that are {@linkplain KeptColumns kept}, by name; usually none. They decide nothing. */
    Map<String, String> columns();

    /** Returns this entry with these columns. */
    Entry with(Map<String, String> columns);

    /** An asset id. */
    record Found(long line, AssetId assetId, Map<String, String> columns) implements Entry {
        /** Without columns. */
        public Found(long line, AssetId assetId) {
            this(line, assetId, Map.of());
        }

        @Override
        public Found with(Map<String, String> kept) {
            return kept.isEmpty() ? this : new Found(line, assetId, kept);
        }
    }

    /**
     * Input that is not an asset id.
     *
     * @param text the escaped text, at most {@value Text#LONGEST} characters
     * @param reason for programs: {@code not-an-asset-id}, {@code upper-case}, {@code too-long}; in CSV and JSON also
     *     {@code no-asset-id} (no such column or member, or a blank one), {@code two-asset-ids} (the member repeats),
     *     {@code not-a-string} and {@code not-json}; in workbooks {@code excel-number}
     */
    record Rejected(long line, String text, String reason, Map<String, String> columns) implements Entry {
        /** Without columns. */
        public Rejected(long line, String text, String reason) {
            this(line, text, reason, Map.of());
        }

        @Override
        public Rejected with(Map<String, String> kept) {
            return kept.isEmpty() ? this : new Rejected(line, text, reason, kept);
        }
    }

    /** Creates a rejected line and escapes and truncates its text. */
    static Rejected rejected(long line, String text, String reason) {
        return new Rejected(line, Text.visible(text), reason);
    }
}
