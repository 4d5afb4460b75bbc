package io.voddelete.settings;

import io.voddelete.support.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings as they may be shown to whoever may ask: without any secret. */
public final class ShownSettings {
    private static final int LONGEST = 4000;

    private ShownSettings() {}

    /** Every setting: of secrets only whether they are set, and no secret within another value. */
    public static List<GivenSetting> of(Settings settings) {
        LogSecrets secrets = new LogSecrets();
        secrets.know(settings);
        return Arrays.stream(Setting.values())
                .map(setting -> {
                    GivenSetting given = settings.given(setting);
                    String value = setting.isSecret() && !given.value().isEmpty()
                            ? LogSecrets.MASK
                            : secrets.masked(given.value());
                    return new GivenSetting(setting, Text.visible(value, LONGEST), origin(settings, given));
                })
                .toList();
    }

    private static Optional<SettingOrigin> origin(Settings settings, GivenSetting given) {
        return settings.secretFile(given.setting())
                .map(file ->
                        new SettingOrigin("the file " + Text.visible(file.path().toString()), ""))
                .or(given::origin);
    }

    /** Whether the value is another than the default. */
    public static boolean isChanged(Settings settings, Setting setting) {
        String usual = Placeholders.resolve(setting.fallback().orElse(""), named -> Optional.of(settings.text(named)));
        return !settings.text(setting).equals(usual);
    }
}
