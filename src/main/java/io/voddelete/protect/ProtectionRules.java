package io.voddelete.protect;

import io.voddelete.support.Text;
import io.voddelete.vod.AssetDetails;
import io.voddelete.vod.AssetDetails.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides by what {@code asset/info} says whether a living asset may be deleted. What the response does not say is not
 * guessed: an asset whose tags are unknown is not an asset without tags.
 */
public final class ProtectionRules {
    private final Tags tags;
    private final Set<String> categories;
    private final Young young;
    private final GuardMode published;

    /**
     * Protection by tag.
     *
     * @param names compared without regard to case and surrounding blanks
     * @param required whether an operator set them: then an asset whose tags are unknown is not deleted. With the default,
     *     it is, since it would keep everything if VOD changed its response
     */
    public record Tags(Set<String> names, boolean required) {}

    /**
     * Protection by age.
     *
     * @param age an asset that was created less than this long ago is young
     */
    public record Young(Duration age, GuardMode mode) {
        public static final Young OFF = new Young(Duration.ZERO, GuardMode.OFF);
    }

    /**
     * @param categories names or ids of categories, compared without regard to case
     * @param published what happens to assets that people can watch now
     */
    public ProtectionRules(Tags tags, Set<String> categories, Young young, GuardMode published) {
        this.tags = new Tags(folded(tags.names), tags.required);
        this.categories = folded(categories);
        this.young = young;
        this.published = published;
    }

    /** Returns the names of tags that protect, in lower case. */
    public Set<String> tags() {
        return tags.names;
    }

    /** Returns the names or ids of categories that protect, in lower case. */
    public Set<String> categories() {
        return categories;
    }

    /** Returns how age protects. */
    public Young young() {
        return young;
    }

    /** Returns what happens to assets that people can watch now. */
    public GuardMode published() {
        return published;
    }

    /** Returns whether an operator set a rule that only {@code asset/info} can answer. */
    public boolean needInfo() {
        return tags.required && !tags.names.isEmpty()
                || !categories.isEmpty()
                || young.mode != GuardMode.OFF
                || published != GuardMode.OFF;
    }

    /** Returns whether no rule is on, not even by default. */
    public boolean isOff() {
        return !needInfo() && tags.names.isEmpty();
    }

    /** Returns the strongest thing that a rule says about an asset; of equally strong ones, the first in the order of the docs. */
    public Verdict decide(AssetDetails asset, Instant now) {
        return Stream.of(byTag(asset), byCategory(asset), byAge(asset, now), byStatus(asset))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Verdict::kind).reversed())
                .orElse(Verdict.SEND);
    }

    private Optional<Verdict> byTag(AssetDetails asset) {
        if (tags.names.isEmpty()) {
            return Optional.empty();
        }
        Set<String> its = asset.tags();
        if (its == null) {
            return Optional.of(new Verdict(tags.required ? Verdict.Kind.UNKNOWN : Verdict.Kind.UNCHECKED, "tags"));
        }
        return its.stream()
                .sorted()
                .filter(tag -> tags.names.contains(folded(tag)))
                .findFirst()
                .map(tag -> new Verdict(Verdict.Kind.KEEP, "tag " + tag));
    }

    private Optional<Verdict> byCategory(AssetDetails asset) {
        if (categories.isEmpty()) {
            return Optional.empty();
        }
        Category its = asset.category();
        if (its == null) {
            return unknown("category");
        }
        return categories.contains(folded(its.name())) || categories.contains(its.id())
                ? Optional.of(new Verdict(Verdict.Kind.KEEP, "category " + its.name()))
                : Optional.empty();
    }

    private Optional<Verdict> byAge(AssetDetails asset, Instant now) {
        if (young.mode == GuardMode.OFF) {
            return Optional.empty();
        }
        Instant created = asset.created();
        if (created == null) {
            return unknown("create_time");
        }
        return created.isAfter(now.minus(young.age)) ? said(young.mode, "younger-than") : Optional.empty();
    }

    private Optional<Verdict> byStatus(AssetDetails asset) {
        if (published == GuardMode.OFF) {
            return Optional.empty();
        }
        return asset.status() == null
                ? unknown("status")
                : asset.isPublished() ? said(published, "published") : Optional.empty();
    }

    private static Optional<Verdict> unknown(String member) {
        return Optional.of(new Verdict(Verdict.Kind.UNKNOWN, member));
    }

    private static Optional<Verdict> said(GuardMode mode, String detail) {
        return Optional.of(new Verdict(mode == GuardMode.KEEP ? Verdict.Kind.KEEP : Verdict.Kind.HOLD, detail));
    }

    private static Set<String> folded(Set<String> texts) {
        return texts.stream().map(ProtectionRules::folded).collect(Collectors.toUnmodifiableSet());
    }

    private static String folded(String text) {
        return Text.strip(text).toLowerCase(Locale.ROOT);
    }
}
