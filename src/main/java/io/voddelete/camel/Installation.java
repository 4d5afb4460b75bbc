package io.voddelete.camel;

import io.voddelete.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Whether a Camel context has the module, of which it can have one, and the packed routes of it. */
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

    /** Adds the packed routes to a context in which the module is installed. */
    static void loadRoutes(CamelContext context) throws Exception {
        List<Resource> files = new ArrayList<>();
        for (String pattern : VodModule.ROUTES.split(",")) {
            files.addAll(PluginHelper.getPackageScanResourceResolver(context).findResources(pattern));
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(files);
    }
}
