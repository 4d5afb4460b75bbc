package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The JVM halts at each durable step of a small run: of its start, of the way of four lists, and of its stop; some die once
 * more while they recover. One list is at the limit; the others are over it: one is approved, one is cancelled, one expires and is
 * approved too late. Meanwhile a stop file is created, and deleted once it was noticed. And by strace it is killed inside of
 * system calls that make something last, or one of them fails.
 */
final class StepTrial implements Trial {
    /** One more than may be deleted without an approval. */
    private static final int IDS_EACH = 60;
    /** So many there are at least from the drop to the end, however commits come together. */
    private static final int FEWEST_STEPS = 700;

    /** The numbers up to this one are of chains: deaths at each so-many-th step, one after the other in one directory. */
    private static final int CHAINS = 60;
    /** The steps of the start, each in a directory of its own, come after this number. */
    private static final int OF_START = 1_000;
    /** The points of strace come after this one. */
    private static final int BY_STRACE = 10_000;

    /** One death in so many is followed by another one at one of the first steps of the recovery. */
    private static final int DIES_AGAIN = 5;

    private static final int FIRST_STEPS = 60;

    /** The stop file is created before this many calls; each run has at least twice as many. */
    private static final int STOPS_WITHIN = 6;

    private static final Map<String, String> VOD = Map.of("latency", "1ms-10ms", "faults", KillTrial.FAULTS);

    /**
     * How often a run was halted where it was to be, while it stopped, was not, and was once more while it recovered; and how
     * often the stop file was there at a start.
     */
    private static final class Deaths {
        private final AtomicInteger planned = new AtomicInteger();
        private final AtomicInteger stopping = new AtomicInteger();
        private final AtomicInteger missed = new AtomicInteger();
        private final AtomicInteger again = new AtomicInteger();
        private final AtomicInteger stopped = new AtomicInteger();

        /** Commits come together in another way each time: a run may have fewer steps than the one that was counted. */
        void tell(Tally tally) {
            int all = planned.get() + missed.get();
            tally.remark(("halted at %d of %d steps, %s of them of the stop, and %s times while it recovered from that;"
                            + " %s starts met the stop file")
                    .formatted(planned.get(), all, stopping, again, stopped));
            if (all >= FEWEST_STEPS) {
                tally.findings.require(missed.get() <= all / 5, Kind.DEMAND, missed + " steps were not come to");
                tally.findings.require(stopping.get() > 0, Kind.DEMAND, "it was never halted while it stopped");
                tally.findings.require(stopped.get() > 0, Kind.DEMAND, "no start met the stop file");
            }
        }
    }

    @Override
    public void run(Given given) throws Exception {
        DurableSteps.Counted steps = given.full() ? count(given) : new DurableSteps.Counted(0, FEWEST_STEPS);
        given.tally()
                .findings
                .require(steps.armed() >= FEWEST_STEPS, Kind.DEMAND, "there were only " + steps.armed() + " steps");
        boolean disturbed = given.full() && Strace.isUsable();
        Deaths deaths = new Deaths();
        Disturbances disturbances = new Disturbances();
        new Lanes(given).run(points(given, steps, disturbed), VOD, (point, of, simulator) -> {
            try (Scene scene = scene(of.directory(), of.tally(), simulator)) {
                if (point > BY_STRACE) {
                    scene.stopper.willStop(of.random().nextInt(STOPS_WITHIN));
                    scene.startBy(Disturbances.command(point - BY_STRACE, of.directory(), of.random()));
                    dieOnce(scene, of);
                } else if (point > OF_START) {
                    scene.stopper.stop();
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
                deaths.stopped.addAndGet(scene.stopper.survived());
                if (point > BY_STRACE) {
                    disturbances.note(point - BY_STRACE, of.directory());
                }
            }
        });
        deaths.tell(given.tally());
        if (disturbed) {
            disturbances.tell(given.tally());
        } else if (given.full()) {
            given.tally().remark("strace cannot be used here");
        }
    }

    private static List<Integer> points(Given given, DurableSteps.Counted steps, boolean disturbed) {
        if (!given.full()) {
            return List.of(1 + given.random().nextInt(CHAINS));
        }
        List<Integer> points = new ArrayList<>();
        IntStream.rangeClosed(1, CHAINS).forEach(points::add);
        IntStream.rangeClosed(1, steps.start()).forEach(step -> points.add(OF_START + step));
        IntStream.rangeClosed(1, disturbed ? Disturbances.count() : 0)
                .forEach(number -> points.add(BY_STRACE + number));
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
        scene.stopper.willStop(of.random().nextInt(STOPS_WITHIN));
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

    private static DurableSteps.Counted count(Given given) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve("count"));
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), VOD);
                Scene scene = scene(directory, given.tally(), simulator)) {
            Path arms = directory.resolve("armed");
            scene.start(DurableSteps.haltAt(0, arms));
            scene.awaitStarted();
            Files.createFile(arms);
            scene.stopper.willStop(STOPS_WITHIN / 2);
            drop(scene, given.seed(), "");
            scene.finish(Duration.ofMinutes(2));
            scene.stop();
            DurableSteps.Counted steps = DurableSteps.counted(scene.module().log());
            given.tally().remark("%d steps of the start, %d after it".formatted(steps.start(), steps.armed()));
            return steps;
        }
    }

    private static Scene scene(Path directory, Tally tally, SimulatorProcess simulator) {
        Scene scene = new Scene(directory, tally, simulator);
        scene.settings.put("vod.batch.quiet-period", "50ms");
        scene.settings.put("vod.approval.required", "over-limit");
        scene.settings.put("vod.limit.submission", String.valueOf(IDS_EACH - 1));
        scene.settings.put("vod.approval.expires", ExpiryClock.VALID.toMinutes() + "m");
        scene.program = Program.REWRITTEN;
        return scene;
    }

    private static void drop(Scene scene, long seed, String prefix) {
        scene.startedIdle();
        List<String> ids = SampleIds.random(seed, 4 * IDS_EACH);
        List<String> free = new ArrayList<>(ids.subList(0, IDS_EACH));
        free.set(7, "no-id-1");
        DroppedFile approved = new DroppedFile(prefix + "second.json", ids.subList(IDS_EACH, 2 * IDS_EACH));
        DroppedFile cancelled = new DroppedFile(prefix + "third.txt", ids.subList(2 * IDS_EACH, 3 * IDS_EACH));
        DroppedFile expired = new DroppedFile(prefix + "fourth.jsonl", ids.subList(3 * IDS_EACH, 4 * IDS_EACH));
        scene.operator.willApprove(approved);
        scene.operator.willCancel(cancelled);
        scene.operator.willLetExpire(expired, seed % 2 == 0);
        scene.drop(new DroppedFile(prefix + "first.csv.gz", free));
        scene.drop(approved);
        scene.drop(cancelled);
        scene.drop(expired);
    }
}
