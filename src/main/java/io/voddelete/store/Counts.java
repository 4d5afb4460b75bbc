package io.voddelete.store;

import java.util.Map;

/** The stored value of each {@link Counter}. */
public record Counts(Map<Counter, Map<String, Long>> values) {
    /** Returns the value for one label; zero if nothing was counted. */
    public long of(Counter counter, String label) {
        return values.getOrDefault(counter, Map.of()).getOrDefault(counter.require(label), 0L);
    }

    /** Returns the sum of all labels. */
    long of(Counter counter) {
        return counter.labels().stream().mapToLong(label -> of(counter, label)).sum();
    }
}
