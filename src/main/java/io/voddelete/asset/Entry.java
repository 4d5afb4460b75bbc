package io.voddelete.asset;

/** What one line of a submission holds. Blank lines and comments hold nothing and are no entries. */
public sealed interface Entry {
    /** The number of the line, from 1. */
    long line();

    /** An asset id. */
    record Found(long line, AssetId assetId) implements Entry {}

    /**
     * Input that is no asset id.
     *
     * @param text the escaped text, at most {@value Text#LONGEST} characters
     * @param reason a machine word: {@code not-an-asset-id}, {@code upper-case}, {@code too-long}, {@code not-utf-8}
     */
    record Rejected(long line, String text, String reason) implements Entry {}

    /** A rejected line, its text escaped and cut. */
    static Rejected rejected(long line, String text, String reason) {
        return new Rejected(line, Text.visible(text), reason);
    }
}
