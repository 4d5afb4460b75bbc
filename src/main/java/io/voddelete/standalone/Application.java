package io.voddelete.standalone;

import io.voddelete.camel.VodModule;
import io.voddelete.settings.LogSecrets;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.ProcessEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * The module on its own: reads {@code config/application.properties} in the working directory, starts the routes and
 * runs until it is told to stop.
 */
public final class Application {
    private static final Path PROPERTIES = Path.of("config", "application.properties");

    /** A call that was begun at the last moment ends, and what was answered is settled. */
    private static final Duration AFTER_CALLS = Duration.ofSeconds(1);

    /** Two seconds are promised, and the end of a process takes a moment. */
    private static final Duration AT_MOST = Duration.ofMillis(1600);

    private Application() {}

    /**
     * Ends with exit code 1 and one message if something does not allow a start, and with 2 for an option that does not
     * exist.
     *
     * @param args none, or one of {@code --check}, {@code --help} and {@code --version}
     */
    public static void main(String[] args) {
        LogConfiguration.use("INFO");
        OptionalInt exit = new CommandLine(Application::settings, System.out, System.err).run(args);
        if (exit.isPresent()) {
            System.exit(exit.getAsInt());
        }
        ProcessEnd.arm();
        LoggedErrors.watch();
        try {
            Settings settings = settings();
            LogSecrets.OF_PROCESS.know(settings);
            new Running(settings, PROPERTIES).run();
        } catch (Exception | LinkageError e) {
            StartFault.end(e);
        }
    }

    private static Settings settings() {
        return Settings.load(List.of(PROPERTIES), System.getenv(), System.getProperties());
    }

    @FunctionalInterface
    private interface Start {
        void run() throws Exception;
    }

    /** A Camel Main with the module inside. */
    public static final class Running implements CamelConfiguration {
        private final Main main = new Main();
        private final Settings settings;
        private VodModule module;

        /** @param file where Camel's own settings may stand; need not exist */
        public Running(Settings settings, Path file) {
            this.settings = settings;
            long stopSeconds =
                    settings.duration(Setting.CALL_TIMEOUT).plus(AFTER_CALLS).toSeconds();
            main.setDefaultPropertyPlaceholderLocation("false");
            main.setPropertyPlaceholderLocations("file:" + file + ";optional=true");
            main.addInitialProperty("camel.main.name", "vod-delete-routes");
            main.addInitialProperty("camel.main.routesIncludePattern", VodModule.routes(settings));
            main.addInitialProperty("camel.main.shutdownTimeout", String.valueOf(stopSeconds));
            main.addInitialProperty("camel.main.streamCachingEnabled", "false");
            main.addInitialProperty("camel.main.autoConfigurationLogSummary", "false");
            StandaloneHttpServer.properties(settings).forEach(main::addOverrideProperty);
            main.configure().addConfiguration(this);
        }

        @Override
        public void configure(CamelContext context) throws Exception {
            VodModule.letSettingsRule(context);
            if (StandaloneHttpServer.isWanted(settings)) {
                StandaloneHttpServer.guard(context, settings, StandaloneHttpServer.PATIENCE, System::nanoTime);
            }
            module = VodModule.install(context, settings);
        }

        CamelContext context() {
            return main.getCamelContext();
        }

        public VodModule module() {
            return module;
        }

        /** Starts and waits for the end, which comes in time. What a start that fails has begun is stopped. */
        void run() throws Exception {
            ProcessEnd.within(settings.duration(Setting.CALL_TIMEOUT).plus(AT_MOST));
            stopAtFault(main::run);
        }

        /** Starts without waiting for the end; whoever starts it stops it, also at Ctrl-C. */
        public void start() throws Exception {
            main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            stopAtFault(main::start);
        }

        private void stopAtFault(Start start) throws Exception {
            try {
                start.run();
            } catch (Exception | LinkageError e) {
                try {
                    main.stop();
                    main.completed(); // or Camel logs the exit that follows as a SIGTERM
                } catch (RuntimeException atStop) {
                    e.addSuppressed(atStop); // the fault of the start is what is told
                }
                throw e;
            }
        }

        public void stop() {
            main.stop();
        }
    }
}
