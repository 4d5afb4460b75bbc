package io.voddelete.settings;

import java.util.List;
import java.util.Optional;

/**
 * A setting, its value in use and where that was set, for messages.
 *
 * @param origin empty if the value is the default
 */
public record GivenSetting(Setting setting, String value, Optional<SettingOrigin> origin) {
    /** Replaces a value that may contain secrets with a text that can be shown. */
    public GivenSetting showing(String text) {
        return new GivenSetting(setting, text, origin);
    }

    /** Where the value was set, in words; empty if it is the default. */
    public Optional<String> place() {
        return origin.map(SettingOrigin::toString);
    }

    /**
     * A fault that shows only when the value is used.
     *
     * @param fault what is wrong and what to do, as a text that follows a colon
     */
    public SettingsException fault(String fault) {
        return new SettingsException(
                List.of("Cannot use " + setting.key() + " " + setting.show(value) + ": " + fault + setBy(origin)));
    }

    /** A closing sentence that says where a value was set; empty for a default. */
    static String setBy(Optional<SettingOrigin> origin) {
        return origin.map(found -> ". Set by " + found).orElse("");
    }
}
