package io.voddelete.vod;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One file of {@code pace/}: what happens, and which figures are then to be seen. Times and lengths of time are written as
 * {@code 90s}, {@code 10m}, {@code 2h}.
 *
 * <pre>
 * calls-per-minute   the setting; 0 for no limit
 * duration           how long it is sent, with ids enough for every slot
 * window             of the server: fixed, sliding or bucket
 * limit              calls a minute from a time on: 0s 100, 10m 30
 * others             calls a minute of other users from a time on
 * stray              the share of our calls that is refused whatever the quota is, from a time on: 0s 0.02
 * stray-limit        the limit that the text of those names; as it comes that of the quota
 * names-limit        whether a 429 has the text limit:N,time:1 minute
 * retry-after        whether a 429 has the header
 * refused-count      whether refused calls use the quota up
 * concurrency        calls in flight at most
 * latency            from the call to its answer, half of it to the server: 50ms-2s
 * commit             how long it takes to write a slot down, after which the call goes out: 4ms
 * restart            when the process is down, and for how long: 5m 10s
 * clock              by how much our clock is set from a time on, compared with the true time: 5m -2h
 * band.N             from-to figure &lt;= or &gt;= value: 0s-10m used &gt;= 99
 * </pre>
 */
final class PaceScenario {
    /** What is true from a time on; time in seconds. */
    record Step(double from, double value) {}

    /** What a figure must be over a stretch of time. */
    record Band(String text, double from, double to, String figure, boolean atLeast, double value) {
        boolean holds(double measured) {
            return atLeast ? measured >= value : measured <= value;
        }
    }

    private static final Set<String> KEYS = Set.of(
            "calls-per-minute",
            "duration",
            "window",
            "limit",
            "others",
            "stray",
            "stray-limit",
            "names-limit",
            "retry-after",
            "refused-count",
            "concurrency",
            "latency",
            "commit",
            "restart",
            "clock");

    private final TreeMap<String, String> values = new TreeMap<>();
    private final Map<String, List<Step>> steps = new HashMap<>();

    PaceScenario(Map<String, String> properties) {
        values.putAll(properties);
        values.keySet().stream()
                .filter(key -> !KEYS.contains(key) && !key.matches("band\\.\\d+"))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("no such key: " + key);
                });
    }

    int callsPerMinute() {
        return Integer.parseInt(text("calls-per-minute", null));
    }

    double duration() {
        return seconds(text("duration", null));
    }

    QuotaModel.Window window() {
        return QuotaModel.Window.valueOf(text("window", null).toUpperCase(Locale.ROOT));
    }

    double limit(double time) {
        return at(steps("limit"), time);
    }

    double others(double time) {
        return at(steps("others"), time);
    }

    double stray(double time) {
        return at(steps("stray"), time);
    }

    double strayLimit(double time) {
        return values.containsKey("stray-limit") ? Double.parseDouble(text("stray-limit", null)) : limit(time);
    }

    boolean namesLimit() {
        return Boolean.parseBoolean(text("names-limit", "true"));
    }

    boolean retryAfter() {
        return Boolean.parseBoolean(text("retry-after", "false"));
    }

    boolean refusedCount() {
        return Boolean.parseBoolean(text("refused-count", "false"));
    }

    int concurrency() {
        return Integer.parseInt(text("concurrency", "8"));
    }

    /** The shortest and the longest. */
    double[] latency() {
        return Arrays.stream(text("latency", "30ms-300ms").split("-"))
                .mapToDouble(PaceScenario::seconds)
                .toArray();
    }

    double commit() {
        return seconds(text("commit", "4ms"));
    }

    /** When the process stops, and for how long. */
    List<Step> restarts() {
        return steps("restart");
    }

    Duration clockOffset(double time) {
        return Duration.ofSeconds((long) at(steps("clock"), time));
    }

    List<Double> clockChanges() {
        return steps("clock").stream().map(Step::from).toList();
    }

    List<Band> bands() {
        List<Band> bands = new ArrayList<>();
        values.forEach((key, text) -> {
            if (key.startsWith("band.")) {
                String[] words = text.split(" ");
                String[] times = words[0].split("-");
                bands.add(new Band(
                        text,
                        seconds(times[0]),
                        seconds(times[1]),
                        words[1],
                        words[2].equals(">="),
                        Double.parseDouble(words[3])));
            }
        });
        return bands;
    }

    private String text(String key, String otherwise) {
        String text = values.getOrDefault(key, otherwise);
        if (text == null) {
            throw new IllegalArgumentException("missing: " + key);
        }
        return text;
    }

    private List<Step> steps(String key) {
        return steps.computeIfAbsent(key, this::readSteps);
    }

    private List<Step> readSteps(String key) {
        return Arrays.stream(values.getOrDefault(key, "").split(", *"))
                .filter(step -> !step.isEmpty())
                .map(step -> step.split(" "))
                .map(words -> new Step(seconds(words[0]), seconds(words[1])))
                .toList();
    }

    private static double at(List<Step> steps, double time) {
        double value = 0;
        for (Step step : steps) {
            value = step.from() <= time ? step.value() : value;
        }
        return value;
    }

    /** A time with its unit, or a bare number. */
    private static double seconds(String text) {
        String number = text.replaceAll("[a-z]+$", "");
        double factor = switch (text.substring(number.length())) {
            case "ms" -> 0.001;
            case "m" -> 60;
            case "h" -> 3600;
            case "s", "" -> 1;
            default -> throw new IllegalArgumentException("no time: " + text);
        };
        return Double.parseDouble(number) * factor;
    }
}
