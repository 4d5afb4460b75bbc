package io.voddelete.reader;

import io.voddelete.asset.AssetId;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Defines a valid asset id: {@code vod.asset-id.pattern} within the fixed limits of {@link AssetId}. */
public final class AssetIdPattern {
    private final Pattern pattern;
    /** Does the same, if it can. */
    private final @Nullable PlainPattern plain;

    /** @param pattern matched against the whole text */
    public AssetIdPattern(Pattern pattern) {
        this.pattern = Objects.requireNonNull(pattern, "pattern");
        this.plain = PlainPattern.of(pattern).orElse(null);
    }

    /**
     * Checks one line of input. Nothing is corrected: an id that is almost valid is rejected.
     *
     * @param line the number of the line, from 1
     * @param text the stripped text of the line
     */
    Entry read(long line, String text) {
        if (matches(text)) {
            return new Entry.Found(line, new AssetId(text));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return Entry.rejected(line, text, !lower.equals(text) && matches(lower) ? "upper-case" : "not-an-asset-id");
    }

    /** Whether a text contains an asset id as a separate word; also in upper case. */
    boolean isIn(String text) {
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !AssetId.isSafe(text.charAt(i))) {
                if (i > from && i - from <= AssetId.LONGEST && looksLikeOne(text.substring(from, i))) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }

    /** Like {@link #standsIn}, but false if ordinary words match the pattern too and cannot be told from ids. */
    boolean isClearlyIn(String text) {
        return !matchesWords() && isIn(text);
    }

    /** Whether words of a header match the pattern too. */
    boolean matchesWords() {
        return matches("asset_id") || matches("title");
    }

    private boolean looksLikeOne(String word) {
        return matches(word) || matches(word.toLowerCase(Locale.ROOT));
    }

    /** The regular expression. */
    @Override
    public String toString() {
        return pattern.pattern();
    }

    boolean matches(String text) {
        return plain != null
                ? plain.matches(text)
                : AssetId.isSafe(text) && pattern.matcher(text).matches();
    }
}
