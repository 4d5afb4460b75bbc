package io.voddelete.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The properties of a host application, by its own order of precedence. */
final class HostSources implements SettingSources {
    private static final SettingOrigin HOST = new SettingOrigin("the host application's properties", "");

    private final Function<String, Optional<String>> lookup;
    private final Set<String> keys;

    /**
     * @param lookup gives the value of a key
     * @param keys those that the host can list; may be empty where it cannot
     */
    HostSources(Function<String, Optional<String>> lookup, Set<String> keys) {
        this.lookup = lookup;
        this.keys = Set.copyOf(keys);
    }

    @Override
    public Optional<Found> find(String key, boolean blankCounts) {
        return lookup.apply(key)
                .map(String::strip)
                .filter(value -> blankCounts || !value.isEmpty())
                .map(value -> new Found(value, HOST));
    }

    /** None: whether the host's properties include its environment is for the host to say. */
    @Override
    public List<String> variables(String prefix) {
        return List.of();
    }

    @Override
    public Map<String, SettingOrigin> keys() {
        Map<String, SettingOrigin> listed = new LinkedHashMap<>();
        keys.stream().sorted().forEach(key -> listed.put(key, HOST));
        return listed;
    }

    @Override
    public String whereToSet(Setting setting) {
        return "among the host application's properties";
    }
}
