package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs the module in the Camel context of a host application that sets {@code vod.embedded}, and loads its routes. Camel
 * finds this class through {@code META-INF/services}.
 */
public final class EmbeddedPlugin implements ContextServicePlugin {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPlugin.class);

    /**
     * Registers the installation for the initialization of the context: before it, Spring Boot has no properties and Quarkus no
     * health checks, and Camel ignores exceptions thrown here.
     */
    @Override
    public void load(CamelContext context) {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextInitializing(CamelContext initializing) {
                if (isMeant(initializing) && !Installation.isIn(initializing)) {
                    install(initializing);
                }
            }
        });
    }

    private static boolean isMeant(CamelContext context) {
        String embedded = new HostProperties(context)
                .apply(Setting.EMBEDDED.key())
                .map(String::strip)
                .orElse(Setting.EMBEDDED.fallback().orElseThrow());
        if (Set.of("true", "false").contains(embedded.toLowerCase(Locale.ROOT))) {
            return Boolean.parseBoolean(embedded);
        }
        boolean isNamed = embedded.equals(context.getName());
        if (!isNamed) {
            LOG.info(
                    "vod-delete-routes is not installed in the Camel context '{}': vod.embedded is '{}'. Allowed: true, false,"
                            + " or the name of the context that is meant",
                    context.getName(),
                    Text.visible(embedded));
        }
        return isNamed;
    }

    /** A context that cannot be started would never stop the module. */
    private static void loadRoutes(CamelContext context, Settings settings, VodModule module) throws Exception {
        try {
            Installation.loadRoutes(context, settings);
        } catch (Exception | Error e) {
            module.stop();
            throw e;
        }
    }

    /** An exception stops the start of the host. */
    private static void install(CamelContext context) {
        try {
            Settings settings = new HostProperties(context).settings();
            loadRoutes(context, settings, VodModule.install(context, settings));
            LOG.debug("Installed in the Camel context '{}'", context.getName());
        } catch (SettingsException e) {
            throw e;
        } catch (Exception e) {
            throw new SettingsException(List.of(
                    "vod-delete-routes cannot be installed in the Camel context '" + context.getName() + "': " + e));
        }
    }
}
