package io.voddelete.kit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects violations: counted by kind, with the text of the first few of each. */
public final class Findings {
    /** The kinds of violations. */
    public enum Kind {
        /** An accepted id without an outcome, or unknown to the store. */
        LOST,
        /** An outcome that contradicts what VOD did, or another outcome. */
        CONTRADICTED,
        /** An id that was sent or has an outcome although nobody submitted it. */
        UNASKED,
        /** An id that was sent although nobody approved its list, or an order that is not in the audit log. */
        UNAPPROVED,
        /** A call with more than ten ids, or with duplicates. */
        WRONG_CALL,
        /** An id that was sent again after its deletion without querying its state in between. */
        SENT_AGAIN_UNREAD,
        /** A receipt or report that is missing, wrong or changed. */
        DOCUMENT,
        /** Counters that contradict each other or the rows. */
        COUNTER,
        /** A file that is not valid in its format. */
        BROKEN_FILE,
        /** A secret in a place where none may be. */
        SECRET,
        /** Any other condition of the test. */
        DEMAND
    }

    private static final int IN_WORDS = 5;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> words = new TreeMap<>();

    /** Adds a violation. */
    public void add(Kind kind, String what) {
        if (counts.merge(kind, 1, Integer::sum) <= IN_WORDS) {
            words.computeIfAbsent(kind, each -> new ArrayList<>()).add(what);
        }
    }

    /** Adds a violation unless the condition holds. */
    public void require(boolean so, Kind kind, String what) {
        if (!so) {
            add(kind, what);
        }
    }

    /** Runs an assertion; adds a violation if it fails or throws. */
    public void holds(Kind kind, Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError | RuntimeException e) {
            add(kind, String.valueOf(e.getMessage()).strip());
        }
    }

    /** Adds all violations of another run. */
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

    /** Returns one line per kind with its count, followed by the first violations. */
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
