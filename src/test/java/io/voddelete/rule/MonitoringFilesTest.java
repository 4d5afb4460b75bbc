package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alerts, the dashboard and the page about metrics use what there is, and all of it. */
class MonitoringFilesTest {
    private static final Path SERIES = Path.of("src/test/resources/metrics/series.txt");
    private static final Path RULES = Path.of("config/prometheus/vod-delete.rules.yaml");
    private static final Path CASES = Path.of("config/prometheus/vod-delete.rules.test.yaml");
    private static final Path DASHBOARD = Path.of("config/grafana/vod-delete.json");
    private static final Path PAGE = Path.of("src/site/markdown/metrics.md");

    private static final Pattern SELECTOR = Pattern.compile("(vod_delete_[a-z_]+)(?:\\{([^}]*)\\})?");
    private static final Pattern EXACT = Pattern.compile("([a-z_]+)=\"([^\"$]*)\"");
    private static final Pattern ONE_OF = Pattern.compile("([a-z_]+)[=!]~\"([^\"$]*)\"");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on|without) \\(([a-z_, ]*)\\)");
    private static final Pattern FAMILY = Pattern.compile("# (\\S+) (\\S+)");
    /** Of them nothing is to be watched: they are for those who ask a question of their own. */
    private static final Set<String> NOT_WATCHED = Set.of(
            "vod_delete_call_last_accepted_timestamp_seconds",
            "vod_delete_ids_resent_total",
            "vod_delete_outcomes_reported_total",
            "vod_delete_schedule_last_run_timestamp_seconds",
            "vod_delete_sender_pauses_total",
            "vod_delete_store_commit_duration_seconds",
            "vod_delete_submissions_completed_total",
            "vod_delete_submissions_oldest_pending_timestamp_seconds",
            "vod_delete_webhook_requests_total");

    @Test
    void everyExpressionAsksForSeriesThatExist() throws IOException {
        List<String> series = Files.readAllLines(SERIES);
        List<String> expressions = new ArrayList<>(expressionsOfPanels());
        alerts().forEach(alert -> expressions.add((String) alert.get("expr")));
        assertThat(expressions).hasSizeGreaterThan(35).allSatisfy(expression -> {
            Matcher selector = SELECTOR.matcher(expression);
            while (selector.find()) {
                String labels = selector.group(2) == null ? "" : selector.group(2);
                List<String> wanted =
                        EXACT.matcher(labels).results().map(MatchResult::group).toList();
                requireSeries(series, selector, wanted);
                ONE_OF.matcher(labels).results().forEach(label -> {
                    for (String one : label.group(2).split("\\|")) {
                        requireSeries(series, selector, List.of(label.group(1) + "=\"" + one + "\""));
                    }
                });
            }
        });
    }

    /** Of a metric without wanted labels its type is enough: the values of the build are not promised. */
    private static void requireSeries(List<String> series, Matcher selector, List<String> labels) {
        String name = selector.group(1);
        assertThat(series)
                .as(selector.group())
                .anyMatch(one -> (one.replaceFirst("\\{.*", "").equals(name) || one.startsWith("# " + name + " "))
                        && labels.stream().allMatch(one::contains));
    }

    @Test
    void everyMetricIsShownOrWatchedOrLeftOutForAReason() throws IOException {
        String watched = Files.readString(DASHBOARD) + Files.readString(RULES);
        assertThat(families())
                .allSatisfy(family ->
                        assertThat(watched.contains(family)).as(family).isNotEqualTo(NOT_WATCHED.contains(family)));
    }

    @Test
    void thePageNamesEveryMetricAndNoOther() throws IOException {
        Set<String> named = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `vod_delete_"))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(families());
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItMustNot() throws IOException {
        Set<String> names = alerts().map(alert -> (String) alert.get("alert")).collect(Collectors.toSet());
        assertThat(names).hasSize(22);
        List<?> cases = list(yaml(CASES).get("tests"));
        for (boolean fires : new boolean[] {true, false}) {
            Set<Object> tested = cases.stream()
                    .flatMap(one -> list(map(one).get("alert_rule_test")).stream())
                    .map(MonitoringFilesTest::map)
                    .filter(test -> list(test.get("exp_alerts")).isEmpty() != fires)
                    .map(test -> test.get("alertname"))
                    .collect(Collectors.toSet());
            assertThat(tested).isEqualTo(names);
        }
    }

    @Test
    void theAlertsFireWhereTheyShouldAndNowhereElse() {
        assumeTrue(Tool.isInstalled("promtool"), "promtool is not installed (Debian package prometheus)");
        Tool promtool = Tool.run("promtool", "test", "rules", CASES.toString());
        assertThat(promtool.succeeded()).as(promtool.said()).isTrue();
    }

    /** As a rule is checked: a function that does not exist would be an empty panel. */
    @Test
    void prometheusUnderstandsEveryExpressionOfTheDashboard(@TempDir Path directory) throws IOException {
        assumeTrue(Tool.isInstalled("promtool"), "promtool is not installed (Debian package prometheus)");
        List<String> rules = expressionsOfPanels().stream()
                .map(each -> each.replace("$__rate_interval", "5m").replaceAll("\\$[a-z_]+", ".*"))
                .map(each -> "  - record: panel\n    expr: '" + each.replace("'", "''") + "'")
                .toList();
        for (int i = 0; i < rules.size(); i++) {
            Path file = Files.writeString(
                    directory.resolve("panel-" + i + ".yaml"),
                    "groups:\n- name: panels\n  rules:\n" + rules.get(i) + "\n");
            Tool promtool = Tool.run("promtool", "check", "rules", file.toString());
            assertThat(promtool.succeeded()).as(rules.get(i) + promtool.said()).isTrue();
        }
    }

    @Test
    void whatExpressionsGroupByAreLabelsThatExist() throws IOException {
        Set<String> labels = LABEL.matcher(Files.readString(SERIES))
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Set.of("job", "instance", "le"))));
        List<String> expressions = new ArrayList<>(expressionsOfPanels());
        alerts().forEach(alert -> expressions.add((String) alert.get("expr")));
        List<String> named = expressions.stream()
                .flatMap(each -> GROUPED.matcher(each).results())
                .flatMap(group -> Stream.of(group.group(1).split("[, ]+")))
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThan(4).isSubsetOf(labels);
    }

    /** Histograms once, and without the largest value of each. */
    private static Set<String> families() throws IOException {
        return Files.readAllLines(SERIES).stream()
                .map(FAMILY::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .filter(name -> !name.endsWith("_seconds_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> expressionsOfPanels() throws IOException {
        JsonNode panels = new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels");
        List<String> expressions = new ArrayList<>();
        int graphs = 0;
        for (JsonNode panel : panels) {
            graphs += panel.has("targets") ? 1 : 0;
            panel.path("targets")
                    .forEach(target -> expressions.add(target.get("expr").textValue()));
        }
        assertThat(graphs).isEqualTo(12);
        return expressions;
    }

    private static Stream<Map<?, ?>> alerts() throws IOException {
        return list(yaml(RULES).get("groups")).stream()
                .flatMap(group -> list(map(group).get("rules")).stream())
                .map(MonitoringFilesTest::map);
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    private static Map<?, ?> map(Object any) {
        return (Map<?, ?>) any;
    }

    private static List<?> list(Object any) {
        return (List<?>) any;
    }
}
