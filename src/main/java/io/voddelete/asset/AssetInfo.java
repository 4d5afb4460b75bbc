package io.voddelete.asset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.support.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code asset/info} said about an asset, as it is kept with the result of its id: what it was that was deleted. Null is
 * what it did not say; null members are left out of JSON.
 *
 * @param title chosen by whoever uploaded it; escaped, and cut at {@value #LONGEST_TITLE} characters
 * @param vodStatus VOD's word, such as {@code PUBLISHED}: the last one before the asset was gone, if there was one; escaped,
 *     and cut at {@value #LONGEST_STATUS} characters
 * @param created when the asset was created, by VOD's clock, to the second
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssetInfo(
        @Nullable String title,
        @Nullable String vodStatus,
        @JsonIgnore @Nullable Instant created) {
    /** VOD was not asked, or said nothing. */
    public static final AssetInfo NONE = new AssetInfo(null, null, null);

    public static final int LONGEST_TITLE = 256;
    public static final int LONGEST_STATUS = 64;

    /** Returns when the asset was created, ISO 8601, UTC. */
    @JsonProperty("created_at")
    public @Nullable String createdAt() {
        return Times.textOrNull(created);
    }

    /**
     * Returns what is known after a later answer, which need not repeat everything.
     *
     * @param gone whether the later answer says that the asset is gone; its status then replaces none
     */
    public AssetInfo then(AssetInfo later, boolean gone) {
        if (later.equals(NONE) || later.equals(this)) {
            return this;
        }
        boolean keepsStatus = later.vodStatus == null || gone && vodStatus != null;
        return new AssetInfo(
                later.title == null ? title : later.title,
                keepsStatus ? vodStatus : later.vodStatus,
                later.created == null ? created : later.created);
    }
}
