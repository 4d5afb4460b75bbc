package io.voddelete.asset;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a list cannot choose, though a column or a member may be called so: what of an asset is deleted ({@code delete_type}
 * of VOD's call), in which project, and whether at all. Passed over, more would be deleted than was meant, so the whole
 * list is refused.
 */
final class ForeignOption {
    private static final Set<String> NAMES = Set.of("deletetype", "dryrun", "projectid");
    private static final Pattern PADDING = Pattern.compile("[\\s\\p{Z}_\\uFEFF-]");

    private ForeignOption() {}

    /**
     * Refuses a list for this name.
     *
     * @param what a column or a member, and where it is, as in {@code column in line 1}
     */
    static void refuse(String name, String what) throws UnreadableException {
        if (NAMES.contains(plain(name))) {
            throw new UnreadableException(
                    "unknown-option",
                    "it has the " + what + " '" + Text.visible(name) + "', which a list cannot choose",
                    "take it out if whole assets of vod.project-id are to be deleted, else do not drop the list");
        }
    }

    /** A name however it is spelt: {@code Asset ID}, {@code assetId} and {@code asset_id} are the same. */
    static String plain(String name) {
        return PADDING.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
