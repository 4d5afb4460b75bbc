package io.voddelete.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The value of a setting that is needed before all of them are read and checked. */
public final class EarlySetting {
    private EarlySetting() {}

    /**
     * Reads one setting as {@link Settings#load} does. What is wrong with it, or with the files, is left to that.
     *
     * @return the default if it is not set or not allowed
     * @throws IllegalArgumentException if it has no default
     */
    public static String text(Setting setting, List<Path> files, Map<String, String> environment, Properties system) {
        String fallback =
                setting.fallback().orElseThrow(() -> new IllegalArgumentException(setting.key() + " has no default"));
        try {
            return new ProgramSources(files, environment, system)
                    .find(setting.key(), false)
                    .map(SettingSources.Found::value)
                    .filter(setting::accepts)
                    .orElse(fallback);
        } catch (SettingsException e) {
            return fallback;
        }
    }
}
