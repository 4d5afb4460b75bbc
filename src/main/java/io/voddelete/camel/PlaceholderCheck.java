package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.util.Arrays;
import org.apache.camel.CamelContext;

/** Whether placeholders in routes stand for what was checked: calls must go only to the endpoint that is signed for. */
final class PlaceholderCheck {
    private PlaceholderCheck() {}

    /** @throws SettingsException if something gives routes another value */
    static void of(CamelContext context, Settings settings) {
        for (Setting setting : Arrays.stream(Setting.values())
                .filter(setting -> !setting.isSecret())
                .toList()) {
            String used = context.resolvePropertyPlaceholders("{{" + setting.key() + "}}");
            // an address may name a property of the host
            if (!used.equals(context.resolvePropertyPlaceholders(settings.text(setting)))) {
                throw settings.given(setting)
                        .fault(
                                "something that comes before all files gives routes another value, such as an override of the host's properties. Set it in one place only");
            }
        }
    }
}
