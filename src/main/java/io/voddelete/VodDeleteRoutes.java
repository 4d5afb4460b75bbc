package io.voddelete;

import io.voddelete.camel.VodModule;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * The door for embedders: installs the module into a Camel context, and tells how it does. Everything else in the jar may
 * change without notice, except the package {@code io.voddelete.message}.
 */
public final class VodDeleteRoutes {
    /** Where the route files lie in the jar, to be loaded after {@link #install}: addresses, separated by commas. */
    public static final String ROUTES = VodModule.ROUTES;

    /**
     * How many ids there are: accepted = pending + deleted + failed, at every moment.
     *
     * @param unreported settled ids whose outcome has not reached its endpoint yet
     */
    public record Counts(long accepted, long pending, long deleted, long failed, long unreported) {}

    /**
     * Why nothing is sent.
     *
     * @param error what VOD said last, escaped and cut
     * @param remedy what to do about it
     * @param since when the first call was refused
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
     * @throws SettingsException if the data directory is in use, the store belongs to another target, or another part
     *     cannot be used. What shows only later, as a route that is missing, fails the start of the context with such a
     *     message; nothing is sent or taken in before that start is complete
     */
    public static VodDeleteRoutes install(CamelContext context, Settings settings) throws Exception {
        return new VodDeleteRoutes(VodModule.install(context, settings));
    }

    /**
     * As {@link #ROUTES}, with the files of {@code vod.routes.directory} in place of those that they replace.
     *
     * @throws SettingsException if that directory cannot be used
     */
    public static String routes(Settings settings) {
        return VodModule.routes(settings);
    }

    /** The counters of everything that was accepted. */
    public Counts counts() {
        var totals = module.totals();
        return new Counts(totals.accepted(), totals.pending(), totals.deleted(), totals.failed(), totals.unreported());
    }

    /** Empty if the sender is not paused; else nothing is sent but one call every ten minutes, or none. */
    public Optional<Paused> senderPause() {
        return module.senderPause().map(pause -> new Paused(pause.error(), pause.remedy(), pause.since()));
    }

    /** Begins nothing new: begun calls finish, everything else stays where it is. */
    public void stopSending() {
        module.stopSending();
    }

    /**
     * Lets system properties and the environment only fill in what is set nowhere else: the settings have taken them into
     * account already, and what the routes use must be what was checked. For contexts that belong to this module.
     */
    public static void letSettingsRule(CamelContext context) {
        VodModule.letSettingsRule(context);
    }
}
