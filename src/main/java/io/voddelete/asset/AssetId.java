package io.voddelete.asset;

import io.voddelete.support.Text;
import java.util.Objects;

/**
 * The id of a media asset, restricted to characters that are safe in a URL, a log line and a file name.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 _ -}; {@code vod.asset-id.pattern} can only restrict this further
 */
public record AssetId(String value) implements Comparable<AssetId> {
    public static final int LONGEST = 64;

    /** @throws IllegalArgumentException if the value is not {@linkplain #isSafe safe} */
    public AssetId {
        Objects.requireNonNull(value, "value");
        if (!isSafe(value)) {
            throw new IllegalArgumentException("Not an asset id: '" + Text.visible(value) + "'");
        }
    }

    /** Returns whether a text has 1 to 64 characters of {@code A-Z a-z 0-9 _ -}. */
    public static boolean isSafe(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isSafe(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    public static boolean isSafe(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-';
    }

    @Override
    public int compareTo(AssetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
