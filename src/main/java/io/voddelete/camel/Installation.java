package io.voddelete.camel;

import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Whether the module is installed in a Camel context, at most once, and how its routes are added. */
final class Installation {
    private Installation() {}

    static boolean isIn(CamelContext context) {
        return context.hasService(VodModule.class) != null;
    }

    /** @throws SettingsException if the module is installed in this context */
    static void requireNoneIn(CamelContext context) {
        if (isIn(context)) {
            throw new SettingsException(List.of("vod-delete-routes is already installed in the Camel context '"
                    + context.getName() + "'. Install it once: by vod.embedded, or by VodDeleteRoutes.install"));
        }
    }

    /**
     * Adds the routes to a context in which the module is installed with these settings, in place of those of an earlier
     * installation.
     */
    static void loadRoutes(CamelContext context, Settings settings) throws Exception {
        ContextHooks hooks = ContextHooks.of(context);
        if (hooks.hasRoutes()) {
            VodRoutes.remove(context);
        }
        List<Resource> files = Stream.of(RouteFiles.of(settings).split(","))
                .map(PluginHelper.getResourceLoader(context)::resolveResource)
                .toList();
        PluginHelper.getRoutesLoader(context).loadRoutes(files);
        hooks.setRoutesLoaded();
    }
}
