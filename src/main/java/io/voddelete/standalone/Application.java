package io.voddelete.standalone;

import io.voddelete.camel.Version;
import io.voddelete.camel.VodModule;
import io.voddelete.settings.EarlySetting;
import io.voddelete.settings.LogSecrets;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.ProcessEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Runs the module as a process: reads {@code config/application.properties} in the working directory, starts the routes
 * and runs until it receives SIGTERM or SIGINT.
 */
public final class Application {
    private static final Path PROPERTIES = Path.of("config", "application.properties");

    /** Added to the call timeout, so that a call that began just before the stop completes and its result is stored. */
    private static final Duration AFTER_CALLS = Duration.ofSeconds(1);

    /** The documented limit is two seconds after the last call; the exit of the JVM itself takes some of them. */
    private static final Duration AT_MOST = Duration.ofMillis(1600);

    private Application() {}

    /**
     * Exits with status 1 and one message if the module cannot start, and with status 2 for an unknown option.
     *
     * @param args at most one of {@code --check}, {@code --verify-audit}, {@code --help} and {@code --version}
     */
    public static void main(String[] args) {
        LogConfiguration.use("INFO", logForm());
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

    /** Asked before the settings are read, since that may log something. */
    private static LogConfiguration.Form logForm() {
        String form =
                EarlySetting.text(Setting.LOG_FORMAT, List.of(PROPERTIES), System.getenv(), System.getProperties());
        return LogConfiguration.Form.valueOf(form.toUpperCase(Locale.ROOT));
    }

    private static Settings settings() {
        return Settings.load(List.of(PROPERTIES), System.getenv(), System.getProperties());
    }

    @FunctionalInterface
    private interface Start {
        void run() throws Exception;
    }

    /** A Camel Main with the module installed. */
    public static final class Running implements CamelConfiguration {
        private final Main main = new Main();
        private final Settings settings;
        private @Nullable VodModule module;

        /** @param file may contain Camel settings; need not exist */
        public Running(Settings settings, Path file) {
            this.settings = settings;
            long stopSeconds =
                    settings.duration(Setting.CALL_TIMEOUT).plus(AFTER_CALLS).toSeconds();
            main.setDefaultPropertyPlaceholderLocation("false");
            main.setPropertyPlaceholderLocations("file:" + file + ";optional=true");
            main.addInitialProperty("camel.main.name", Version.PRODUCT);
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
                StandaloneHttpServer.guard(context, settings, StandaloneHttpServer.TIMEOUTS, System::nanoTime);
            }
            module = VodModule.install(context, settings);
        }

        CamelContext context() {
            return main.getCamelContext();
        }

        /**
         * Returns the installed module.
         *
         * @throws IllegalStateException before the start
         */
        public VodModule module() {
            if (module == null) {
                throw new IllegalStateException("The module is installed by the start, which has not happened yet");
            }
            return module;
        }

        /** Starts, then blocks until the process is told to stop. If the start fails, stops what was already started. */
        void run() throws Exception {
            ProcessEnd.within(settings.duration(Setting.CALL_TIMEOUT).plus(AT_MOST));
            stopAtFault(main::run);
        }

        /** Starts and returns. The caller must call {@link #stop}; no shutdown hook is installed. */
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
                    main.completed(); // otherwise Camel logs the exit as a SIGTERM
                } catch (RuntimeException atStop) {
                    e.addSuppressed(atStop); // report the cause of the failed start, not this
                }
                throw e;
            }
        }

        public void stop() {
            main.stop();
        }
    }
}
