package io.voddelete.camel;

import io.voddelete.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupListener;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * What a Camel context calls, for as long as the context exists: it keeps its listeners and sources of properties when it stops,
 * and offers no way to remove them. Therefore there is one for all installations that follow each other in a context, and
 * nothing of one that has ended stays reachable by it.
 */
final class ContextHooks extends LifecycleStrategySupport implements StartupListener, Ordered {
    /** An installation, as the context calls it. */
    interface Installed {
        /** The checked value of a setting, for a placeholder in a route; null if there is no such setting. */
        @Nullable
        String property(String key);

        /** Before the endpoints of the routes are resolved. */
        void onInitializing(CamelContext context);

        /** Before the first route is built. */
        void onInitialized(CamelContext context);

        /** When every route is built and before the first one consumes anything. */
        void onRoutesBuilt(CamelContext context);

        void onStarted(CamelContext context);

        void onStopping(CamelContext context);
    }

    private volatile @Nullable Installed installed;
    private volatile boolean stopped;
    private volatile boolean hasRoutes;

    private ContextHooks() {}

    /** Those of this context, added to it at the first call. */
    static ContextHooks of(CamelContext context) {
        for (LifecycleStrategy each : context.getLifecycleStrategies()) {
            if (each instanceof ContextHooks hooks) {
                return hooks;
            }
        }
        ContextHooks hooks = new ContextHooks();
        context.addLifecycleStrategy(hooks);
        try {
            context.addStartupListener(hooks);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        context.getPropertiesComponent().addPropertiesSource(hooks.new Checked());
        return hooks;
    }

    void set(Installed module) {
        installed = module;
        stopped = false;
    }

    void clear() {
        installed = null;
    }

    /** The module has ended with the context: its routes can be started only by another installation. */
    void sayStopped() {
        stopped = true;
    }

    /** Whether an earlier installation has loaded the routes, which a context keeps when it stops. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    void setRoutesLoaded() {
        hasRoutes = true;
    }

    private Optional<Installed> installed() {
        return Optional.ofNullable(installed);
    }

    /** @throws SettingsException if the context was stopped since the installation, and with it the module */
    @Override
    public void onContextInitializing(CamelContext context) {
        if (stopped) {
            throw new SettingsException(
                    List.of("vod-delete-routes was stopped with the Camel context '" + context.getName()
                            + "' and is not started with it again. Set vod.embedded, or call VodDeleteRoutes.install before each start"
                            + " of the context"));
        }
        installed().ifPresent(module -> orStop(context, () -> module.onInitializing(context)));
    }

    @Override
    public void onContextInitialized(CamelContext context) {
        installed().ifPresent(module -> orStop(context, () -> module.onInitialized(context)));
    }

    /** A context that cannot be initialized counts as stopped: it would never stop the module. */
    private static void orStop(CamelContext context, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | Error e) {
            Optional.ofNullable(context.hasService(VodModule.class)).ifPresent(VodModule::stop);
            throw e;
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        installed().ifPresent(module -> module.onRoutesBuilt(context));
    }

    @Override
    public void onContextStarted(CamelContext context) {
        installed().ifPresent(module -> module.onStarted(context));
    }

    @Override
    public void onContextStopping(CamelContext context) {
        installed().ifPresent(module -> module.onStopping(context));
    }

    /** After the services that start with the context, such as the HTTP server. */
    @Override
    public int getOrder() {
        return LOWEST;
    }

    /** The checked settings, before all files: one of them may have a value that a variable or system property overrides. */
    private final class Checked implements PropertiesSource, Ordered {
        @Override
        public String getName() {
            return "vod-delete-routes";
        }

        @Override
        public @Nullable String getProperty(String key) {
            Installed module = installed;
            return module == null ? null : module.property(key);
        }

        @Override
        public int getOrder() {
            return HIGHEST;
        }
    }
}
