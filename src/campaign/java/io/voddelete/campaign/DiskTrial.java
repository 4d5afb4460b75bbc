package io.voddelete.campaign;

import io.voddelete.campaign.AtStep.Step;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A small disk that is filled up at each step that writes, and at random moments; whose files can no more be opened for
 * writing; that is not there for a while. No call goes out that could not be written down, the log says what is wrong, what
 * happens next and what to do, and soon after all is well again the same process goes on.
 */
final class DiskTrial implements Trial {
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(10);
    private static final int IDS = 1000;
    /** Warnings and errors in the log of a run. */
    private static final int FEW = 6;
    /** Each says it once: three loops that report, one that marks, one that deletes, two that write documents, the inbox, the start. */
    private static final int ALL_ONCE = 9;

    /** @param words of the one line that the log must have, each */
    record Full(String at, Step step, List<String> words) {
        Full(String at, String method, int passage, String... words) {
            this(at, new Step(method, true, passage, false), List.of(words));
        }
    }

    private static final String NO_ROOM = "[SQLITE_FULL]";
    static final List<Full> STEPS = List.of(
            // the audit log or the store, whichever comes first to its end
            new Full("begin-call", "store.Claiming.beginCall", 20, " DeleteBatch: ", " the disk "),
            new Full("intake", "store.Acceptance.accept", 1, " Inbox: ", NO_ROOM),
            new Full("settle", "store.Claiming.settle", 20, " DeleteBatch: ", NO_ROOM),
            new Full("outcome", "outcome.JsonLines.append", 100, " ReportOutcomes: ", "No space left on device"),
            new Full("receipt", "support.AtomicFile.write", 1, " WriteDocuments: ", "No space left on device"));

