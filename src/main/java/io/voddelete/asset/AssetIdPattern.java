package io.voddelete.asset;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** What counts as an asset id here: {@code vod.asset-id.pattern} inside the fixed bound of {@link AssetId}. */
public final class AssetIdPattern {
    private final Pattern pattern;

    /** @param pattern matched against the whole text */
    public AssetIdPattern(Pattern pattern) {
        this.pattern = Objects.requireNonNull(pattern, "pattern");
    }

    /**
     * Judges one line of input. Nothing is folded or repaired: an id that is nearly right is rejected.
     *
     * @param line the number of the line, from 1
     * @param text the text of the line without white space at its ends
     */
    Entry read(long line, String text) {
        if (matches(text)) {
            return new Entry.Found(line, new AssetId(text));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return Entry.rejected(line, text, !lower.equals(text) && matches(lower) ? "upper-case" : "not-an-asset-id");
    }

    /** The regular expression. */
    @Override
    public String toString() {
        return pattern.pattern();
    }

    private boolean matches(String text) {
        return AssetId.isSafe(text) && pattern.matcher(text).matches();
    }
}
