package io.voddelete.simulator;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code simulator.*} properties: key, allowed values and the option that each sets. */
final class SimulatorSettings {
    static final String PREFIX = "simulator.";
    static final String PORT = PREFIX + "port";
    static final String CONTROL_PORT = PREFIX + "control-port";
    /** Until this version the name of {@link #CONTROL_PORT}. */
    private static final String OLD_CONTROL_PORT = PREFIX + "truth-port";

    private record Setting(String legal, BiFunction<SimulatorOptions, String, SimulatorOptions> change) {}

    private static final Pattern LATENCY = Pattern.compile("(\\d{1,9})ms(?:-(\\d{1,9})ms)?");
    private static final String LEGAL_PORT = "0 (any free port) to 65535";
    private static final String LEGAL_NAME = "any text that is not blank";
    private static final String LEGAL_FORM = "call or item";

    private static final Map<String, Setting> SETTINGS = settings();

    private SimulatorSettings() {}

    static SimulatorOptions apply(Properties properties, SimulatorOptions defaults) {
        SimulatorOptions options = defaults;
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (key.startsWith(PREFIX)) {
                options = apply(key, properties.getProperty(key).trim(), options);
            }
        }
        return options;
    }

    private static SimulatorOptions apply(String key, String value, SimulatorOptions options) {
        Setting setting = SETTINGS.get(key);
        if (setting == null) {
            throw new IllegalArgumentException(
                    "Unknown setting '" + key + "'. Allowed: " + String.join(", ", SETTINGS.keySet()));
        }
        try {
            return setting.change().apply(options, value);
        } catch (IllegalArgumentException e) {
            boolean secret = key.endsWith("key") || key.endsWith("token");
            throw new IllegalArgumentException(
                    key + (secret ? "" : "=" + value) + ": " + e.getMessage() + ". Allowed: " + setting.legal(), e);
        }
    }

    private static Map<String, Setting> settings() {
        Map<String, Setting> settings = new TreeMap<>();
        settings.put(PORT, new Setting(LEGAL_PORT, (o, v) -> o.withPort(whole(v))));
        settings.put(CONTROL_PORT, new Setting(LEGAL_PORT, (o, v) -> o.withControlPort(whole(v))));
        settings.put(OLD_CONTROL_PORT, new Setting(LEGAL_PORT, (o, v) -> o.withControlPort(whole(v))));
        settings.put("simulator.project-id", new Setting(LEGAL_NAME, SimulatorOptions::withProjectId));
        settings.put("simulator.access-key", new Setting(LEGAL_NAME, SimulatorOptions::withAccessKey));
        settings.put("simulator.secret-key", new Setting(LEGAL_NAME, SimulatorOptions::withSecretKey));
        settings.put(
                "simulator.session-token",
                new Setting("any text, empty for none", (o, v) -> o.withSessionToken(v.isEmpty() ? null : v)));
        settings.put(
                "simulator.limits",
                new Setting(
                        "text such as delete=60,others=20,window=sliding,tells=nothing; info=300",
                        SimulatorOptions::withLimits));
        settings.put(
                "simulator.iam",
                new Setting("text such as lifetime=30s,bytes=32768,lock-after=5", SimulatorOptions::withIam));
        settings.put(
                "simulator.latency",
                new Setting("a duration such as 20ms, or 10ms-50ms", SimulatorSettings::withLatency));
        settings.put(
                "simulator.faults",
                new Setting(
                        "text such as throttled,rate=0.02; page=502,effect=after,rate=0.01; unknown,rate=0.05",
                        SimulatorOptions::withFaults));
        settings.put("simulator.seed", new Setting("an integer", (o, v) -> o.withSeed(Long.parseLong(v))));
        settings.put("simulator.not-found", new Setting(LEGAL_FORM, (o, v) -> o.withNotFound(form(v))));
        settings.put("simulator.busy", new Setting(LEGAL_FORM, (o, v) -> o.withBusy(form(v))));
        return settings;
    }

    private static int whole(String value) {
        return Integer.parseInt(value);
    }

    private static AnswerForm form(String value) {
        return oneOf(value, Map.of("call", AnswerForm.CALL, "item", AnswerForm.ITEM));
    }

    private static <T> T oneOf(String value, Map<String, T> meanings) {
        T meaning = meanings.get(value.toLowerCase(Locale.ROOT));
        if (meaning == null) {
            throw new IllegalArgumentException("invalid value");
        }
        return meaning;
    }

    private static SimulatorOptions withLatency(SimulatorOptions options, String value) {
        Matcher latency = LATENCY.matcher(value);
        if (!latency.matches()) {
            throw new IllegalArgumentException("not a duration");
        }
        String max = latency.group(2) == null ? latency.group(1) : latency.group(2);
        return options.withLatency(millis(latency.group(1)), millis(max));
    }

    private static Duration millis(String digits) {
        return Duration.ofMillis(Long.parseLong(digits));
    }
}
