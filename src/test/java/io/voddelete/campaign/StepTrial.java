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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The JVM halts at each durable step of a small run, in an order that the seed gives; and by strace it is killed inside of
 * system calls that make something last, or one of them fails.
 */
final class StepTrial implements Trial {
    private static final int IDS = 200;
    /** So many there are at least, however commits come together. */
    private static final int FEWEST_POINTS = 400;

    private static final Map<String, String> VOD = Map.of("latency", "1ms-10ms", "faults", KillTrial.FAULTS);

    /** What strace does with a call at most at the n-th of a thread. */
    private record Disturbance(String call, String deed, int most) {}

    private static final List<Disturbance> DISTURBANCES = List.of(
            new Disturbance("fdatasync", "signal=KILL", 30),
            new Disturbance("pwrite64", "signal=KILL", 150),
            new Disturbance("write", "signal=KILL", 30),
            new Disturbance("rename", "signal=KILL", 2),
            new Disturbance("fsync", "signal=KILL", 2),
            new Disturbance("fdatasync", "error=EIO", 30),
            new Disturbance("pwrite64", "error=ENOSPC", 150),
            new Disturbance("write", "error=ENOSPC", 30),
            new Disturbance("rename", "error=EIO", 2),
            new Disturbance("fsync", "error=EIO", 2));

    /** The points of strace come after this number. */
    private static final int BY_STRACE = 10_000;

    private static final int TIMES_EACH = 3;
    private static final String DISTURBED = "disturbed.txt";

    @Override
    public void run(Given given) throws Exception {
        Archive archive = given.full() ? Archive.make(given) : Archive.NONE;
        String agent = DurableSteps.option(given.directory());
        int count = given.full() ? count(given, archive, agent) : FEWEST_POINTS;
        given.tally().findings.require(count >= FEWEST_POINTS, Kind.DEMAND, "there were only " + count + " points");
        int disturbed = Strace.isUsable() ? given.scale(TIMES_EACH * DISTURBANCES.size(), 0) : 0;
        List<Integer> points = new ArrayList<>(
                IntStream.rangeClosed(1, count + disturbed).boxed().toList());
        points.replaceAll(point -> point <= count ? point : BY_STRACE + point - count);
        Collections.shuffle(points, given.random());
        Lanes lanes = new Lanes(given);
        AtomicInteger disturbances = new AtomicInteger();
        lanes.run(given.full() ? points : points.subList(0, 1), VOD, (point, of, simulator) -> {
            try (Scene scene = new Scene(of.directory(), of.tally(), simulator)) {
                scene.settings.put("vod.batch.quiet-period", "50ms");
                if (point > BY_STRACE) {
                    scene.startBy(disturbance(point - BY_STRACE, of), archive.options());
                } else {
                    scene.start(archive.options(agent + point));
                }
                drop(scene, of.seed());
                if (scene.awaitDeath(Duration.ofMinutes(2))) {
                    scene.start(archive.options());
                }
                scene.finish(Duration.ofMinutes(2));
                if (point > BY_STRACE && Strace.hasDisturbed(of.directory().resolve(DISTURBED))) {
                    disturbances.incrementAndGet();
                }
            }
        });
        given.tally()
                .remark("%d deaths at %d of %s%d points"
                        .formatted(given.tally().kills, lanes.done(), given.full() ? "" : "more than ", points.size()));
        if (given.full()) {
            given.tally()
                    .remark(
                            disturbed > 0
                                    ? "strace killed or let calls fail at %d of its %d points"
                                            .formatted(disturbances.get(), disturbed)
                                    : "strace cannot be used here");
        }
    }

    private static List<String> disturbance(int number, Given given) {
        Disturbance one = DISTURBANCES.get(number % DISTURBANCES.size());
        int when = 1 + given.random().nextInt(one.most);
        return Strace.disturbing(
                given.directory().resolve(DISTURBED), one.call, one.call + ":" + one.deed + ":when=" + when);
    }

    private static int count(Given given, Archive archive, String agent) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve("count"));
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), VOD);
                Scene scene = new Scene(directory, given.tally(), simulator)) {
            scene.settings.put("vod.batch.quiet-period", "50ms");
            scene.start(archive.options(agent + 0));
            drop(scene, given.seed());
            scene.finish(Duration.ofMinutes(2));
            scene.module().terminate();
            scene.module().awaitExit(20);
            return DurableSteps.counted(scene.module().log());
        }
    }

    private static void drop(Scene scene, long seed) {
        scene.startedIdle();
        List<String> lines = new ArrayList<>(SampleIds.random(seed, IDS));
        lines.set(7, "no-id-1");
        scene.drop(new DroppedFile("first.csv.gz", lines.subList(0, IDS / 2)));
        scene.drop(new DroppedFile("second.json", lines.subList(IDS / 2, IDS)));
    }
}
