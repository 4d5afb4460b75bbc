package io.voddelete.settings;

import io.voddelete.http.Caller;
import io.voddelete.http.Right;
import io.voddelete.support.Text;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of HTTP callers, by name. A key for a name that has no secret and no token is refused. */
public final class CallerSettings {
    private static final String VARIABLES = "VOD_CALLERS_";

    private final Map<String, SettingSources.Found> values = new TreeMap<>();

    /** A setting of a caller that is set, and where. */
    public record Given(String key, String value, String place) {}

    /**
     * @param names of the callers that have a secret or a token
     * @param faults gets a line for each key of an unknown caller, and for each invalid value
     */
    static CallerSettings read(SettingSources sources, Set<String> names, List<String> faults) {
        CallerSettings settings = new CallerSettings();
        Map<String, String> variables = new HashMap<>();
        Set<String> keys = new TreeSet<>();
        names.forEach(name -> keys.addAll(CallerOption.keys(name)));
        keys.forEach(key -> variables.put(Setting.environmentName(key), key));
        sources.keys().forEach((key, origin) -> {
            if (key.startsWith(CallerOption.PREFIX) && !keys.contains(key)) {
                faults.add(unknown("setting", key, keys, names) + GivenSetting.setBy(Optional.of(origin)));
            }
        });
        sources.variables(VARIABLES).stream()
                .filter(name -> !variables.containsKey(name) && !SettingOrigin.isServiceVariable(name))
                .forEach(name -> faults.add(unknown("environment variable", name, variables.keySet(), names)));
        for (String name : names) {
            for (CallerOption option : CallerOption.values()) {
                sources.find(option.key(name), false).ifPresent(found -> {
                    settings.values.put(option.key(name), found);
                    if (!option.accepts(found.value())) {
                        faults.add("Invalid value '" + Text.visible(found.value()) + "' for " + option.key(name)
                                + ". Allowed: " + option.legal()
                                + GivenSetting.setBy(Optional.of(found.origin())));
                    }
                });
            }
        }
        return settings;
    }

    private static String unknown(String what, String key, Set<String> known, Set<String> names) {
        return "Unknown " + what + " '" + Text.visible(key) + "'." + SettingKeys.didYouMean(key, known)
                + (names.isEmpty()
                        ? " No caller has a secret or a token"
                        : " Callers with a secret or a token: " + String.join(", ", new TreeSet<>(names)));
    }

    /** Those that are set. */
    public List<Given> given() {
        return values.entrySet().stream()
                .map(each -> new Given(
                        each.getKey(),
                        Text.visible(each.getValue().value()),
                        each.getValue().origin().toString()))
                .toList();
    }

    /** The caller with this name and a credential in this setting. */
    public Caller caller(Setting credentials, String name) {
        boolean isOperator = credentials == Setting.STATUS_TOKEN;
        String rights = value(CallerOption.RIGHTS, name, isOperator ? "read,order" : "read");
        boolean isApprover = credentials == Setting.APPROVAL_TOKEN;
        String sees = value(CallerOption.SEES, name, isOperator || isApprover ? "all" : "own");
        String most = value(CallerOption.IDS_PER_DAY, name, CallerOption.IDS_PER_DAY.fallback());
        return new Caller(
                name,
                rights(rights),
                sees.equals("all") ? "" : sees.equals("own") ? null : sees,
                most.matches("off|false") ? Long.MAX_VALUE : Long.parseLong(most));
    }

    private String value(CallerOption option, String name, String usual) {
        SettingSources.Found found = values.get(option.key(name));
        return found == null || found.value().isEmpty() ? usual : found.value();
    }

    private static Set<Right> rights(String words) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String word : words.split(",")) {
            switch (word.strip()) {
                case "read" -> rights.add(Right.READ);
                case "order" -> rights.add(Right.ORDER);
                default -> {
                    // none
                }
            }
        }
        return rights;
    }
}
