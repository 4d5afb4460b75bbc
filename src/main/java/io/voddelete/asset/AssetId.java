package io.voddelete.asset;

import io.voddelete.support.Text;
import java.nio.charset.StandardCharsets;
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
        // one call instead of one for each character, since this is asked for millions of ids
        for (byte character : text.getBytes(StandardCharsets.ISO_8859_1)) { // others become a question mark
            if (!isSafe((char) (character & 0xFF))) {
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
