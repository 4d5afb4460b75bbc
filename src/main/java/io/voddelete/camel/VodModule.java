package io.voddelete.camel;

import io.voddelete.outcome.ProgressLog;
import io.voddelete.release.ReleaseTasks;
import io.voddelete.settings.SecretsInUse;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Pause;
import io.voddelete.store.Totals;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.TimeSource;
import io.voddelete.trace.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module in a Camel context: the store, and the beans that the route files refer to. Install it before the routes are
 * loaded; it is closed with the context.
 */
public final class VodModule extends ServiceSupport {
    /** The locations of the route files in the jar, separated by commas. */
    public static final String ROUTES = RouteFiles.packed();

    private static final long LOOK_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(VodModule.class);

    private final Settings settings;
    private final TimeSource clock;
    private final DataDirectory directory;
    private final Store opened;
    private final AssetStore store;
    private final Signals signals = new Signals();
    private final CallQueues queues = new CallQueues();
    private final ErrorWatch errors;
    private final SenderWiring sender;
    private final OutcomeWiring outcomes;
    private final ProgressLog progress;
    private final HealthWiring health;
    private final OutcomeEndpoints outcomeEndpoints;
    private final StorePlace place;
    private final ReleaseWiring releases;
    private final ArchiveWiring archives;
    private volatile boolean needsAllRoutes;
    private volatile AutoCloseable metrics = () -> {};
    private final Traces traces;
    /** What the schedule does before this process makes its runs. */
    private Runnable beginSchedule = () -> {};
    /** Null until the beans are bound. */
    private volatile @Nullable CamelContext host;

