package io.voddelete.settings;

import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.KeptColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.support.Text;
import io.voddelete.vod.Backoff;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checked settings of one module. Order of precedence: system property, environment variable, file, default. */
public final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, SecretFile> secretFiles = new EnumMap<>(Setting.class);
    private final Map<String, SettingOrigin> origins = new HashMap<>();
    private final CallerSettings callers;

    /** Adds a line to {@code faults} for each fault; if there is one, the settings must not be used. */
    private Settings(SettingSources sources, List<String> faults, Function<SecretFile, SecretFile.Content> reader) {
        for (Setting setting : Setting.values()) {
            find(sources, setting.key(), setting.fallback().isPresent())
                    .or(setting::fallback)
                    .ifPresent(value -> values.put(setting, value));
        }
        values.replaceAll((setting, value) -> resolve(value));
        findSecretFiles(sources, faults);
        readSecretFiles(reader, faults);
        for (Setting setting : Setting.values()) {
            fault(setting, values.get(setting), sources, faults);
        }
        callers = CallerSettings.read(sources, CallerRules.names(this), faults);
    }

    /**
     * Reads and checks the settings. Unknown environment variables that begin with {@code VOD_} cause a warning with their
     * name only, since other programs may use such names.
     *
     * @param files property files in order of precedence; missing ones are ignored
     * @param environment usually {@code System.getenv()}
     * @param system usually {@code System.getProperties()}
     * @throws SettingsException if a key is missing or unknown, or has an invalid value; it names all of them
     */
    public static Settings load(List<Path> files, Map<String, String> environment, Properties system) {
        return load(files, environment, system, SecretFile::read);
    }

    /** @param reader reads a secret file */
    static Settings load(
            List<Path> files,
            Map<String, String> environment,
            Properties system,
            Function<SecretFile, SecretFile.Content> reader) {
        SettingKeys.warnOfVariables(environment);
        SettingSources sources = new ProgramSources(files, environment, system);
        SettingKeys.warnOfCamelKeys(sources.keys());
        return read(sources, SettingKeys.faults(sources.keys()), reader);
    }

    /**
     * Reads and checks the settings of a module inside a host application. An unknown key that begins with {@code vod.} is
     * warned of: it may belong to the host. So is an environment variable that begins with {@code VOD_}.
     *
     * @param lookup gives the value of a key; empty if the host sets none
     * @param keys the keys that the host can list, of whatever prefix; may be empty
     * @param environment usually {@code System.getenv()}; only for warnings
     * @throws SettingsException if a key is missing or has a value that is not allowed; it names all of them
     */
    public static Settings ofHost(
            Function<String, Optional<String>> lookup, Set<String> keys, Map<String, String> environment) {
        SettingSources sources = new HostSources(lookup, keys);
        SettingKeys.warnOfHost(sources.keys(), environment);
        return read(sources, new ArrayList<>(), SecretFile::read);
    }

    private static Settings read(
            SettingSources sources, List<String> faults, Function<SecretFile, SecretFile.Content> reader) {
        Settings settings = new Settings(sources, faults, reader);
        if (faults.isEmpty()) {
            faults.addAll(new SettingRules(settings).faults());
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return settings;
    }

    /** The value of a key for placeholders in routes; null if the key is not ours, or a secret, which no route needs. */
    public @Nullable String byKey(String key) {
        return Setting.of(key)
                .filter(setting -> !setting.isSecret())
                .map(this::text)
                .orElse(null);
    }

    /** The value; empty if it is neither required nor set. */
    public String text(Setting setting) {
        return values.getOrDefault(setting, "");
    }

    /** The setting, its value and its origin, for messages. */
    public GivenSetting given(Setting setting) {
        return new GivenSetting(setting, text(setting), Optional.ofNullable(origins.get(setting.key())));
    }

    /** The settings of HTTP callers. */
    public CallerSettings callers() {
        return callers;
    }

    /** A closing sentence that says where these keys are set; empty if nowhere. */
    public String setBy(Setting... settings) {
        return setBy(Arrays.stream(settings).map(Setting::key).toArray(String[]::new));
    }

    private String setBy(String... keys) {
        if (keys.length == 1) {
            return GivenSetting.setBy(Optional.ofNullable(origins.get(keys[0])));
        }
        return Arrays.stream(keys)
                .filter(origins::containsKey)
                .map(key -> ". " + key + " is set by " + origins.get(key))
                .collect(Collectors.joining());
    }

    /** The file from which a secret was read, if any. */
    public Optional<SecretFile> secretFile(Setting setting) {
        return Optional.ofNullable(secretFiles.get(setting));
    }

    /** A setting that is true or false; {@code on} counts as true. */
    public boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting)) || "on".equals(text(setting));
    }

    public int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    /** Whether anything is served over HTTP, by our own server or by that of a host. */
    public boolean servesHttp() {
        return flag(Setting.INTAKE_WEBHOOK_ENABLED) || flag(Setting.STATUS_ENABLED);
    }

    /** A number of bytes. */
    public long size(Setting setting) {
        return Long.parseLong(text(setting));
    }

    /** Returns a limit, or the number of percent of a share; empty if it is off. */
    public OptionalLong limit(Setting setting) {
        String value = text(setting);
        return SettingKind.isOff(value)
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(value.replace("%", "")));
    }

    /** The values of a setting that takes several; none if it is empty or off. */
    public List<String> list(Setting setting) {
        return isOff(setting) || text(setting).isEmpty()
                ? List.of()
                : Arrays.stream(text(setting).split(",")).map(Text::strip).toList();
    }

    /** Whether a setting that can be switched off is. */
    public boolean isOff(Setting setting) {
        return SettingKind.isOff(text(setting));
    }

    /** Whether it is set, and not only has its default. */
    public boolean isSet(Setting setting) {
        return origins.containsKey(setting.key());
    }

    /** A duration, whatever word stands before it. */
    public Duration duration(Setting setting) {
        return SettingDuration.parse(text(setting).replaceFirst("^[a-z]+ +", ""))
                .orElseThrow(() -> new IllegalArgumentException(setting.key() + " is not a duration"));
    }

    /** Returns a duration that need not be set; empty if it is not. */
    public Optional<Duration> optionalDuration(Setting setting) {
        return text(setting).isEmpty() ? Optional.empty() : Optional.of(duration(setting));
    }

    /** How the list in a file or request is read; {@code maxBytes} is the setting with its maximum size. */
    public ListOptions input(Setting maxBytes) {
        return new ListOptions(listRules(), size(maxBytes), size(Setting.INTAKE_MAX_REJECTED_LINES));
    }

    /** How lists are read. */
    ListRules listRules() {
        return new ListRules(
                new AssetIdPattern(Pattern.compile(text(Setting.ASSET_ID_PATTERN))),
                IdColumns.parse(text(Setting.INTAKE_ID_COLUMNS)),
                KeptColumns.parse(text(Setting.INTAKE_KEEP_COLUMNS)));
    }

    /** The retry delays that two settings limit. */
    public Backoff backoff(Setting first, Setting longest, RandomGenerator random) {
        return new Backoff(duration(first), duration(longest), random);
    }

    public Path path(Setting setting) {
        return Path.of(text(setting));
    }

    public URI endpoint() {
        return URI.create(text(Setting.ENDPOINT).replaceFirst("/$", ""));
    }

    /** The value of a key, if it is set; remembers its origin for messages. */
    private Optional<String> find(SettingSources sources, String key, boolean blankCounts) {
        Optional<SettingSources.Found> found = sources.find(key, blankCounts);
        found.ifPresent(one -> origins.put(key, one.origin()));
        return found.map(SettingSources.Found::value);
    }

    private String resolve(String value) {
        return Placeholders.resolve(value, setting -> Optional.ofNullable(values.get(setting)));
    }

    private void findSecretFiles(SettingSources sources, List<String> faults) {
        for (Setting setting : Setting.values()) {
            String path =
                    setting.isSecret() ? find(sources, setting.fileKey(), false).orElse("") : "";
            String resolved = resolve(path);
            Optional<String> pathFault = path.isEmpty() ? Optional.empty() : LocalePath.fault(resolved);
            if (pathFault.isPresent()) {
                faults.add(invalidFile(setting, resolved) + ": " + pathFault.get() + setBy(setting.fileKey()));
            } else if (SettingKind.PATH.check().test(resolved)) {
                addSecretFile(new SecretFile(setting, Path.of(resolved)), faults);
            } else if (!path.isEmpty()) {
                faults.add(invalidFile(setting, resolved) + ". Allowed: " + SettingKind.PATH.legal()
                        + setBy(setting.fileKey()));
            }
        }
    }

    private static String invalidFile(Setting setting, String path) {
        return "Invalid value '" + Text.visible(path) + "' for " + setting.fileKey();
    }

    private void addSecretFile(SecretFile file, List<String> faults) {
        Setting setting = file.setting();
        if (!text(setting).isEmpty()) {
            faults.add(setting.key() + " and " + setting.fileKey() + " are both set. Allowed: one of them"
                    + setBy(setting.key(), setting.fileKey()));
        } else {
            secretFiles.put(setting, file);
        }
    }

    private void readSecretFiles(Function<SecretFile, SecretFile.Content> reader, List<String> faults) {
        SecretFile.readTogether(secretFiles.values(), reader).forEach((setting, content) -> {
            if (content.value() == null) {
                faults.add(content.fault() + setBy(setting.fileKey()));
            } else {
                values.put(setting, content.value());
            }
        });
    }

    /** The first setting that a placeholder of the value names although it has no value that could stand there. */
    private Optional<Setting> unresolved(String value) {
        return Placeholders.settings(value)
                .filter(named -> !values.containsKey(named) || secretFiles.containsKey(named))
                .findFirst();
    }

    /** A path below the data directory by default needs no message of its own. */
    private boolean isSetItself(Setting setting) {
        return setting == Setting.DATA_DIRECTORY || origins.containsKey(setting.key());
    }

    private void fault(Setting setting, @Nullable String value, SettingSources sources, List<String> faults) {
        boolean notNeeded = setting.isNoneOf(text(Setting.AUTH));
        if (secretFiles.containsKey(setting) || notNeeded && (value == null || value.isEmpty())) {
            return; // checked when it was read, or not needed
        }
        if (value == null) {
            faults.add(setting.key() + " is missing. Set it " + sources.whereToSet(setting) + ". Allowed: "
                    + setting.legal());
            return;
        }
        Optional<Setting> unresolved = unresolved(value);
        if (unresolved.isPresent()) {
            String key = unresolved.get().key();
            faults.add(setting.key() + " contains {{" + key + "}}, but " + key
                    + " has no value of its own that could be put there. Set " + key
                    + ", not as a file, or write the value itself" + setBy(setting.key()));
            return;
        }
        Optional<String> pathFault = setting.isPath() && isSetItself(setting)
                ? LocalePath.fault(value.replaceFirst("^jdbc:sqlite:", ""))
                : Optional.empty();
        if (pathFault.isPresent()) {
            faults.add(setting.invalid(value) + ": " + pathFault.get() + setBy(setting));
        } else if (!setting.accepts(value)) {
            faults.add(setting.invalid(value) + ". Allowed: " + setting.legal() + setBy(setting.key()));
        } else if (setting.isOldSwitch(value)) {
            LOG.warn(
                    "'{}' for {} is deprecated and will be refused by the next version. Use {}{}",
                    value,
                    setting.key(),
                    flag(setting),
                    setBy(setting.key()));
        }
    }
}
