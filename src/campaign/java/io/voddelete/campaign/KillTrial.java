package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** SIGKILL at random moments, while files of all formats come in and VOD answers with faults. */
final class KillTrial implements Trial {
    /** One in twenty DELETE calls goes wrong, two thirds of them after the deed. */
    static final String FAULTS = "error=APIGW.0613,on=delete,rate=0.0167;page=502,effect=after,on=delete,rate=0.0167;"
            + "cut,effect=after,on=delete,rate=0.0166";

    /** The ids of the small files that are dropped before each kill; all others are in one large file. */
    private static final List<Integer> SMALL_FILES = List.of(1, 9, 30, 60, 100);

    private static final List<String> FORMATS =
            List.of("txt", "csv", "json", "jsonl", "txt.gz", "csv.gz", "json.gz", "jsonl.gz");

    /** So many lines are too many for a receipt: they are in a file of their own. */
    private static final int MANY = 120;

    @Override
    public void run(Given given) {
        int kills = given.scale(100, 5);
        int ids = given.scale(100_000, 4_000);
        String latency = given.full() ? "20ms" : "5ms-40ms";
        try (SimulatorProcess simulator = SimulatorProcess.start(
                        given.directory(), given.seed(), Map.of("latency", latency, "faults", FAULTS));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            List<String> all = mixed(given, ids);
            Iterator<String> next = all.iterator();
            scene.start();
            scene.startedIdle();
            int small = SMALL_FILES.stream().mapToInt(Integer::intValue).sum();
            List<String> large = take(ids - kills * small, next);
            scene.drop(new DroppedFile("all.csv.gz", large));
            for (int kill = 0; kill < kills; kill++) {
                dropSmallFiles(scene, kill, next, large);
                awaitMoment(scene, given, kill, ids / kills);
                scene.kill();
                scene.start();
            }
            scene.finish(Duration.ofMinutes(given.scale(10, 3)));
            int most = Scene.CONCURRENCY * 10; // of one kill, and all of them together came to none so far
            given.tally()
                    .findings
                    .require(
                            given.tally().sentAgain() <= most,
                            Kind.DEMAND,
                            given.tally().sentAgain() + " ids were sent again, more than " + most);
        }
    }

    /** Some files: most of the larger ones have lines that are no id, and the largest many of them and many duplicates. */
    private static void dropSmallFiles(Scene scene, int kill, Iterator<String> next, List<String> large) {
        for (int i = 0; i < SMALL_FILES.size(); i++) {
            int size = SMALL_FILES.get(i);
            List<String> lines = new ArrayList<>(take(size, next));
            if (size == 30) {
                lines.addAll(noIds(size));
            } else if (size == 60) {
                lines.addAll(noIds(3));
                lines.addAll(living(large, 3, kill));
            } else if (size == 100) {
                lines.addAll(living(large, MANY, kill));
                lines.addAll(noIds(MANY));
            }
            String format = FORMATS.get((kill * SMALL_FILES.size() + i) % FORMATS.size());
            scene.drop(new DroppedFile("small-%d-%d.%s".formatted(kill, size, format), lines));
        }
    }

    private static List<String> noIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> "no-id-" + i).toList();
    }

    /** Ids that will be DELETED: a FAILED one would be accepted again. */
    private static List<String> living(List<String> ids, int count, int kill) {
        return ids.stream()
                .filter(id -> !SampleIds.isFated(id))
                .skip((long) kill * MANY)
                .limit(count)
                .toList();
    }

    private static List<String> take(int count, Iterator<String> next) {
        return Stream.generate(next::next).limit(count).toList();
    }

    /** Mostly living ids, and some of every other fate, so that FAILED is said as well. */
    static List<String> mixed(Given given, int count) {
        List<String> fated = Stream.of(
                        SampleIds.fated(404, 60),
                        SampleIds.fated(410, 30),
                        SampleIds.fated(423, 10),
                        SampleIds.fated(403, 4),
                        SampleIds.fated(502, 4))
                .flatMap(List::stream)
                .toList();
        List<String> ids = new ArrayList<>(SampleIds.random(given.seed(), count - fated.size()));
        ids.addAll(fated);
        Collections.shuffle(ids, given.random());
        return ids;
    }

    /** Some kills come at a time after the start (start-up, intake), the others in the middle of sending. */
    private static void awaitMoment(Scene scene, Given given, int kill, int idsAKill) {
        if (kill % 3 == 0) {
            scene.pass(Duration.ofMillis(300 + given.random().nextInt(2700)));
            return;
        }
        long now = scene.simulator.summary().deleted();
        long target = Math.min(scene.accepted() - 400, now + 50 + given.random().nextInt(2 * idsAKill));
        scene.await(Duration.ofMinutes(3), () -> scene.simulator.summary().deleted() >= target);
    }
}
