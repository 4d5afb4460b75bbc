package io.voddelete.kit;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /observe/metrics} said.
 *
 * @param text in the form of Prometheus
 * @param values by series, such as {@code vod_delete_ids_sent_total}
 */
public record Scrape(String text, Map<String, Double> values) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SERIES = Pattern.compile("([a-z_]+(?:\\{.*\\})?) (\\S+)");

    /** Reads a page. */
    public static Scrape of(String text) {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher series = SERIES.matcher(line);
            if (!series.matches()) {
                throw new AssertionError("no series: " + line);
            }
            values.put(series.group(1), number(series.group(2)));
        });
        return new Scrape(text, values);
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    public double value(String series) {
        return values.get(series);
    }

    /** Returns the names with their types, and all series but those of the build: what a version promises, in order. */
    public String promise() {
        TreeSet<String> lines = new TreeSet<>();
        TYPE.matcher(text).results().forEach(type -> lines.add("# " + type.group(1) + " " + type.group(2)));
        values.keySet().stream()
                .filter(series -> !series.startsWith("vod_delete_build_info"))
                .forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }
}
