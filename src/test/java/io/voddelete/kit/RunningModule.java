package io.voddelete.kit;

import io.voddelete.camel.InstallWithClock;
import io.voddelete.camel.VodModule;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.standalone.ServerInTests;
import io.voddelete.store.Pause;
import io.voddelete.store.Totals;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The whole module in this process, with the route files of the repository, calling a simulator over a socket. */
public final class RunningModule implements AutoCloseable {
    /** Adds what a host application has in its context besides the module. */
    @FunctionalInterface
    public interface Host {
        void prepare(CamelContext context) throws Exception;
    }

    private static final Host NO_HOST = context -> {};

    private final CamelContext context = new DefaultCamelContext();
    private final Settings settings;
    private final VodModule module;

    private RunningModule(Settings settings, TimeSource clock, Host host) throws Exception {
        this.settings = settings;
        context.disableJMX(); // half of the time of a start
        context.getShutdownStrategy().setTimeout(10);
        host.prepare(context);
        VodModule.letSettingsRule(context);
        ServerInTests.addTo(context, settings);
        module = InstallWithClock.install(context, settings, clock);
        RouteFile.load(context, RouteFile.all());
        context.start();
    }

    /**
     * Starts the module with settings for quick tests: unlimited rate, short delays, nothing is held.
     *
     * @param changes key and value of each further setting
     */
    public static RunningModule start(Path directory, VodSimulator simulator, Map<String, String> changes)
            throws Exception {
        return start(directory, simulator, changes, TimeSource.system());
    }

    /** Starts it with a clock of the test, which must advance by itself. */
    public static RunningModule start(
            Path directory, VodSimulator simulator, Map<String, String> changes, TimeSource clock) throws Exception {
        return new RunningModule(settings(directory, simulator, changes), clock, NO_HOST);
    }

    /** Starts it in the context of a host application. */
    public static RunningModule startIn(Host host, Path directory, VodSimulator simulator, Map<String, String> changes)
            throws Exception {
        return new RunningModule(settings(directory, simulator, changes), TimeSource.system(), host);
    }

    /** Starts it in the context of a host application, with a clock of the test. */
    public static RunningModule startIn(
            Host host, Path directory, VodSimulator simulator, Map<String, String> changes, TimeSource clock)
            throws Exception {
        return new RunningModule(settings(directory, simulator, changes), clock, host);
    }

    /** Starts it with Camel's tracing, which logs each step and its message, as {@code camel.main.tracing} does. */
    public static RunningModule startTraced(Path directory, VodSimulator simulator, Map<String, String> changes)
            throws Exception {
        return startIn(context -> context.setTracing(true), directory, simulator, changes);
    }

    private static Settings settings(Path directory, VodSimulator simulator, Map<String, String> changes) {
        Properties properties = quick(directory, simulator);
        properties.putAll(changes);
        return Settings.load(List.of(), Map.of(), properties);
    }

    private static Properties quick(Path directory, VodSimulator simulator) {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", simulator.endpoint().toString());
        properties.setProperty("vod.project-id", SimulatorOptions.PROJECT_ID);
        properties.setProperty("vod.access-key", SimulatorOptions.ACCESS_KEY);
        properties.setProperty("vod.secret-key", SimulatorOptions.SECRET_KEY);
        properties.setProperty("vod.data-directory", directory.toString());
        properties.setProperty("vod.approval.required", "never");
        properties.setProperty("vod.pace.calls-per-minute", "0");
        properties.setProperty("vod.info.calls-per-minute", "0");
        properties.setProperty("vod.intake.file.min-age", "300ms");
        properties.setProperty("vod.batch.quiet-period", "300ms");
        properties.setProperty("vod.http.port", "0");
        properties.setProperty("vod.retry.delay", "20ms");
        properties.setProperty("vod.retry.delay-max", "200ms");
        properties.setProperty("vod.retry.busy-delay", "20ms");
        properties.setProperty("vod.retry.busy-delay-max", "200ms");
        return properties;
    }

    /** Drops a file the recommended way: written under another name, then renamed. */
    public void drop(String name, List<String> lines) {
        Path inbox = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        try {
            Files.createDirectories(inbox);
            Path half = Files.write(inbox.resolve("." + name + ".tmp"), lines);
            Files.move(half, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Waits until this many submissions are sealed, all their ids are settled and all outcomes are reported. */
    public Totals awaitEnd(int submissions) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        Totals totals = module.totals();
                        return totals.submissions() >= submissions && totals.pending() == 0 && totals.unreported() == 0;
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(module.totals() + " " + senderPause() + " " + pendingIds(), e);
        }
        return module.totals();
    }

    /** Returns what the store knows of pending ids, ten at most, and of their submissions. */
    private List<String> pendingIds() {
        return StoreFile.of(settings.path(Setting.DATA_DIRECTORY)).rows("""
                SELECT asset_id, 'due in', due_at - (unixepoch('subsec') * 1000), 'claim', coalesce(claim, '-'),
                  'calling', calling, evidence, 'ask', ask, asked, 'alone', alone, 'attempts', attempts, 'refusals',
                  refusals, 'delays', delays, coalesce(asset.error_code, '-'), state, gate, 'next due', next_due, 'turn', turn
                FROM asset JOIN submission ON submission.id = asset.submission WHERE status = 'PENDING' LIMIT 10""");
    }

    public Totals totals() {
        return module.totals();
    }

    /** Returns why the sender is paused, if it is. */
    public Optional<Pause> senderPause() {
        return module.senderPause();
    }

    /** Returns the URL up to the path; only if something is served. */
    public String url() {
        return ServerInTests.url(context, settings);
    }

    public CamelContext context() {
        return context;
    }

    public OutcomeFiles outcomes() {
        return new OutcomeFiles(settings.path(Setting.DATA_DIRECTORY));
    }

    public Path inbox() {
        return settings.path(Setting.INTAKE_FILE_DIRECTORY);
    }

    @Override
    public void close() {
        context.stop();
    }
}