    private VodModule(Settings settings, Registry beans, TimeSource clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.traces = new Traces(settings.flag(Setting.TRACE_IDS));
        this.directory = DataDirectory.hold(settings.given(Setting.DATA_DIRECTORY));
        PrivateFolder outcomeFolder;
        GuardWiring guards;
        try {
            outcomeFolder = directory.makeFolder("outcome");
            guards = GuardWiring.open(settings, directory, clock, random, signals.stop);
            this.place = StorePlace.of(settings, beans);
            this.opened = Store.open(place, settings, directory, clock, random);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
        this.store = opened.assets();
        this.progress = new ProgressLog(store.sealedSubmissions(), store.queries());
        this.errors = new ErrorWatch(this::endModule, settings, clock);
        this.releases =
                new ReleaseWiring(new ReleaseTasks(store.releases(), signals.stop, signals::raise, clock), errors);
        this.archives = new ArchiveWiring(
                store.archives(), directory.resolve(ArchiveWiring.FOLDER), signals.stop, errors, clock);
        ObservedCalls calls = new ObservedCalls(traces, store.queries(), settings.endpoint());
        this.sender = new SenderWiring(
                settings, store, guards, calls, clock, random, signals.sending, signals.stop, signals::raise, errors);
        this.outcomes = new OutcomeWiring(settings, store, directory, outcomeFolder, signals, traces, clock, random);
        this.health = new HealthWiring(
                store.health(), store.nodes(), sender, sender.reports(store), errors::end, outcomes.reports(), clock);
        this.outcomeEndpoints = new OutcomeEndpoints(settings, sender.deadlines(), clock);
    }

    /**
     * Opens the store and binds the beans of the routes to the context.
     *
     * @throws SettingsException if the data directory is in use, the store belongs to another target, or another part
     *     cannot be used. What shows only later, as a route that is missing, fails the start of the context with such a
     *     message; nothing is sent or taken in before that start is complete
     */
    public static VodModule install(CamelContext context, Settings settings) throws Exception {
        VodModule module = install(context, settings, TimeSource.system(), RandomGenerator.of("SecureRandom"));
        module.needsAllRoutes = true;
        return module;
    }

    /** Takes a context with a part of the routes too. */
    static VodModule install(CamelContext context, Settings settings, TimeSource clock, RandomGenerator random)
            throws Exception {
        Installation.requireNoneIn(context);
        VodModule module = new VodModule(settings, context.getRegistry(), clock, random);
        try {
            module.bind(context, random);
            context.addService(module, true, true);
        } catch (Exception | Error e) {
            module.leave(context);
            module.release();
            throw e;
        }
        return module;
    }

    /**
     * As {@link #ROUTES}, with the files of {@code vod.routes.directory} in place of those that they replace.
     *
     * @throws SettingsException if that directory cannot be used
     */
    public static String routes(Settings settings) {
        return RouteFiles.of(settings);
    }

    /** The totals of everything that was accepted. */
    public Totals totals() {
        return store.queries().totals();
    }

    /** The number of DELETE calls since the start. */
    public long calls() {
        return sender.calls();
    }

    /** Why nothing but one call every ten minutes is sent; empty if the sender is not paused. */
    public Optional<Pause> senderPause() {
        return sender.hold().pause();
    }

    /** Returns when the time is over or the module stops. */
    public void pause(Duration time) {
        signals.stop.pause(time);
    }

    /** Begins no new work: calls in progress finish, everything else stays as it is. */
    public void stopSending() {
        signals.stop();
        queues.stop();
        store.nodes().stop();
        store.stopWithin(settings.duration(Setting.CALL_TIMEOUT)); // a call that goes out now is answered by then
    }

    @Override
    protected void doStop() {
        release();
        if (host != null) {
            leave(host);
            ContextHooks.of(host).sayStopped();
        }
    }

    /** Takes back what the context would keep, since it may be started again with another installation. */
    private void leave(CamelContext context) {
        ContextHooks.of(context).clear();
        errors.unwatch(context);
        health.unbind(context);
        VodBeans.unbindAll(context);
    }

    private void release() {
        stopSending();
        sender.close();
        // if one cannot be closed, the others still are
        Closing.quietly(metrics);
        Closing.quietly(outcomes.parts());
        Closing.quietly(store.claims()::releaseUnbegun, releases, archives, progress::sayDone);
        Closing.quietly(traces::end, opened, directory);
    }

    /** The host continues, but this module does nothing any more; HTTP requests are refused. */
    private void endModule() {
        stopSending();
        store.nodes().leave();
        if (host != null) {
            VodRoutes.suspendLoops(host);
            VodRoutes.suspendIntake(host);
        }
    }

    private void bind(CamelContext context, RandomGenerator random) throws IOException {
        host = context;
        signals.follow(store, () -> context.getStatus() == ServiceStatus.Suspending);
        ContextHooks.of(context).set(new InContext());
        PlaceholderCheck.of(context, settings);
        VodRoutes.requireFree(context, WholeFlow.all());
        ServerExposure.check(context, settings);
        OptionalParts.check(context, settings);
        errors.watch(context, new WholeFlow(settings, signals.work).needed());
        VodBeans.bind(context, "vodOwnMessagesOnly", new OwnMessagesOnly());
        VodBeans.bind(context, "vodCallQueues", queues);
        new IntakeWiring(settings, clock, new AtomicFile(random), store, outcomes.rejectedLines(), traces)
                .bind(context, signals.work, signals.sealed, signals.settled);
        SecretsInUse secrets = new SecretsInUse(settings);
        Callers callers = Callers.bind(context, settings, secrets, clock);
        sender.watchToo(callers.watch()::look);
        new WebhookWiring(settings, clock, random, store, callers).bind(context, signals.work);
        new MessageWiring(settings, random, store, directory.makeFolder("message")).bind(context, signals.work);
        beginSchedule = new ScheduleWiring(settings, clock, store.runLog(), store.nodes(), directory)
                .bind(context, signals.sending, sender.deadlines());
        sender.bind(context);
        OpenToOthers.tell(settings, place.files(), outcomes.path());
        new StatusWiring(settings, clock, random, place, store, callers)
                .bind(context, sender, health.reports(), signals.work, signals.sending);
        outcomes.bind(context, outcomeEndpoints::isHttp, secrets, sender::watchToo);
        health.bind(context);
        if (context.isStarted()) {
            begin(context);
        }
        if (context.getStatus() == ServiceStatus.Initializing) {
            outcomeEndpoints.resolve(context); // the context does not ask those who come while it asks
        }
    }

    private final class InContext implements ContextHooks.Installed {
        @Override
        public @Nullable String property(String key) {
            return settings.byKey(key);
        }

        @Override
        public void onInitializing(CamelContext context) {
            outcomeEndpoints.resolve(context);
        }

        /** Called before the routes are built, because a bean bound by the host would become a step of a route. */
        @Override
        public void onInitialized(CamelContext context) {
            VodBeans.requireOwn(context);
        }

        @Override
        public void onRoutesBuilt(CamelContext context) {
            if (needsAllRoutes) {
                new WholeFlow(settings, signals.work).check(context);
            }
        }

        @Override
        public void onStarted(CamelContext context) {
            if (VodRoutes.isUnchanged(context, "vod-send-outcome", "pipeline/send.camel.yaml")) {
                outcomes.reports().useBlocks(); // a changed copy may expect one outcome at a time
            }
            sender.onStarted(context);
            begin(context);
        }

        @Override
        public void onStopping(CamelContext context) {
            stopSending();
            VodRoutes.suspendLoops(context); // a graceful stop would find them busy each time it looks
        }
    }

    /** Everything has started: later failures do not fail the start. */
    private void begin(CamelContext context) {
        metrics = OptionalParts.metrics(
                context, () -> MetricsWiring.bind(context, settings, place, store, sender, health.reports(), clock));
        OptionalParts.traces(context, () -> TraceWiring.begin(context, traces));
        signals.begin();
        sender.deadlines().scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        progress.begin(sender.deadlines());
        LOG.info("{}", StartSummary.of(settings, ServerExposure.address(context)));
        store.nodes().whenChanged(sender.others()::obey);
        store.nodes().whenSender(new SenderDuty(store.nodes(), sender, beginSchedule, signals, releases, archives));
        NodeNotes.tell(store.nodes()); // last, since it reads the database
    }

    private void look() {
        outcomes.look();
        Optional.ofNullable(store.health().condition().end()).ifPresent(errors::endStore);
    }

    /**
     * Uses system properties and the environment only for what is set nowhere else: the settings already include them, and the
     * routes must use what was checked. For contexts that belong to this module.
     */
    public static void letSettingsRule(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }
}
