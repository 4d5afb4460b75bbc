package io.voddelete.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code asset/info} says about an asset besides its status, in the form of VOD's documentation.
 *
 * @param tags separated by commas; null for none
 * @param category id and name of its category
 * @param created to the second
 * @param modified to the second
 */
public record AssetFacts(@Nullable String tags, Category category, Instant created, Instant modified) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** An asset of which nothing was said. */
    public static final AssetFacts PLAIN = new AssetFacts(
            null, new Category(-1, "其他"), Instant.parse("2019-07-04T14:43:03Z"), Instant.parse("2019-07-04T14:43:03Z"));

    /** A category. */
    public record Category(int id, String name) {}

    public AssetFacts withTags(String other) {
        return new AssetFacts(other, category, created, modified);
    }

    public AssetFacts withCategory(int id, String name) {
        return new AssetFacts(tags, new Category(id, name), created, modified);
    }

    public AssetFacts withCreated(Instant other) {
        return new AssetFacts(tags, category, other, modified);
    }

    public AssetFacts withModified(Instant other) {
        return new AssetFacts(tags, category, created, other);
    }

    /** Members of {@code base_info}, each with a comma before it. */
    String members() {
        return ",\"category_id\":" + category.id + ",\"category_name\":" + Json.quote(category.name)
                + ",\"create_time\":\"" + TIME.format(created) + "\",\"last_modified\":\"" + TIME.format(modified)
                + "\",\"tags\":" + (tags == null ? "null" : Json.quote(tags));
    }
}
