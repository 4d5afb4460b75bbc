package io.voddelete.audit;

import io.voddelete.audit.AuditQuery.Asset;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the lines that a query wants, most of those that it does not want without reading their JSON. Times are compared as
 * text: all lines have them in UTC with three digits of a second.
 */
final class AuditSieve {
    /** A clock that is set by less than this hides no line, since only lines this much beyond the wanted time are passed over. */
    static final Duration CLOCK_CHANGE = Duration.ofDays(1);

    /** With more, looking for each of them takes longer than reading the JSON. */
    private static final int MOST_WORDS = 8;
    /** Such texts stand in the line as they are. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private static final String TIME = "\"time\":\"";
    private static final int LONGEST_BEGINNING = 40;
    private static final int LENGTH_OF_TIME = "2026-11-29T20:00:00.123Z".length();

    private final AuditQuery query;
    private final @Nullable String since;
    private final @Nullable String until;
    private final @Nullable String earliest;
    /** As it stands in a line: nothing else can, since a quotation mark in a text is escaped. */
    private final @Nullable String excepted;
    /** As it was asked for, and as a name is escaped in the line; null for anybody. */
    private final @Nullable List<String> who;
    /** A line has at least one word of each list. */
    private final List<List<String>> words = new ArrayList<>();

    AuditSieve(AuditQuery query) {
        this.query = query;
        this.since = Times.textOrNull(query.since());
        this.until = Times.textOrNull(query.until());
        this.excepted = query.except() == null ? null : "\"event\":\"" + query.except() + "\"";
        this.earliest = query.since() == null ? null : Times.text(query.since().minus(CLOCK_CHANGE));
        if (!query.events().isEmpty()) {
            need(List.copyOf(query.events()));
        }
        this.who = query.by() == null ? null : List.of(query.by(), Text.visible(query.by()));
        if (who != null) {
            need(who);
        }
        need(query.submission());
        Asset asset = query.asset();
        if (asset != null) {
            List<String> any = new ArrayList<>(asset.submissions());
            any.add(asset.assetId());
            need(any);
        }
    }

    private void need(@Nullable String word) {
        if (word != null) {
            need(List.of(word));
        }
    }

    private void need(List<String> any) {
        if (any.size() <= MOST_WORDS
                && any.stream().allMatch(word -> PLAIN.matcher(word).matches())) {
            words.add(any);
        }
    }

    /** Returns whether no line before this one is wanted, if its time is right. */
    boolean isPast(String line) {
        String time = time(line);
        return earliest != null && time != null && time.compareTo(earliest) < 0;
    }

    /** Returns whether lines at this place are too new, so that one may look further back at once, if its time is right. */
    boolean isTooNew(String line) {
        Instant latest = query.until();
        String time = time(line);
        return latest != null && time != null && time.compareTo(Times.text(latest.plus(CLOCK_CHANGE))) > 0;
    }

    /** @param line its bytes as ISO 8859-1 */
    boolean mayFit(String line) {
        String time = time(line);
        return (time == null || isInTime(time))
                && (excepted == null || !line.contains(excepted))
                && words.stream().allMatch(any -> any.stream().anyMatch(line::contains));
    }

    /** The time of a line that is as we write it. */
    private static @Nullable String time(String line) {
        int at = line.indexOf(TIME);
        int begin = at + TIME.length();
        return at < 0 || at > LONGEST_BEGINNING || begin + LENGTH_OF_TIME > line.length()
                ? null
                : line.substring(begin, begin + LENGTH_OF_TIME);
    }

    private boolean isInTime(String time) {
        return (since == null || time.compareTo(since) >= 0) && (until == null || time.compareTo(until) < 0);
    }

    /** @param line with all its members */
    boolean fits(Map<String, Object> line) {
        return (since == null && until == null || line.get("time") instanceof String time && isInTime(time))
                && (query.events().isEmpty()
                        || line.get("event") instanceof String event
                                && query.events().contains(event))
                && (query.except() == null || !query.except().equals(line.get("event")))
                && (who == null || line.get("who") instanceof String by && who.contains(by))
                && (query.submission() == null || isAbout(line, query.submission()))
                && (query.asset() == null || isAbout(line, query.asset()));
    }

    private static boolean isAbout(Map<String, Object> line, String submission) {
        return submission.equals(line.get("submission"))
                || line.get("submissions") instanceof List<?> several && several.contains(submission);
    }

    private static boolean isAbout(Map<String, Object> line, Asset asset) {
        return line.get("ids") instanceof List<?> ids && ids.contains(asset.assetId())
                || line.get("submission") instanceof String one
                        && asset.submissions().contains(one);
    }
}
