package io.voddelete.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the store counts, each for a closed set of labels. The counts are changed in a transaction and never fall, not even over
 * a restart. Several words of one label are separated by colons.
 */
public enum Counter {
    /** Ids that were accepted, by intake. */
    ACCEPTED(Words.INTAKES),
    /** Lines that are not asset ids, by intake. */
    REJECTED(Words.READERS),
    /** Lines with an id that was accepted before, by intake. */
    DUPLICATES(Words.INTAKES),
    /** Submissions without a pending id, by intake. */
    COMPLETED(Words.INTAKES),
    /** Ids with a final result, by status and reason. */
    SETTLED(Words.RESULTS),
    /** Ids in answered DELETE calls. */
    SENT(Words.NONE),
    /** Those of them that an earlier call had named. */
    RESENT(Words.NONE),
    /** Calls, by kind and by what came of them. */
    CALLS(Words.both(
            Words.pairs(List.of("delete", "info"), Words.ANSWERS),
            Words.pairs(List.of("token"), Words.ANSWERS_OF_IAM))),
    /** Pauses that began, by cause. */
    PAUSES(List.of("operator", "stop-file", "protection", "replication", "auth", "account", "request", "unknown")),
    /** Outcomes that reached their endpoint. */
    REPORTED(Words.ENDPOINTS),
    /** Tries to report that failed. */
    REPORT_FAILURES(Words.ENDPOINTS),
    /** Ids that were kept, and lists that were held, by the guard that did it. */
    GUARD_HITS(List.of(
            "limit",
            "day",
            "growth",
            "failures",
            "always",
            "hold",
            "tag",
            "file",
            "category",
            "age",
            "published",
            "changed")),
    /** Orders of people, by name and result. */
    ORDERS(Words.pairs(
            List.of("pause", "resume", "retry", "approve", "cancel", "stop", "go-on", "undo"),
            List.of("done", "refused"))),
    /** Responses to requests for the webhook, by status. */
    WEBHOOK(List.of("200", "202", "400", "401", "403", "409", "413", "415", "429", "500", "503", Words.OTHER));

    /** The words of labels. */
    private static final class Words {
        static final String OTHER = "other";
        static final String UNKNOWN = "unknown";
        static final List<String> NONE = List.of("");
        static final List<String> INTAKES = List.of("file", "webhook", "schedule", "message", "retry", OTHER);
        /** The lines of a retry are ids already. */
        static final List<String> READERS = List.of("file", "webhook", "schedule", "message", OTHER);

        static final List<String> ENDPOINTS = List.of("success", "failure", "kept", "rejected", "notice");
        static final List<String> ANSWERS = List.of(
                "ok", "gone", "busy", "asset", "throttled", "transient", "auth", "account", "request", UNKNOWN, "io");
        /** IAM says nothing about assets. */
        static final List<String> ANSWERS_OF_IAM =
                List.of("ok", "throttled", "transient", "auth", "account", "request", UNKNOWN, "io");

        static final List<String> RESULTS = Stream.of(
                        List.of("deleted:none"),
                        pairs(
                                List.of("failed"),
                                List.of("not-found", "already-gone", "refused", "denied", "busy", "unreadable", OTHER)),
                        pairs(
                                List.of("kept"),
                                List.of("protected", "changed", "cancelled", "expired", "undone", OTHER)))
                .flatMap(List::stream)
                .toList();

        private Words() {}

        static List<String> both(List<String> some, List<String> others) {
            return Stream.concat(some.stream(), others.stream()).toList();
        }

        static List<String> pairs(List<String> firsts, List<String> seconds) {
            List<String> pairs = new ArrayList<>();
            firsts.forEach(first -> seconds.forEach(second -> pairs.add(first + ":" + second)));
            return List.copyOf(pairs);
        }
    }

    private final List<String> labels;
    private final Set<String> legal;

    Counter(List<String> labels) {
        this.labels = labels;
        this.legal = Set.copyOf(labels);
    }

    /** Returns all labels, in the order of the documentation. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Returns these words as a label; with {@code other}, or {@code unknown} for calls, in place of the last word if that is not one
     * of its words.
     */
    public String label(String... words) {
        String label = String.join(":", words);
        if (legal.contains(label)) {
            return label;
        }
        words[words.length - 1] = this == CALLS ? Words.UNKNOWN : Words.OTHER;
        return require(String.join(":", words));
    }

    /** Returns the label of a source, such as {@code file:ids.txt}. */
    String ofSource(String source) {
        int end = source.indexOf(':');
        return label(end < 0 ? source : source.substring(0, end));
    }

    /** @throws IllegalArgumentException if it is not one of the labels */
    String require(String label) {
        if (!legal.contains(label)) {
            throw new IllegalArgumentException(this + " has no label '" + label + "'");
        }
        return label;
    }

    /** The name in the store. */
    String stored() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
