package io.voddelete;

import io.voddelete.asset.Text;
import io.voddelete.vod.Backoff;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of one module, checked. Where a key comes from, strongest first: system property, environment, file, default. */
public final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);

    private Settings() {}

    /**
     * Reads and checks the settings. An environment variable that begins with {@code VOD_} and is no setting is warned of,
     * by its name alone: other programs may use such names.
     *
     * @param files property files, the strongest first; one that does not exist is passed over
     * @param environment as {@code System.getenv()}
     * @param system as {@code System.getProperties()}
     * @throws SettingsException if a key is missing, unknown or has no legal value; it names all of them
     */
    public static Settings load(List<Path> files, Map<String, String> environment, Properties system) {
        warnOfUnknownVariables(environment);
        List<Properties> sources = new ArrayList<>();
        sources.add(system);
        files.forEach(file -> sources.add(read(file)));
        List<String> faults = unknownKeys(sources);
        Settings settings = new Settings();
        for (Setting setting : Setting.values()) {
            settings.values.put(setting, find(setting, sources, environment));
        }
        settings.values.replaceAll((setting, value) -> value == null ? null : settings.resolve(value));
        settings.values.forEach((setting, value) -> fault(setting, value, faults));
        if (faults.isEmpty()) {
            faults.addAll(new SettingRules(settings).faults());
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return settings;
    }

    /** The value of a key, as placeholders in routes need it; null if it is no key of ours. */
    String byKey(String key) {
        return Setting.of(key).map(values::get).orElse(null);
    }

    public String text(Setting setting) {
        return values.get(setting);
    }

    boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting)) || "on".equals(text(setting));
    }

    int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    /** A number of bytes. */
    long size(Setting setting) {
        return Long.parseLong(text(setting));
    }

    Duration duration(Setting setting) {
        return parseDuration(text(setting));
    }

    /** The delays that two settings bound. */
    Backoff backoff(Setting first, Setting longest, RandomGenerator random) {
        return new Backoff(duration(first), duration(longest), random);
    }

    public Path path(Setting setting) {
        return Path.of(text(setting));
    }

    URI endpoint() {
        return URI.create(text(Setting.ENDPOINT).replaceFirst("/$", ""));
    }

    /** A duration as {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 1d} or plain milliseconds; null if it is none. */
    static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMillis(number);
        };
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.exists(file) ? Files.newBufferedReader(file) : new StringReader("")) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(List.of(file + " cannot be read: " + e.getMessage()));
        }
        return properties;
    }

    private static String find(Setting setting, List<Properties> sources, Map<String, String> environment) {
        String system = sources.get(0).getProperty(setting.key());
        if (system != null) {
            return system.strip();
        }
        String variable = environment.get(setting.environmentName());
        if (variable != null) {
            return variable.strip();
        }
        return sources.stream()
                .skip(1)
                .map(source -> source.getProperty(setting.key()))
                .filter(value -> value != null && !(value.isBlank() && setting.fallback() == null))
                .findFirst()
                .map(String::strip)
                .orElse(setting.fallback());
    }

    /** Puts in the values of other settings. */
    private String resolve(String value) {
        Matcher matcher = PLACEHOLDER.matcher(value);
        return matcher.replaceAll(found -> Setting.of(found.group(1))
                .map(setting -> Matcher.quoteReplacement(String.valueOf(values.get(setting))))
                .orElse(Matcher.quoteReplacement(found.group())));
    }

    private static void fault(Setting setting, String value, List<String> faults) {
        if (value == null) {
            faults.add(setting.key() + " is missing; set it in config/application.properties, by -D" + setting.key()
                    + "=… or as " + setting.environmentName() + ". Legal: " + setting.legal());
        } else if (!setting.accepts(value)) {
            faults.add(
                    setting.key() + " is " + setting.show(value) + ", which is not legal. Legal: " + setting.legal());
        }
    }

    private static List<String> unknownKeys(List<Properties> sources) {
        Set<String> known = Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        return sources.stream()
                .flatMap(source -> source.stringPropertyNames().stream())
                .filter(key -> key.startsWith("vod.") && !known.contains(key))
                .distinct()
                .sorted()
                .map(key -> "'" + Text.visible(key) + "' is no setting; the nearest is " + nearest(key, known))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void warnOfUnknownVariables(Map<String, String> environment) {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::environmentName).collect(Collectors.toSet());
        environment.keySet().stream()
                .filter(name -> name.startsWith("VOD_") && !known.contains(name))
                .sorted()
                .forEach(name -> LOG.warn(
                        "the environment variable '{}' is no setting and changes nothing; the nearest is {}. If that is"
                                + " meant, rename the variable; if it is for another program, leave it",
                        Text.visible(name),
                        nearest(name, known)));
    }

    private static String nearest(String key, Set<String> known) {
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
