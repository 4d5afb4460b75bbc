package io.voddelete.demo;

import io.voddelete.camel.VodModule;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.standalone.Application;
import io.voddelete.standalone.LogConfiguration;
import io.voddelete.standalone.StartFault;
import io.voddelete.store.Totals;
import io.voddelete.support.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the module without any setup: starts the VOD simulator and the routes, drops the sample files, prints the progress and
 * a summary.
 */
public final class Demo {
    private static final Path CONFIG = Path.of("config");
    private static final Path PROPERTIES = CONFIG.resolve("application-demo.properties");
    private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final PrintStream out = System.out;
    private final Thread atCtrlC = new Thread(this::stop, "vod-demo-stop");
    private final VodSimulator simulator;
    private final Settings settings;
    private final Application.Running running;
    private final Set<Path> approved = new HashSet<>();

    private Demo(VodSimulator simulator, Settings settings) {
        this.simulator = simulator;
        this.settings = settings;
        this.running = new Application.Running(settings, PROPERTIES);
    }

    /** Returns once every sample id is settled and reported; exits with status 1 and one message if it cannot start. */
    public static void main(String[] args) throws Exception {
        LogConfiguration.use("WARN", LogConfiguration.Form.TEXT);
        started().run();
    }

    /** Starts the simulator and the routes. */
    private static Demo started() {
        try {
            Path directory = Path.of("data", "demo-" + RUN.format(ZonedDateTime.now(ZoneOffset.UTC)));
            VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
            Demo demo = new Demo(simulator, settings(simulator, directory));
            demo.out.println("VOD simulator at " + simulator.endpoint() + ", data in " + directory);
            Runtime.getRuntime().addShutdownHook(demo.atCtrlC);
            demo.running.start();
            return demo;
        } catch (Exception | LinkageError e) {
            StartFault.end(e);
            throw new IllegalStateException("The process ends", e); // not reached
        }
    }

    private void stop() {
        running.stop();
    }

    private void run() throws Exception {
        try {
            int files = dropSamples();
            awaitEnd(running.module(), files);
            summarize(running.module());
            if (settings.flag(Setting.DEMO_KEEP_RUNNING)) {
                keepRunning();
            }
            Runtime.getRuntime().removeShutdownHook(atCtrlC);
        } finally {
            running.stop();
            simulator.close();
        }
    }

    private static Settings settings(VodSimulator simulator, Path directory) {
        Properties system = new Properties();
        system.putAll(System.getProperties());
        system.setProperty(Setting.ENDPOINT.key(), simulator.endpoint().toString());
        system.setProperty(Setting.PROJECT_ID.key(), SimulatorOptions.PROJECT_ID);
        system.setProperty(Setting.ACCESS_KEY.key(), SimulatorOptions.ACCESS_KEY);
        system.setProperty(Setting.SECRET_KEY.key(), SimulatorOptions.SECRET_KEY);
        system.setProperty(Setting.DATA_DIRECTORY.key(), directory.toString());
        // needs a port only if it keeps running, when its status may be queried
        String keepRunning = system.getProperty(Setting.DEMO_KEEP_RUNNING.key(), "false");
        system.putIfAbsent(Setting.STATUS_ENABLED.key(), keepRunning);
        system.putIfAbsent(Setting.CONSOLE_ENABLED.key(), system.getProperty(Setting.STATUS_ENABLED.key()));
        // ignores the environment and config/application.properties, which may be meant for production
        return Settings.load(List.of(PROPERTIES), Map.of(), system);
    }

