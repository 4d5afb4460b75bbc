package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines as they are written: sorted by what they are, in pieces after which other work may come in between. */
final class Chunks {
    /** The most lines of one piece. */
    static final int MOST = 500;

    private Chunks() {}

    /** Sorted: neighbours in the index go into one transaction, and the first line of an id stays the first. */
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
