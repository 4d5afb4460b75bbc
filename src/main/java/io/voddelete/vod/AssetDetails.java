package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.asset.AssetInfo;
import io.voddelete.support.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code asset/info} says about an asset besides whether it can be deleted. Every text is VOD's and untrusted. Null
 * means that the response does not say it, which is never the same as "no" or "none".
 *
 * @param status VOD's word, such as {@code PUBLISHED}
 * @param title may be null
 * @param tags without surrounding blanks; empty if the response says that there are none
 * @param category null also if the response has its name or its id only
 * @param created when the asset was created, to the second
 * @param modified when it was last changed, to the second
 */
public record AssetDetails(
        @Nullable String status,
        @Nullable String title,
        @Nullable Set<String> tags,
        @Nullable Category category,
        @Nullable Instant created,
        @Nullable Instant modified) {
    /** What is known about an asset that no response describes. */
    public static final AssetDetails NONE = new AssetDetails(null, null, null, null, null, null);

    /** VOD writes all times in UTC in this form. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /**
     * The category of an asset.
     *
     * @param id a number in decimal; {@code -1} for an asset without category
     * @param name as shown in the console, which names the last level only
     */
    public record Category(String id, String name) {}

    /** Returns whether people can watch the asset now; false also if the response has no status. */
    public boolean isPublished() {
        return "PUBLISHED".equals(status);
    }

    /** Returns what is kept of it with the result. */
    AssetInfo info() {
        return new AssetInfo(shown(title, AssetInfo.LONGEST_TITLE), shown(status, AssetInfo.LONGEST_STATUS), created);
    }

    private static @Nullable String shown(@Nullable String text, int longest) {
        return text == null ? null : Text.visible(text, longest);
    }

    /** Reads one element of {@code asset_info_array}. Never throws. */
    static AssetDetails of(JsonNode info) {
        JsonNode base = info.path("base_info");
        return new AssetDetails(
                ResponseReader.text(info, "status"),
                ResponseReader.text(base, "title"),
                tags(base.get("tags")),
                category(base),
                time(ResponseReader.text(base, "create_time")),
                time(ResponseReader.text(base, "last_modified")));
    }

    /** An asset without tags has the member too, with null: a response without it is one that we do not know. */
    private static @Nullable Set<String> tags(@Nullable JsonNode tags) {
        if (tags == null || !tags.isNull() && !tags.isTextual()) {
            return null;
        }
        return Arrays.stream(tags.asText("").split("[,，]")) // Chinese keyboards write the other comma
                .map(Text::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Category category(JsonNode base) {
        JsonNode id = base.path("category_id");
        String name = ResponseReader.text(base, "category_name");
        return id.isIntegralNumber() && name != null ? new Category(id.asText(), name) : null;
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
