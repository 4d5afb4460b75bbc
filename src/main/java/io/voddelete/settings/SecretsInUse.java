package io.voddelete.settings;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The secrets of HTTP callers and those that sign what we send, as they are in use after changes in their files: none may
 * change into one that another setting has by now. Thread-safe.
 */
public final class SecretsInUse {
    private final Settings settings;
    private final Map<Setting, String> changed = new EnumMap<>(Setting.class);

    /** @param settings with the values of the start */
    public SecretsInUse(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes over a new value of a setting.
     *
     * @param use applies the value; if it throws, the old value stays in use
     * @throws SettingsException if the new value contradicts another one that is in use; it is not applied
     */
    public synchronized void change(Setting setting, String value, Runnable use) {
        List<String> faults = CallerRules.faults(settings, each -> each == setting ? value : inUse(each));
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        use.run();
        changed.put(setting, value);
    }

    private String inUse(Setting setting) {
        String value = changed.get(setting);
        return value == null ? settings.text(setting) : value;
    }
}
