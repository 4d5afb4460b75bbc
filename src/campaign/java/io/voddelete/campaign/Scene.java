package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.simulator.SeenCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * One run: the module in its production form and the simulator, a process each, and whoever disturbs them; and in the end
 * the comparison of what was accepted, called, done, said and stored.
 */
final class Scene implements AutoCloseable {
    static final int CONCURRENCY = 8;
    private static final String STARTED = "(vod-delete-routes) started in ";
    static final int EXIT_BY_SIGKILL = 137;
    static final int EXIT_BY_SIGTERM = 143;
    private static final int MOST_MEBIBYTES = 450; // of which 256 are heap

    final Map<String, String> settings = new HashMap<>();
    final SimulatorProcess simulator;
    Program program = Program.SHIPPED;
    /** Whether calls come to VOD as they were begun, and the times of both can be compared. */
    boolean inOrder = true;
    /** Has nothing to do unless it is told what. */
    final Operator operator;
    /** Has nothing to do unless it is told when. */
    final Stopper stopper;

    private final Path directory;
    private final Tally tally;
    private final List<DroppedFile> dropped = new ArrayList<>();
    private final Set<String> accepted = new LinkedHashSet<>();
    private final Documents documents;
    private final long earlierCalls;
    private ModuleProcess module;
    private long startedAt;
    private long callsAtStart = -1;
    private int logAtStart;

    /**
     * @param directory new, of this run alone
     * @param simulator may have served other runs before
     */
    Scene(Path directory, Tally tally, SimulatorProcess simulator) {
        this.directory = directory;
        this.tally = tally;
        this.simulator = simulator;
        this.documents = new Documents(data().resolve("inbox"));
        this.earlierCalls = simulator.summary().calls();
        this.operator = new Operator(data(), timeIsOver(), this::calls, tally.findings);
        this.stopper = new Stopper(data(), () -> simulator.summary().deletes(), tally.findings);
        tally.runs++;
        callTo(simulator.endpoint());
        settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
        settings.put("vod.preflight", "false"); // so that whoever asks asset/info is reading back
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.retry.delay", "100ms");
        settings.put("vod.retry.delay-max", "1s");
        settings.put("vod.retry.busy-delay", "100ms");
        settings.put(
                "vod.retry.busy-delay-max", "1s"); // the simulator makes ids busy anew with each change of its faults
        settings.put("vod.intake.file.min-age", "100ms");
    }

    /** The simulator, or something in front of it. */
    void callTo(URI endpoint) {
        settings.putAll(ModuleProcess.settingsFor(endpoint));
    }

    private Path timeIsOver() {
        return directory.resolve("time-is-over");
    }

    Path data() {
        return directory.resolve("data");
    }

    ModuleProcess module() {
        return module;
    }

    List<DroppedFile> dropped() {
        return dropped;
    }

    int accepted() {
        return accepted.size();
    }

    /** Starts the module; the time to its first call is taken if there is work for it. */
    void start(String... jvmOptions) {
        startBy(List.of(), jvmOptions);
    }

    /** The same by way of another command, which starts what follows it. */
    void startBy(List<String> starter, String... jvmOptions) {
        List<String> options = new ArrayList<>(List.of("-Xmx256m"));
        options.addAll(program.options());
        options.add(ExpiryClock.option(timeIsOver()));
        options.addAll(List.of(jvmOptions));
        logAtStart = module == null ? 0 : module.log().length();
        callsAtStart = simulator.summary().calls();
        startedAt = System.nanoTime();
        stopper.starts();
        module = ModuleProcess.startJar(program.jar(), starter, directory, settings, options.toArray(String[]::new));
    }

    void drop(DroppedFile file) {
        dropped.add(file);
        file.ids().forEach(accepted::add);
        module.drop(file.name(), file::write);
    }

    /** Puts a file into the inbox before anybody looks there. */
    void lay(DroppedFile file) throws IOException {
        dropped.add(file);
        file.ids().forEach(accepted::add);
        file.write(Files.createDirectories(data().resolve("inbox")).resolve(file.name()));
    }

    /** SIGKILL; then the disk loses something. What was seen to be written before must come again as it was. */
    void killAndLose(Callable<Void> loss) throws Exception {
        look();
        module.kill();
        tally.kills++;
        documents.remember();
        loss.call();
    }

    /** The calls that VOD has seen of this run. */
    List<SeenCall> calls() {
        return simulator.calls(earlierCalls);
    }

    /** SIGKILL. What is counted and written must be right at this very moment. */
    void kill() {
        look();
        module.kill();
        tally.kills++;
        lookAtWhatIsLeft();
    }

