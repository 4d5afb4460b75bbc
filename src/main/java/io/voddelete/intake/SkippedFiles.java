package io.voddelete.intake;

import io.voddelete.support.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Logs which entries of a folder are never read, in one line: when there is a new one, at most once a minute, and again after
 * an hour. Not thread-safe.
 */
final class SkippedFiles {
    /** Why an entry is not read. */
    enum Kind {
        NO_FILE("links, pipes or devices; use regular files"),
        UNSEEN("the operating system does not say what these are (ls -l shows why); repair or remove them"),
        FOLDER("folders; put the files directly into this folder"),
        MISSPELT("names with bytes that are not valid in this locale (" + System.getProperty("sun.jnu.encoding")
                + "); rename them, or start with LC_ALL=C.UTF-8 if the names are in UTF-8"),
        OLD_MOVE("files from an unfinished move of an earlier version, whose content has changed since;"
                + " check them, and rename them if they should be read"),
        NOT_OFFERED("names that Camel ignores; rename them");

        private final String what;

        Kind(String what) {
            this.what = what;
        }
    }

    private static final Duration SAY_NEW = Duration.ofMinutes(1);
    private static final Duration SAY_AGAIN = Duration.ofHours(1);
    private static final int EXAMPLES = 3;
    private static final int LONGEST_NAME = 100;
    private static final int MOST_KNOWN = 1_000;

    private final Logger log;
    private final String where;
    private final LongSupplier nanoTime;
    private final Set<String> known = new HashSet<>();
    private Map<Kind, Integer> saidCounts = Map.of();
    private boolean said;
    private long saidAt;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);
    private final List<String> fresh = new ArrayList<>();

    /** @param where the folder, for the log */
    SkippedFiles(Logger log, String where, LongSupplier nanoTime) {
        this.log = log;
        this.where = where;
        this.nanoTime = nanoTime;
    }

    /** An entry seen in this look. New ones are named first. */
    void add(Kind kind, String name) {
        counts.merge(kind, 1, Integer::sum);
        List<String> some = examples.computeIfAbsent(kind, none -> new ArrayList<>());
        boolean isNew = !known.contains(name);
        if (isNew && fresh.size() < MOST_KNOWN) {
            fresh.add(name);
        }
        if (some.size() < EXAMPLES) {
            some.add(name);
        } else if (isNew && known.contains(some.get(EXAMPLES - 1))) {
            some.remove(EXAMPLES - 1);
            some.add(0, name);
        }
    }

    /** The look has ended. */
    void said() {
        long now = nanoTime.getAsLong();
        boolean isTime = !said || now - saidAt >= (isMore() ? SAY_NEW : SAY_AGAIN).toNanos();
        if (!counts.isEmpty() && isTime) {
            log.warn(
                    "{}: not read: {}",
                    where,
                    counts.entrySet().stream().map(this::shown).collect(Collectors.joining(". ")));
            said = true;
            saidAt = now;
            saidCounts = new EnumMap<>(counts);
            if (known.size() + fresh.size() > MOST_KNOWN) {
                known.clear();
            }
            known.addAll(fresh);
        }
        counts.clear();
        examples.clear();
        fresh.clear();
    }

    private boolean isMore() {
        boolean more = counts.entrySet().stream()
                .anyMatch(each -> each.getValue() > saidCounts.getOrDefault(each.getKey(), 0));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return more || all <= MOST_KNOWN && !fresh.isEmpty();
    }

    private String shown(Map.Entry<Kind, Integer> each) {
        List<String> some = examples.getOrDefault(each.getKey(), List.of());
        String names = some.stream()
                .map(name -> "'" + Text.visible(name, LONGEST_NAME) + "'")
                .collect(Collectors.joining(", "));
        int more = each.getValue() - some.size();
        return names + (more > 0 ? " and " + more + " more" : "") + ": " + each.getKey().what;
    }
}
