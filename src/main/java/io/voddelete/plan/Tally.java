package io.voddelete.plan;

import io.voddelete.plan.AssetFacts.Presence;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts facts. A hostile project could have a category for each asset, so only some are kept apart. */
final class Tally {
    static final String OTHERS = "(others)";
    private static final int MOST_CATEGORIES = 1_000;

    private final Instant youngSince;
    private final Map<Presence, Long> presences = new EnumMap<>(Presence.class);
    private final Map<String, Long> protectedBy = new TreeMap<>();
    private final Map<String, Long> categories = new HashMap<>();
    private long published;
    private long young;
    private @Nullable Instant oldest;

    Tally(Instant youngSince) {
        this.youngSince = youngSince;
    }

    void add(AssetFacts facts) {
        presences.merge(facts.presence(), 1L, Long::sum);
        if (facts.protectedBy() != null) { // also of an asset whose status is new to us
            protectedBy.merge(facts.protectedBy(), 1L, Long::sum);
        }
        if (facts.presence() != Presence.LIVING) {
            return;
        }
        if (facts.isPublished()) {
            published++;
        }
        String category = facts.category();
        boolean kept = categories.size() < MOST_CATEGORIES || categories.containsKey(category);
        categories.merge(kept ? category : OTHERS, 1L, Long::sum);
        Instant created = facts.created();
        if (created != null) {
            if (created.isAfter(youngSince)) {
                young++;
            }
            if (oldest == null || created.isBefore(oldest)) {
                oldest = created;
            }
        }
    }

    Findings.Counts counts() {
        Map<String, Long> byCategory = new LinkedHashMap<>();
        categories.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(each -> byCategory.put(each.getKey(), each.getValue()));
        return new Findings.Counts(
                count(Presence.LIVING),
                count(Presence.NOT_FOUND),
                count(Presence.GONE),
                count(Presence.UNKNOWN),
                published,
                new LinkedHashMap<>(protectedBy),
                young,
                oldest,
                byCategory);
    }

    private long count(Presence presence) {
        return presences.getOrDefault(presence, 0L);
    }
}
