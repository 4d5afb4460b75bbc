package io.voddelete.settings;

import java.util.List;
import java.util.Optional;

/**
 * A setting with the value in use and where that was set, as messages name it.
 *
 * @param origin empty if the value is the default
 */
public record GivenSetting(Setting setting, String value, Optional<SettingOrigin> origin) {
    /** The same with another text in place of a value that may hold secrets. */
    public GivenSetting showing(String text) {
        return new GivenSetting(setting, text, origin);
    }

    /** The fault of this value, which shows only when it is used. */
    public SettingsException fault(String fault) {
        return new SettingsException(
                List.of(setting.key() + " is " + setting.show(value) + ", " + fault + setBy(origin)));
    }

    /** Where a value was set, as a sentence to end a message with; empty for a default. */
    static String setBy(Optional<SettingOrigin> origin) {
        return origin.map(found -> ". Set by " + found).orElse("");
    }
}
