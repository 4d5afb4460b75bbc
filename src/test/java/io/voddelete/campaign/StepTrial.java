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
import java.util.stream.IntStream;

/**
 * The JVM halts at one durable step after the other of a small run: at as many as there is time for, in an order that the
 * seed gives. As a power loss, what was not flushed is gone as well.
 */
final class StepTrial implements Trial {
    private static final int IDS = 200;
    /** So many there are at least, however commits come together. */
    private static final int FEWEST_POINTS = 400;

    private final boolean power;

    StepTrial(boolean power) {
        this.power = power;
    }

    @Override
    public void run(Given given) throws IOException {
        try (SimulatorProcess simulator = SimulatorProcess.start(
                given.directory(), given.seed(), Map.of("latency", "1ms-10ms", "faults", KillTrial.FAULTS))) {
            int points = given.full() ? halt(given, simulator, 0) : FEWEST_POINTS;
            given.tally()
                    .findings
                    .require(points >= FEWEST_POINTS, Kind.DEMAND, "there were only " + points + " points");
            List<Integer> order =
                    new ArrayList<>(IntStream.rangeClosed(1, points).boxed().toList());
            Collections.shuffle(order, given.random());
            int most = given.full() ? order.size() : 1;
            long end = System.nanoTime()
                    + Duration.ofMinutes(Long.getLong("campaign.minutes", 10)).toNanos();
            int done = 0;
            while (done < Math.min(most, order.size()) && System.nanoTime() < end) {
                halt(given, simulator, order.get(done++));
            }
            given.tally()
                    .remark("halted at %d of %s%d points"
                            .formatted(given.tally().kills, given.full() ? "" : "more than ", points));
        }
    }

    /** One run with a halt, or without any; gives how many points there were, if the run ended by itself. */
    private int halt(Given given, SimulatorProcess simulator, int point) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve("point-" + point));
        String option = AgentJar.option(given.directory(), DurableSteps.class, point + (power ? ",power" : ""));
        try (Scene scene = new Scene(directory, given.tally(), simulator)) {
            scene.settings.put("vod.batch.quiet-period", "50ms");
            scene.start(option);
            scene.startedIdle();
            List<String> lines = new ArrayList<>(SampleIds.random(given.seed() * 10_000 + point, IDS));
            lines.set(7, "no-id-1");
            scene.drop(new DroppedFile("first.csv.gz", lines.subList(0, IDS / 2)));
            scene.drop(new DroppedFile("second.json", lines.subList(IDS / 2, IDS)));
            if (scene.awaitDeath(Duration.ofMinutes(2))) {
                scene.start();
            }
            scene.finish(Duration.ofMinutes(2));
            if (!given.tally().findings.isEmpty()) {
                throw new AssertionError("at point " + point + " and not before, in " + directory);
            }
            scene.module().terminate();
            scene.module().awaitExit(20);
            return DurableSteps.counted(scene.module().log());
        }
    }
}
