package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The JVM halts at each durable step of a small run: of its start, of the way of 200 ids, and of its stop; some die once more
 * while they recover. And by strace it is killed inside of system calls that make something last, or one of them fails.
 */
final class StepTrial implements Trial {
    private static final int IDS = 200;
    /** So many there are at least from the drop to the end, however commits come together. */
    private static final int FEWEST_STEPS = 400;

    /** The numbers up to this one are of chains: deaths at each so-many-th step, one after the other in one directory. */
    private static final int CHAINS = 60;
    /** The steps of the start, each in a directory of its own, come after this number. */
    private static final int OF_START = 1_000;
    /** The points of strace come after this one. */
    private static final int BY_STRACE = 10_000;

    /** One death in so many is followed by another one at one of the first steps of the recovery. */
    private static final int DIES_AGAIN = 5;

    private static final int FIRST_STEPS = 60;

    private static final Map<String, String> VOD = Map.of("latency", "1ms-10ms", "faults", KillTrial.FAULTS);

    /** How often a run was halted where it was to be, while it stopped, was not, and was once more while it recovered. */
    private static final class Deaths {
        private final AtomicInteger planned = new AtomicInteger();
        private final AtomicInteger stopping = new AtomicInteger();
        private final AtomicInteger missed = new AtomicInteger();
        private final AtomicInteger again = new AtomicInteger();
    }

    /**
     * What strace does with a call, at most at the n-th one of a thread: there are more in each run.
     *
     * @param file the only one, or null for any
     */
    private record Disturbance(String file, String call, String deed, int most) {}

    private static final List<Disturbance> DISTURBANCES = List.of(
            new Disturbance("data/vod-delete.db-wal", "pwrite64", "signal=KILL", 200),
            new Disturbance("data/vod-delete.db-wal", "pwrite64", "error=ENOSPC", 200),
            new Disturbance("data/vod-delete.db-wal", "pwrite64", "error=EIO", 200),
            new Disturbance("data/vod-delete.db-wal", "fsync", "signal=KILL", 15),
            new Disturbance("data/vod-delete.db-wal", "fsync", "error=EIO", 15),
            new Disturbance("data/outcome/success.jsonl", "write", "signal=KILL", 150),
            new Disturbance("data/outcome/success.jsonl", "write", "error=ENOSPC", 150),
            new Disturbance("data/outcome/success.jsonl", "fdatasync", "signal=KILL", 2),
            new Disturbance("data/outcome/success.jsonl", "fdatasync", "error=EIO", 2),
            new Disturbance("data/outcome/rejected.jsonl", "write", "error=ENOSPC", 1),
            new Disturbance("data/vod-delete.db", "pwrite64", "signal=KILL", 40),
            new Disturbance("data/vod-delete.db", "pwrite64", "error=EIO", 40),
            new Disturbance("data/vod-delete.db", "fsync", "signal=KILL", 2),
            new Disturbance("data/vod-delete.db", "fsync", "error=EIO", 2),
            new Disturbance("data/vod-delete.db-sums", "pwrite64", "signal=KILL", 2),
            new Disturbance("data/vod-delete.db-sums", "pwrite64", "error=EIO", 2),
            new Disturbance("data/vod-delete.db-sums", "fsync", "error=EIO", 1),
            new Disturbance(null, "rename", "signal=KILL", 2),
            new Disturbance(null, "rename", "error=EIO", 2),
            new Disturbance("data/inbox/done", "fsync", "signal=KILL", 1),
            new Disturbance("data/inbox/done", "fsync", "error=EIO", 1));

    private static final int TIMES_EACH = 3;
    private static final String DISTURBED = "disturbed.txt";

    @Override
    public void run(Given given) throws Exception {
        DurableSteps.Counted steps = given.full() ? count(given) : new DurableSteps.Counted(0, FEWEST_STEPS);
        given.tally()
                .findings
                .require(steps.armed() >= FEWEST_STEPS, Kind.DEMAND, "there were only " + steps.armed() + " steps");
        int disturbed = given.full() && Strace.isUsable() ? TIMES_EACH * DISTURBANCES.size() : 0;
        Deaths deaths = new Deaths();
        AtomicInteger straced = new AtomicInteger();
        Map<Disturbance, AtomicInteger> disturbances = new ConcurrentHashMap<>();
        new Lanes(given).run(points(given, steps, disturbed), VOD, (point, of, simulator) -> {
            try (Scene scene = scene(of.directory(), of.tally(), simulator)) {
                if (point > BY_STRACE) {
                    scene.startBy(disturbing(disturbance(point - BY_STRACE), of));
                    dieOnce(scene, of);
                } else if (point > OF_START) {
                    scene.start(DurableSteps.haltAt(point - OF_START));
                    dieOnce(scene, of);
                    deaths.planned.incrementAndGet();
                } else {
                    for (int step : steps(of, point, steps.armed())) {
                        dieAt(step, deaths, scene, of);
                    }
                    scene.start();
                }
                scene.finish(Duration.ofMinutes(2));
                if (point > BY_STRACE) {
                    straced.incrementAndGet();
                    disturbances
                            .computeIfAbsent(disturbance(point - BY_STRACE), each -> new AtomicInteger())
                            .addAndGet(Strace.hasDisturbed(of.directory().resolve(DISTURBED)) ? 1 : 0);
                }
            }
        });
        int all = deaths.planned.get() + deaths.missed.get();
        given.tally()
                .remark("halted at %d of %d steps, %s of them of the stop, and %s times while it recovered from that"
                        .formatted(deaths.planned.get(), all, deaths.stopping, deaths.again));
        // commits come together in another way each time, so that a run may have fewer steps than the one that was
        // counted
        given.tally()
                .findings
                .require(
                        deaths.missed.get() <= all / 5 || all < FEWEST_STEPS,
                        Kind.DEMAND,
                        deaths.missed + " steps were not come to");
        given.tally()
                .findings
                .require(
                        deaths.stopping.get() > 0 || all < FEWEST_STEPS,
                        Kind.DEMAND,
                        "it was never halted while it stopped");
        disturbances.forEach((what, times) ->
                given.tally().findings.require(times.get() > 0, Kind.DEMAND, "strace never came to it: " + what));
        if (given.full()) {
            given.tally()
                    .remark(
                            disturbed > 0
                                    ? "strace killed or let calls fail at %d of its %d points"
                                            .formatted(
                                                    disturbances.values().stream()
                                                            .mapToInt(AtomicInteger::get)
                                                            .sum(),
                                                    straced.get())
                                    : "strace cannot be used here");
        }
    }

