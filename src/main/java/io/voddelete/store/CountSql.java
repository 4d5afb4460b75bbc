package io.voddelete.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counts of one transaction, summed up until its commit, and their SQL. Used by one thread. */
final class CountSql {
    private final Map<Counter, Map<String, Long>> counts = new EnumMap<>(Counter.class);

    void add(Counter counter, String label, long by) {
        if (by > 0) {
            counts.computeIfAbsent(counter, key -> new HashMap<>()).merge(counter.require(label), by, Long::sum);
        }
    }

    /** Writes and forgets them; if that fails, the transaction is rolled back. */
    void write(Sql sql) throws SQLException {
        if (counts.isEmpty()) {
            return; // mostly
        }
        List<Object[]> rows = new ArrayList<>();
        counts.forEach((counter, labels) ->
                labels.forEach((label, by) -> rows.add(new Object[] {counter.stored(), label, by})));
        sql.batch(
                "INSERT INTO counter (name, label, value) VALUES (?1, ?2, ?3)"
                        + " ON CONFLICT (name, label) DO UPDATE SET value = counter.value + ?3",
                rows);
        counts.clear();
    }

    void forget() {
        counts.clear();
    }

    /** Returns how many ids were settled, which never falls. */
    static long settled(Sql sql) throws SQLException {
        return sql.first(
                        row -> row.getLong(1),
                        "SELECT coalesce(sum(value), 0) FROM counter WHERE name = ?",
                        Counter.SETTLED.stored())
                .orElseThrow();
    }

    /** Returns what is stored; labels that this version does not know are left out. */
    static Counts read(Sql sql) throws SQLException {
        Map<Counter, Map<String, Long>> stored = new EnumMap<>(Counter.class);
        sql.list(
                row -> {
                    String name = row.getString(1);
                    for (Counter counter : Counter.values()) {
                        if (counter.stored().equals(name)) {
                            stored.computeIfAbsent(counter, key -> new HashMap<>())
                                    .put(row.getString(2), row.getLong(3));
                        }
                    }
                    return name;
                },
                "SELECT name, label, value FROM counter");
        return new Counts(stored);
    }
}