    @Override
    public void run(Given given) throws Exception {
        SmallDisk.unmountAll(given.directory().getParent());
        try (SimulatorProcess simulator =
                SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "10ms-40ms"))) {
            for (Full full : STEPS.subList(0, given.scale(STEPS.size(), 1))) {
                fullAt(given, simulator, full);
            }
            if (given.full()) {
                readOnly(given, simulator);
                missing(given, simulator);
                fullAtRandom(given, simulator, 10);
            }
        }
    }

    private static void fullAt(Given given, SimulatorProcess simulator, Full full) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve(full.at));
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("data"), 64);
                Scene scene = new Scene(directory, given.tally(), simulator)) {
            asInProduction(scene);
            scene.start(AtStep.fill(given.directory(), disk.ballast(), full.step));
            scene.startedIdle();
            List<String> lines = new ArrayList<>(SampleIds.random(given.seed() + full.hashCode(), IDS));
            lines.set(7, "no-id");
            scene.drop(new DroppedFile("some.txt", lines));
            scene.await(
                    Duration.ofMinutes(1), () -> AtStep.isSaid(scene.module().log(), 1));
            scene.await(Duration.ofMinutes(1), () -> isSaid(scene, 0, full.words));
            standStill(given, scene, () -> holdOut(given, scene));
            disk.makeRoom();
            goOn(given, scene, scene::isDone);
            scene.finish(Duration.ofMinutes(1));
            isReadable(given, scene, FEW);
            given.tally().remark("full at " + full.at);
        }
    }

    /** How soon it goes on is not for this test's settings to say. */
    private static void asInProduction(Scene scene) {
        scene.settings.keySet().removeIf(key -> key.startsWith("vod.retry."));
    }

    /** Calls go on meanwhile as long as they can be written down, which goes to open files. */
    private static void readOnly(Given given, SimulatorProcess simulator) throws IOException {
        covered(given, simulator, "read-only", FEW, (disk, scene) -> {
            disk.beReadOnly();
            scene.await(Duration.ofMinutes(1), () -> isSaid(scene, 0, List.of("Read-only file system")));
        });
    }

    /** All files are open and can be written still, but nobody would find what is written. */
    private static void missing(Given given, SimulatorProcess simulator) throws IOException {
        covered(given, simulator, "missing", ALL_ONCE, (disk, scene) -> {
            disk.goAway();
            scene.await(Duration.ofMinutes(1), () -> isSaid(scene, 0, List.of("no longer at its path")));
            standStill(given, scene, () -> scene.pass(Duration.ofSeconds(2)));
            given.tally()
                    .findings
                    .require(disk.files().isEmpty(), Kind.DEMAND, "there nobody finds them: " + disk.files());
        });
    }

    private interface Trouble {
        void with(SmallDisk disk, Scene scene) throws IOException;
    }

    private static void covered(Given given, SimulatorProcess simulator, String name, int mostLines, Trouble trouble)
            throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve(name));
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("data"), 64);
                Scene scene = new Scene(directory, given.tally(), simulator)) {
            asInProduction(scene);
            scene.start();
            scene.startedIdle();
            long before = simulator.summary().deleted();
            scene.drop(new DroppedFile("some.txt", SampleIds.random(given.seed() + name.hashCode(), IDS)));
            scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= before + IDS / 10);
            trouble.with(disk, scene);
            scene.pass(Duration.ofSeconds(12));
            given.tally().findings.require(scene.module().isAlive(), Kind.DEMAND, "the process is gone");
            disk.comeBack();
            scene.findUnbegun(scene.data());
            goOn(given, scene, scene::isDone);
            scene.finish(Duration.ofMinutes(1));
            isReadable(given, scene, mostLines);
            given.tally().remark(name);
        }
    }

    private static void fullAtRandom(Given given, SimulatorProcess simulator, int times) throws IOException {
        int ids = 2000 + times * 4000;
        Path directory = Files.createDirectory(given.directory().resolve("random"));
        // the write-ahead log alone may come to 32 MiB
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("data"), 64 + ids / 500);
                Scene scene = new Scene(directory, given.tally(), simulator)) {
            scene.settings.put("vod.batch.lease", "20s");
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.txt", SampleIds.random(given.seed(), ids)));
            for (int time = 0; time < times; time++) {
                long target =
                        simulator.summary().deleted() + 100 + given.random().nextInt(1000);
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= target);
                int saidBefore = scene.module().log().length();
                disk.fill();
                scene.await(
                        Duration.ofMinutes(2),
                        () -> Stream.of("the store could not", "cannot be written")
                                .anyMatch(word -> isSaid(scene, saidBefore, List.of(word))));
                holdOut(given, scene);
                disk.makeRoom();
                long before = simulator.summary().deletes();
                goOn(given, scene, () -> simulator.summary().deletes() > before + Scene.CONCURRENCY || scene.isDone());
            }
            scene.finish(Duration.ofMinutes(3));
            isReadable(given, scene, 3 * times);
            given.tally().remark(times + " times full at random");
        }
    }

    /** What was begun before comes to its end; then there is silence. */
    private static void standStill(Given given, Scene scene, Runnable meanwhile) {
        scene.pass(Duration.ofMillis(1500));
        long silent = scene.simulator.summary().deletes();
        meanwhile.run();
        long calls = scene.simulator.summary().deletes() - silent;
        given.tally()
                .findings
                .require(calls == 0, Kind.DEMAND, calls + " calls went out that cannot have been written down");
    }

    /** What is sent was written down: the log that the store writes ahead has room left where it begins anew. */
    private static void holdOut(Given given, Scene scene) {
        scene.pass(Duration.ofMillis(1500));
        given.tally().findings.require(scene.module().isAlive(), Kind.DEMAND, "the process is gone");
        scene.findUnbegun(scene.data());
    }

    private static void goOn(Given given, Scene scene, Callable<Boolean> sign) {
        long begin = System.nanoTime();
        scene.await(Duration.ofMinutes(2), sign);
        Duration until = Duration.ofNanos(System.nanoTime() - begin);
        given.tally().recovered(until);
        given.tally()
                .findings
                .require(
                        until.compareTo(GOES_ON_WITHIN) <= 0,
                        Kind.DEMAND,
                        "it went on only after " + until.toMillis() + " ms");
    }

    /** Nobody reads a log that says the same again and again, or in stack traces. */
    private static void isReadable(Given given, Scene scene, int mostLines) {
        String log = scene.module().log();
        long lines = log.lines().filter(DiskTrial::isOfTrouble).count();
        given.tally().findings.require(!log.contains("\tat "), Kind.DEMAND, "there are stack traces in the log");
        given.tally().findings.require(lines <= mostLines, Kind.DEMAND, lines + " lines of warnings and errors");
    }

    private static boolean isOfTrouble(String line) {
        return line.contains(" WARN ") || isError(line);
    }

    private static boolean isError(String line) {
        return line.contains(" ERROR ");
    }

    /** By an ERROR: it does not go on until somebody mends something. */
    private static boolean isSaid(Scene scene, int from, List<String> words) {
        return scene.module()
                .log()
                .substring(from)
                .lines()
                .filter(DiskTrial::isError)
                .anyMatch(line -> words.stream().allMatch(line::contains));
    }
}
