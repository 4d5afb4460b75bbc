package io.voddelete;

import io.voddelete.camel.VodModule;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * The API for embedders: installs the module into a Camel context and returns its state. Everything else in the jar may change
 * without notice, except the package {@code io.voddelete.message}.
 */
public final class VodDeleteRoutes {
    /** The locations of the route files in the jar, separated by commas. Load them after {@link #install}. */
    public static final String ROUTES = VodModule.ROUTES;

    /**
     * The numbers of ids; accepted = pending + deleted + failed + kept at any time.
     *
     * @param kept ids that were not deleted on purpose
     * @param unreported settled ids whose outcome has not been delivered
     */
    public record Counts(long accepted, long pending, long deleted, long failed, long kept, long unreported) {}

    /**
     * Why the sender is paused.
     *
     * @param error the last error of VOD, escaped and truncated
     * @param remedy what to do about it
     * @param since time of the first refused call
     */
    public record Paused(String error, String remedy, Instant since) {}

    private final VodModule module;

    private VodDeleteRoutes(VodModule module) {
        this.module = module;
    }

    /**
     * Opens the store and binds the beans of the routes to the context. Call it before the routes are loaded; the module
     * closes with the context.
     *
     * @throws SettingsException if the data directory is in use, the store belongs to another target, or another part cannot
     *     be used. Faults that show only later, such as a missing route, fail the start of the context with such a message;
     *     nothing is sent or accepted before that start is complete
     */
    public static VodDeleteRoutes install(CamelContext context, Settings settings) throws Exception {
        return new VodDeleteRoutes(VodModule.install(context, settings));
    }

    /**
     * Returns {@link #ROUTES}, with the files of {@code vod.routes.directory} in place of those that they replace.
     *
     * @throws SettingsException if that directory cannot be used
     */
    public static String routes(Settings settings) {
        return VodModule.routes(settings);
    }

    /** Returns the counters of all accepted ids. */
    public Counts counts() {
        var totals = module.totals();
        return new Counts(
                totals.accepted(),
                totals.pending(),
                totals.deleted(),
                totals.failed(),
                totals.kept(),
                totals.unreported());
    }

    /** Returns why the sender is paused; empty if it is not. While paused, it sends one call every ten minutes, or none. */
    public Optional<Paused> senderPause() {
        return module.senderPause().map(pause -> new Paused(pause.error(), pause.remedy(), pause.since()));
    }

    /** Begins no new calls: calls in progress finish, and all other ids stay pending. */
    public void stopSending() {
        module.stopSending();
    }

    /**
     * Makes Camel use system properties and environment variables only for keys that are set nowhere else. The settings already
     * include them, and the routes must use the values that were checked. Only for contexts that belong to this module.
     */
    public static void letSettingsRule(CamelContext context) {
        VodModule.letSettingsRule(context);
    }
}
