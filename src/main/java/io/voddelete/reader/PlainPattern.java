package io.voddelete.reader;

import io.voddelete.asset.AssetId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What some regular expressions say, among them the default of {@code vod.asset-id.pattern}: so many characters, all of one
 * class, such as {@code [0-9a-f]{32}}. Within the fixed limits of {@link AssetId}. Several times as fast.
 */
final class PlainPattern {
    /** Neither negation, intersection, nor escape, so that the class means the same alone. */
    private static final Pattern SHAPE = Pattern.compile("(\\[[A-Za-z0-9_-]+])\\{(\\d{1,3})(?:,(\\d{1,3}))?}");

    private final boolean[] allowed = new boolean[128];
    private final int shortest;
    private final int longest;

    private PlainPattern(Pattern oneCharacter, int shortest, int longest) {
        this.shortest = Math.max(1, shortest);
        this.longest = Math.min(AssetId.LONGEST, longest);
        for (char c = 0; c < allowed.length; c++) {
            allowed[c] =
                    AssetId.isSafe(c) && oneCharacter.matcher(String.valueOf(c)).matches();
        }
    }

    /** Returns it for a regular expression of this shape. */
    static Optional<PlainPattern> of(Pattern pattern) {
        Matcher shape = SHAPE.matcher(pattern.pattern());
        if (pattern.flags() != 0 || !shape.matches()) {
            return Optional.empty();
        }
        String most = shape.group(3) == null ? shape.group(2) : shape.group(3);
        return Optional.of(new PlainPattern(
                Pattern.compile(shape.group(1)), Integer.parseInt(shape.group(2)), Integer.parseInt(most)));
    }

    boolean matches(String text) {
        if (text.length() < shortest || text.length() > longest) {
            return false;
        }
        for (byte character : text.getBytes(StandardCharsets.ISO_8859_1)) { // others become a question mark
            if (character < 0 || !allowed[character]) {
                return false;
            }
        }
        return true;
    }
}