    /** Copies the sample files into the inbox under temporary names that are ignored, then renames them. */
    private int dropSamples() throws IOException {
        Path inbox = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        PrivateFiles.makeFolders(inbox);
        int files = 0;
        try (Stream<Path> samples = Files.list(CONFIG.resolve("demo"))) {
            for (Path sample : samples.sorted().toList()) {
                Path half = inbox.resolve("." + sample.getFileName() + ".tmp");
                try (OutputStream copy = PrivateFiles.writeAnew(half)) {
                    Files.copy(sample, copy);
                }
                Files.move(half, inbox.resolve(sample.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                out.println("Dropped " + sample + " into " + inbox);
                files++;
            }
        }
        return files;
    }

    private void awaitEnd(VodModule module, int files) throws IOException {
        long start = System.nanoTime();
        Totals totals = module.totals();
        while (totals.submissions() < files || totals.pending() > 0 || totals.unreported() > 0) {
            approveWhatIsHeld();
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException(
                        "the demo was not done within " + LONGEST.toMinutes() + " minutes: " + totals);
            }
            module.pause(Duration.ofSeconds(1));
            totals = module.totals();
            out.println(progress(totals, module.calls()));
        }
    }

    /** Does what a person does with a plan: reads it, and moves it into {@code approve/}; here a copy, so that it can be read later. */
    private void approveWhatIsHeld() throws IOException {
        Path inbox = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        Path held = inbox.resolve("held");
        if (!Files.isDirectory(held)) {
            return;
        }
        try (Stream<Path> all = Files.list(held)) {
            for (Path plan : all.filter(file -> file.toString().endsWith(".plan.txt"))
                    .filter(file -> approved.add(file.getFileName()))
                    .toList()) {
                out.println("\nHeld, nothing of it is sent before somebody approves it. Its plan, " + plan + ":");
                Files.readAllLines(plan).forEach(line -> out.println("  | " + line));
                Path half = inbox.resolve("approve").resolve("." + plan.getFileName() + ".tmp");
                try (OutputStream copy = PrivateFiles.writeAnew(half)) {
                    Files.copy(plan, copy);
                }
                Files.move(half, half.resolveSibling(plan.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                out.println("Approved: copied it into " + inbox.resolve("approve") + "\n");
            }
        }
    }

    private String progress(Totals totals, long calls) {
        long settled = totals.deleted() + totals.failed() + totals.kept();
        int pace = settings.number(Setting.PACE_CALLS);
        long batches = -Math.floorDiv(-totals.pending(), settings.number(Setting.BATCH_SIZE));
        String left = pace == 0 ? "no rate limit" : "about " + batches * 60 / pace + " s left at this rate";
        return String.format(
                Locale.ROOT,
                "%d of %d settled: %d deleted, %d failed, %d calls, %s",
                settled,
                totals.accepted(),
                totals.deleted(),
                totals.failed(),
                calls,
                left);
    }

    private void summarize(VodModule module) {
        Totals totals = module.totals();
        out.printf(
                Locale.ROOT,
                "%nDone: %d files, %d asset ids accepted = %d DELETED + %d FAILED; duplicates: %d, rejected lines: %d%n%d DELETE calls. Outcome of each id:%n",
                totals.submissions(),
                totals.accepted(),
                totals.deleted(),
                totals.failed(),
                totals.duplicate(),
                totals.rejected(),
                module.calls());
        for (String name : List.of("success", "failure", "rejected")) {
            out.println("  "
                    + settings.path(Setting.DATA_DIRECTORY).resolve("outcome").resolve(name + ".jsonl"));
        }
    }

    private void keepRunning() throws InterruptedException {
        String url = "http://" + settings.text(Setting.HTTP_HOST) + ":" + settings.text(Setting.HTTP_PORT);
        out.println("Still running (vod.demo.keep-running): drop files into "
                + settings.path(Setting.INTAKE_FILE_DIRECTORY) + ", "
                + (settings.flag(Setting.CONSOLE_ENABLED)
                        ? "open the console at " + url + "/vod/console/ (its token for commands stands in " + PROPERTIES
                                + "), "
                        : "")
                + (settings.flag(Setting.STATUS_ENABLED) ? "query " + url + "/vod/summary, " : "")
                + "press Ctrl-C to stop");
        Thread.currentThread().join();
    }
}