    private static List<Integer> points(Given given, DurableSteps.Counted steps, int disturbed) {
        if (!given.full()) {
            return List.of(1 + given.random().nextInt(CHAINS));
        }
        List<Integer> points = new ArrayList<>();
        IntStream.rangeClosed(1, CHAINS).forEach(points::add);
        IntStream.rangeClosed(1, steps.start()).forEach(step -> points.add(OF_START + step));
        IntStream.rangeClosed(1, disturbed).forEach(number -> points.add(BY_STRACE + number));
        Collections.shuffle(points, given.random());
        return points;
    }

    /** All steps of a chain, or one of them. The first one meets a store that is new. */
    private static List<Integer> steps(Given of, int chain, int armed) {
        List<Integer> steps = new ArrayList<>(IntStream.rangeClosed(1, armed)
                .filter(step -> step % CHAINS == chain % CHAINS)
                .boxed()
                .toList());
        Collections.shuffle(steps, of.random());
        return of.full() ? steps : steps.subList(0, 1);
    }

    /** With what the deaths before have left, once that has come to its end. */
    private static void dieAt(int step, Deaths deaths, Scene scene, Given of) throws IOException {
        Path arms = of.directory().resolve("armed-" + step);
        scene.start(DurableSteps.haltAt(step, arms));
        scene.awaitStarted();
        scene.await(Duration.ofMinutes(2), scene::isDone);
        Files.createFile(arms);
        drop(scene, of.seed() * 1000 + step, step + "-");
        boolean died = scene.awaitDeath(Duration.ofMinutes(2));
        if (!died) {
            scene.stop(); // the step may be one of the stop
        }
        boolean halted = DurableSteps.isHalted(scene.said(), step);
        if (halted && !died) {
            deaths.stopping.incrementAndGet();
        }
        (halted ? deaths.planned : deaths.missed).incrementAndGet();
        of.tally().findings.require(halted || step > FEWEST_STEPS, Kind.DEMAND, "it was not halted at step " + step);
        if (of.random().nextInt(DIES_AGAIN) == 0) {
            int again = 1 + of.random().nextInt(FIRST_STEPS);
            scene.start(DurableSteps.haltAt(again));
            scene.await(Duration.ofMinutes(1), () -> !scene.module().isAlive() || scene.hasStarted());
            if (scene.awaitDeath(Duration.ofMinutes(2))) {
                boolean haltedAgain = DurableSteps.isHalted(scene.said(), again);
                of.tally().findings.require(haltedAgain, Kind.DEMAND, "it ended otherwise: " + scene.said());
                deaths.again.incrementAndGet();
            } else {
                scene.kill();
            }
        }
    }

    private static void dieOnce(Scene scene, Given of) {
        drop(scene, of.seed(), "");
        if (scene.awaitDeath(Duration.ofMinutes(2))) {
            scene.start();
        }
    }

    private static Disturbance disturbance(int number) {
        return DISTURBANCES.get(number % DISTURBANCES.size());
    }

    private static List<String> disturbing(Disturbance one, Given given) {
        int when = 1 + given.random().nextInt(one.most);
        return Strace.disturbing(
                given.directory().resolve(DISTURBED),
                given.directory(),
                one.file,
                one.call,
                one.deed + ":when=" + when);
    }

    private static DurableSteps.Counted count(Given given) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve("count"));
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), VOD);
                Scene scene = scene(directory, given.tally(), simulator)) {
            Path arms = directory.resolve("armed");
            scene.start(DurableSteps.haltAt(0, arms));
            scene.awaitStarted();
            Files.createFile(arms);
            drop(scene, given.seed(), "");
            scene.finish(Duration.ofMinutes(2));
            scene.stop();
            return DurableSteps.counted(scene.module().log());
        }
    }

    private static Scene scene(Path directory, Tally tally, SimulatorProcess simulator) {
        Scene scene = new Scene(directory, tally, simulator);
        scene.settings.put("vod.batch.quiet-period", "50ms");
        scene.program = Program.REWRITTEN;
        return scene;
    }

    private static void drop(Scene scene, long seed, String prefix) {
        scene.startedIdle();
        List<String> lines = new ArrayList<>(SampleIds.random(seed, IDS));
        lines.set(7, "no-id-1");
        scene.drop(new DroppedFile(prefix + "first.csv.gz", lines.subList(0, IDS / 2)));
        scene.drop(new DroppedFile(prefix + "second.json", lines.subList(IDS / 2, IDS)));
    }
}
