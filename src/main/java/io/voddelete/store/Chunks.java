package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Divides lines by kind and into chunks, between which other work can be written. */
final class Chunks {
    /** Maximum number of lines in a chunk. */
    static final int MOST = 500;

    private Chunks() {}

    /** Returns the ids sorted, so that neighbours in the index share a transaction; lines of the same id stay in order. */
    static List<Entry.Found> found(List<? extends Entry> entries) {
        return entries.stream()
                .filter(Entry.Found.class::isInstance)
                .map(Entry.Found.class::cast)
                .sorted(Comparator.comparing(Entry.Found::assetId).thenComparing(Entry.Found::line))
                .toList();
    }

    static List<Entry.Rejected> rejected(List<? extends Entry> entries) {
        return entries.stream()
                .filter(Entry.Rejected.class::isInstance)
                .map(Entry.Rejected.class::cast)
                .toList();
    }

    static <T> List<List<T>> of(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            slices.add(all.subList(from, Math.min(from + MOST, all.size())));
        }
        return slices;
    }
}
