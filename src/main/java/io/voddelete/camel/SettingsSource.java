package io.voddelete.camel;

import io.voddelete.settings.Settings;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** Provides the checked values, including defaults, for placeholders in the routes. */
record SettingsSource(Settings settings) implements PropertiesSource {
    @Override
    public String getName() {
        return Version.PRODUCT;
    }

    @Override
    public @Nullable String getProperty(String name) {
        return settings.byKey(name);
    }
}