    /** Until all routes run. */
    void awaitStarted() {
        await(Duration.ofMinutes(1), () -> {
            if (!module.isAlive()) {
                throw new AssertionError("it did not start: " + said());
            }
            return hasStarted();
        });
    }

    boolean hasStarted() {
        return said().contains(STARTED);
    }

    /** What the present process has printed. */
    String said() {
        return module.log().substring(logAtStart);
    }

    /** SIGTERM; whoever disturbs it may let it die before its end. */
    void stop() {
        module.terminate();
        int exit = module.awaitExit(30);
        tally.findings.require(
                exit == EXIT_BY_SIGKILL || exit == EXIT_BY_SIGTERM, Kind.DEMAND, "the exit code of a stop is " + exit);
        if (exit == EXIT_BY_SIGKILL) {
            tally.kills++;
        }
        lookAtWhatIsLeft();
    }

    /** Waits for a process that dies by itself, or else comes to its end; gives whether it died. */
    boolean awaitDeath(Duration longest) {
        await(longest, () -> !module.isAlive() || isDone());
        if (module.isAlive()) {
            return false;
        }
        tally.kills++;
        lookAtWhatIsLeft();
        return true;
    }

    private void lookAtWhatIsLeft() {
        tally.findings.holds(Kind.COUNTER, () -> Counters.checked(data()));
        documents.remember();
        operator.checkAudit();
    }

    /** Waits, and looks meanwhile at the first call and at the memory. */
    void await(Duration longest, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(longest)
                .pollInterval(Duration.ofMillis(50))
                .pollInSameThread()
                .until(() -> {
                    look();
                    return condition.call();
                });
    }

    /** Lets time go by, looking. */
    void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await(time.plusSeconds(30), () -> System.nanoTime() >= end);
    }

    private void look() {
        operator.look();
        if (!stopper.isDone()) {
            stopper.look(module.isAlive() && hasStarted());
        }
        if (!module.isAlive()) {
            return;
        }
        if (callsAtStart >= 0 && simulator.summary().calls() > callsAtStart) {
            tally.recovered(Duration.ofNanos(System.nanoTime() - startedAt));
            callsAtStart = -1;
        }
        try {
            tally.peak(module.peakMebibytes());
        } catch (AssertionError | UncheckedIOException e) {
            // it is dying at this moment
        }
    }

    /** The start was without work: its time to the first call says nothing. */
    void startedIdle() {
        callsAtStart = -1;
    }

    boolean isDone() {
        Counters counters = Counters.of(data());
        return counters.settled() >= accepted.size()
                && counters.unreported() == 0
                && counters.submissions() >= dropped.size()
                && documents.areComplete(dropped.size())
                && operator.isDone()
                && stopper.isDone();
    }

    /** Waits for the last outcome and the last report, and compares everything with everything. */
    void finish(Duration longest) {
        tally.findings.holds(Kind.DEMAND, () -> await(longest, this::isDone));
        Map<String, String> statuses = invariants().find(accepted, tally.findings);
        compareCalls();
        tally.findings.holds(Kind.COUNTER, () -> Counters.checked(data()));
        tally.findings.holds(Kind.BROKEN_FILE, () -> Leavings.compareRows(data(), statuses, tally.findings));
        tally.findings.holds(Kind.BROKEN_FILE, () -> Leavings.compareRejected(data(), dropped, tally.findings));
        tally.findings.holds(Kind.BROKEN_FILE, () -> Leavings.findSecrets(directory, tally.findings));
        documents.check(dropped, statuses, tally.findings);
        operator.check();
        operator.checkAudit();
    }

    /** Compares what is on the wire so far with what may be there; for a run that does not come to its end. */
    void compareCalls() {
        tally.sentAgain(invariants().countSentAgain(tally.findings));
        findUnbegun(data());
    }

    /** The same in a store, at any moment: what is sent was written down. */
    void findUnbegun(Path data) {
        List<SeenCall> calls = calls(); // first: what the store knows then may be more
        tally.findings.holds(Kind.BROKEN_FILE, () -> Leavings.findUnbegun(data, calls, inOrder, tally.findings));
    }

    private Invariants invariants() {
        return new Invariants(calls(), simulator.deletions(), new OutcomeFiles(data()));
    }

    /** The heap cannot outgrow what it is given: what the JVM has beside it, as buffers and threads, is to be bounded too. */
    void requireFlatMemory() {
        long peak = module.peakMebibytes();
        tally.findings.require(peak <= MOST_MEBIBYTES, Kind.DEMAND, peak + " MiB of memory");
        tally.findings.require(!module.log().contains("OutOfMemoryError"), Kind.DEMAND, "the module ran out of memory");
    }

    @Override
    public void close() {
        if (module != null) {
            module.close();
        }
    }
}
