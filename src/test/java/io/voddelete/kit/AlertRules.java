package io.voddelete.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alert rules of the repository, judged by promtool on pages that a module has really served. */
public final class AlertRules {
    private static final Path RULES = Path.of("config", "prometheus", "vod-delete.rules.yaml");
    private static final Pattern FIRING = Pattern.compile("alertname=\"(\\w+)\"");

    private final TreeMap<Instant, Scrape> pages = new TreeMap<>();

    /** Skips the test if promtool is not installed. */
    public AlertRules() {
        assumeTrue(Tool.isInstalled("promtool"), "promtool is not installed (Debian package prometheus)");
    }

    /** Adds a page; what it says lasts until the next one. */
    public AlertRules with(Instant at, Scrape page) {
        pages.put(at, page);
        return this;
    }

    /**
     * Returns the names of the alerts that fire when the last page has lasted for a time.
     *
     * @param folder for the input of promtool
     */
    public Set<String> firing(Path folder, Duration time) {
        Instant begin = pages.firstKey();
        long minutes = Duration.between(begin, pages.lastKey().plus(time)).toMinutes();
        List<String> lines = new ArrayList<>();
        lines.add("rule_files: ['" + RULES.toAbsolutePath() + "']");
        lines.add("evaluation_interval: 1m");
        lines.add("tests:");
        lines.add("- interval: 1m");
        lines.add("  input_series:");
        lines.add("  - {series: 'up{job=\"vod\", instance=\"a\"}', values: '1x" + minutes + "'}");
        Set<String> all = new TreeSet<>();
        pages.values().forEach(page -> all.addAll(page.values().keySet()));
        for (String series : all) {
            String labels = "job=\"vod\", instance=\"a\"";
            String named = series.endsWith("}")
                    ? series.substring(0, series.length() - 1) + ", " + labels + "}"
                    : series + "{" + labels + "}";
            lines.add("  - series: '" + named + "'");
            lines.add("    values: '" + values(series, begin, minutes) + "'");
        }
        lines.add("  promql_expr_test:");
        lines.add("  - expr: 'count by (alertname) (ALERTS{alertstate=\"firing\"})'");
        lines.add("    eval_time: " + minutes + "m");
        lines.add("    exp_samples: []"); // whatever fires is told as unexpected
        Tool promtool =
                Tool.run("promtool", "test", "rules", written(folder, lines).toString());
        Set<String> firing = new TreeSet<>();
        Matcher name = FIRING.matcher(promtool.said());
        while (name.find()) {
            firing.add(name.group(1));
        }
        if (firing.isEmpty() != promtool.succeeded()) {
            throw new AssertionError(promtool.said());
        }
        return firing;
    }

    /** One value a minute. In promtool's tests, time begins at 0. */
    private String values(String series, Instant begin, long minutes) {
        StringBuilder values = new StringBuilder();
        boolean isTime = series.contains("_timestamp_seconds");
        for (long minute = 0; minute <= minutes; minute++) {
            Double value = pages.floorEntry(begin.plus(Duration.ofMinutes(minute)))
                    .getValue()
                    .values()
                    .get(series);
            if (value == null) {
                values.append("_ ");
            } else if (value.isNaN() || value.isInfinite()) {
                values.append(value.isNaN() ? "NaN " : "Inf ");
            } else {
                double shown = isTime ? value - begin.toEpochMilli() / 1e3 : value;
                values.append(BigDecimal.valueOf(shown).toPlainString()).append(' ');
            }
        }
        return values.toString().strip();
    }

    private static Path written(Path folder, List<String> lines) {
        try {
            return Files.write(folder.resolve("rules.test.yaml"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
