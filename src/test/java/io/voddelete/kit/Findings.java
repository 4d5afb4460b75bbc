package io.voddelete.kit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong after a run: counted by kind, and the first few of each in words. */
public final class Findings {
    /** What can be wrong. */
    public enum Kind {
        /** An accepted id without an outcome, or one that the store does not know. */
        LOST,
        /** An outcome that VOD's truth, or another outcome, contradicts. */
        CONTRADICTED,
        /** An id on the wire, or with an outcome, that nobody asked to delete. */
        UNASKED,
        /** A call of more than ten ids, or with one of them twice. */
        WRONG_CALL,
        /** An id that was sent again after it was deleted, without a question in between what became of it. */
        SENT_AGAIN_UNREAD,
        /** A receipt or a report that is missing, wrong or another one than before. */
        DOCUMENT,
        /** Counters that do not add up with each other or with the rows. */
        COUNTER,
        /** A file that cannot be read as what it is. */
        BROKEN_FILE,
        /** A key where none may be. */
        SECRET,
        /** What the test itself demands was not so. */
        DEMAND
    }

    private static final int IN_WORDS = 5;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> words = new TreeMap<>();

    /** Counts one more. */
    public void add(Kind kind, String what) {
        if (counts.merge(kind, 1, Integer::sum) <= IN_WORDS) {
            words.computeIfAbsent(kind, each -> new ArrayList<>()).add(what);
        }
    }

    /** Counts one more unless it is so. */
    public void require(boolean so, Kind kind, String what) {
        if (!so) {
            add(kind, what);
        }
    }

    /** Runs an assertion; counts one more if it does not hold, or cannot even be looked at. */
    public void holds(Kind kind, Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError | RuntimeException e) {
            add(kind, String.valueOf(e.getMessage()).strip());
        }
    }

    /** Adds all of another run. */
    public void addAll(Findings others) {
        others.counts.forEach((kind, count) -> {
            counts.merge(kind, count, Integer::sum);
            List<String> first = words.computeIfAbsent(kind, each -> new ArrayList<>());
            others.words.getOrDefault(kind, List.of()).stream()
                    .limit(Math.max(0, IN_WORDS - first.size()))
                    .forEach(first::add);
        });
    }

    public int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** A line a kind with its number, and under it the first ones in words. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        words.forEach((kind, first) -> {
            text.append(kind).append(": ").append(count(kind)).append('\n');
            first.forEach(what -> text.append("  ").append(what).append('\n'));
        });
        return text.toString();
    }
}
