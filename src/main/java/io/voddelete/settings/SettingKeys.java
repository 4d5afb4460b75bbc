package io.voddelete.settings;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which keys there are: those of the settings and, for each secret, that of a file which holds it. */
public final class SettingKeys {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /** The groups of settings that Camel Main knows; it refuses an unknown key in one of them, and passes over any other. */
    private static final Set<String> CAMEL_GROUPS = Set.of(
            "beans",
            "component",
            "context",
            "dataformat",
            "debug",
            "devconsole",
            "faulttolerance",
            "globaloptions",
            "health",
            "language",
            "lra",
            "main",
            "management",
            "mdc",
            "metrics",
            "opentelemetry",
            "opentelemetry2",
            "resilience4j",
            "rest",
            "routecontroller",
            "routetemplate",
            "server",
            "ssl",
            "startupcondition",
            "telemetrydev",
            "threadpool",
            "trace",
            "variable",
            "vault");

    private static final Pattern CAMEL_KEY = Pattern.compile("camel\\.([A-Za-z0-9-]+)[.\\[].*");
    private static final int TYPING_ERROR = 2;

    private SettingKeys() {}

    /**
     * Warns of each key of Camel that looks like a typing error in its group, as {@code camel.sssl.…}: Camel passes over it,
     * so that TLS would be off without a word. Other programs may use groups of their own.
     */
    static void warnOfCamelKeys(Map<String, SettingOrigin> keys) {
        keys.keySet().stream().sorted().forEach(key -> {
            Matcher camel = CAMEL_KEY.matcher(key);
            String group = camel.matches() ? camel.group(1).replace("-", "").toLowerCase(Locale.ROOT) : "main";
            String nearest = nearest(group, CAMEL_GROUPS);
            if (!nearest.equals(group) && distance(group, nearest) <= TYPING_ERROR) {
                LOG.warn(
                        "'{}', set by {}, is no setting of Camel and changes nothing; the nearest group is camel.{}. If that"
                                + " is meant, correct the key",
                        Text.visible(key),
                        keys.get(key),
                        nearest);
            }
        });
    }

    /**
     * A fault for each key that begins with {@code vod.} and is none.
     *
     * @param keys each with where it is set
     */
    static List<String> faults(Map<String, SettingOrigin> keys) {
        Set<String> known = all();
        return keys.keySet().stream()
                .filter(key -> key.startsWith("vod.") && !key.startsWith(CallerOption.PREFIX) && !known.contains(key))
                .sorted()
                .map(key -> "'" + Text.visible(key) + "' is no setting; the nearest is " + nearest(key, known)
                        + GivenSetting.setBy(Optional.of(keys.get(key))))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * Warns of each variable that begins with {@code VOD_} and is no key, by its name alone; in one line of all that
     * Kubernetes sets for a Service.
     */
    static void warnOfVariables(Map<String, String> environment) {
        Set<String> known = all().stream().map(Setting::environmentName).collect(Collectors.toSet());
        Map<Boolean, List<String>> unknown = environment.keySet().stream()
                .filter(name -> name.startsWith("VOD_") && !known.contains(name))
                .filter(name -> !name.startsWith("VOD_CALLERS_") || SettingOrigin.isServiceVariable(name))
                .sorted()
                .collect(Collectors.partitioningBy(SettingOrigin::isServiceVariable));
        if (!unknown.get(true).isEmpty()) {
            LOG.warn(
                    "these environment variables are no settings and change nothing: {}. They look like those that"
                            + " Kubernetes sets for a Service; enableServiceLinks: false in the pod's spec turns them off",
                    Text.visible(String.join(", ", unknown.get(true))));
        }
        unknown.get(false)
                .forEach(name -> LOG.warn(
                        "the environment variable '{}' is no setting and changes nothing; the nearest is {}. If that is"
                                + " meant, rename the variable; if it is for another program, leave it",
                        Text.visible(name),
                        nearest(name, known)));
    }

    private static Set<String> all() {
        return Arrays.stream(Setting.values())
                .flatMap(setting ->
                        setting.isSecret() ? Stream.of(setting.key(), setting.fileKey()) : Stream.of(setting.key()))
                .collect(Collectors.toSet());
    }

    /** The one that is spelt most like it. */
    public static String nearest(String key, Set<String> known) {
        return known.stream()
                .min(Comparator.comparing((String other) -> distance(key, other))
                        .thenComparing(other -> other))
                .orElseThrow();
    }

    /** The number of characters to insert, delete or replace to make one text of the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
