package io.voddelete.settings;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The known keys: one for each setting and, for each secret, one for a file that contains it. */
public final class SettingKeys {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /** The groups of settings that Camel Main knows; it refuses an unknown key in one of them and ignores all others. */
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

    /** In a long key there may be more typing errors. */
    private static final int ONE_ERROR_PER = 6;

    private SettingKeys() {}

    /**
     * Warns of each Camel key whose group looks mistyped, such as {@code camel.sssl.…}: Camel ignores it, so TLS would be
     * silently off. Other programs may use groups of their own.
     */
    static void warnOfCamelKeys(Map<String, SettingOrigin> keys) {
        keys.keySet().stream().sorted().forEach(key -> {
            Matcher camel = CAMEL_KEY.matcher(key);
            String group = camel.matches() ? camel.group(1).replace("-", "").toLowerCase(Locale.ROOT) : "main";
            String nearest = nearest(group, CAMEL_GROUPS);
            if (!nearest.equals(group) && distance(group, nearest) <= TYPING_ERROR) {
                LOG.warn(
                        "Unknown Camel setting '{}', set by {}: it has no effect. Did you mean camel.{}? If so, correct the"
                                + " key",
                        Text.visible(key),
                        keys.get(key),
                        nearest);
            }
        });
    }

    /**
     * A fault for each unknown key that begins with {@code vod.}.
     *
     * @param keys each with where it is set
     */
    static List<String> faults(Map<String, SettingOrigin> keys) {
        Set<String> known = all();
        return keys.keySet().stream()
                .filter(key -> key.startsWith("vod.") && !key.startsWith(CallerOption.PREFIX) && !known.contains(key))
                .sorted()
                .map(key -> "Unknown setting '" + Text.visible(key) + "'." + didYouMean(key, known) + " Set by "
                        + keys.get(key))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * Warns of each unknown variable that begins with {@code VOD_}, by its name alone, and in one line of all those that
     * Kubernetes sets for a Service.
     */
    static void warnOfVariables(Map<String, String> environment) {
        Set<String> known = all().stream().map(Setting::environmentName).collect(Collectors.toSet());
        List<String> unknown = environment.keySet().stream()
                .filter(name -> name.startsWith("VOD_") && !known.contains(name))
                .filter(name -> !name.startsWith("VOD_CALLERS_") || SettingOrigin.isServiceVariable(name))
                .sorted()
                .toList();
        List<String> ofServices =
                unknown.stream().filter(SettingOrigin::isServiceVariable).toList();
        if (!ofServices.isEmpty()) {
            LOG.warn(
                    "Unknown environment variables, which have no effect: {}. They look like those that Kubernetes sets for a"
                            + " Service; enableServiceLinks: false in the pod's spec turns them off",
                    Text.visible(String.join(", ", ofServices)));
        }
        unknown.stream()
                .filter(name -> !ofServices.contains(name))
                .forEach(name -> LOG.warn(
                        "Unknown environment variable '{}': it has no effect.{} Rename it, or ignore this if it belongs to"
                                + " another program",
                        Text.visible(name),
                        didYouMean(name, known)));
    }

    /** A host may spell a name without an underscore for a hyphen, as Spring does: VOD_SECRETKEY. */
    static void warnOfHost(Map<String, SettingOrigin> keys, Map<String, String> environment) {
        faults(keys).forEach(SettingKeys::warn);
        Set<String> spelled = all().stream()
                .map(key -> Setting.environmentName(key.replace("-", "")))
                .collect(Collectors.toSet());
        Map<String, String> others = new HashMap<>(environment);
        others.keySet().removeAll(spelled);
        warnOfVariables(others);
    }

    private static void warn(String fault) {
        LOG.warn("{}; it changes nothing", fault);
    }

    private static Set<String> all() {
        return Arrays.stream(Setting.values())
                .flatMap(setting -> setting.keys().stream())
                .collect(Collectors.toSet());
    }

    /** A question that offers the most similar known key, with a blank in front; empty if none is close enough to be meant. */
    public static String didYouMean(String key, Set<String> known) {
        return known.stream()
                .filter(other -> isClose(key, other))
                .min(nearestTo(key))
                .map(other -> " Did you mean '" + other + "'?")
                .orElse("");
    }

    /** A few typing errors, or a key of which the end was left out. */
    private static boolean isClose(String key, String other) {
        int errors = Math.max(TYPING_ERROR, key.length() / ONE_ERROR_PER);
        return distance(key, other) <= errors || other.startsWith(key + ".") || other.startsWith(key + "-");
    }

    /** The most similar known key. */
    static String nearest(String key, Set<String> known) {
        return known.stream().min(nearestTo(key)).orElseThrow();
    }

    private static Comparator<String> nearestTo(String key) {
        return Comparator.comparing((String other) -> distance(key, other)).thenComparing(other -> other);
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
