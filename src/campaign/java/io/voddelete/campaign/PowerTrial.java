package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The power fails at random moments: of all files there is what was flushed, and of the rest anything at all. What was
 * called or has a receipt was accepted and still is.
 */
final class PowerTrial implements Trial {
    private static final int IDS = 300;
    private static final int POINTS = 100;
    /** With the usual seed: the outcomes were on the disk, but not the name of their file. */
    private static final int HAS_FOUND_A_LOSS = 43;

    private static final Map<String, String> VOD = Map.of("latency", "1ms-10ms", "faults", KillTrial.FAULTS);

    @Override
    public void run(Given given) throws Exception {
        boolean told = Strace.isUsable();
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger names = new AtomicInteger();
        Lanes lanes = new Lanes(given);
        List<Integer> points =
                given.full() ? IntStream.rangeClosed(1, POINTS).boxed().toList() : List.of(HAS_FOUND_A_LOSS);
        lanes.run(points, VOD, (point, of, simulator) -> {
            try (Scene scene = new Scene(of.directory(), of.tally(), simulator)) {
                scene.settings.put("vod.batch.quiet-period", "50ms");
                scene.program = Program.REWRITTEN;
                layFiles(scene, of);
                Path kept = Files.write(
                        of.directory().resolve("kept.txt"),
                        KeptTimes.of(scene.data().resolve("inbox")));
                if (told) {
                    Disk disk = loseWhatWasNotFlushed(scene, of);
                    writes.addAndGet(disk.writesLost());
                    names.addAndGet(disk.namesLost());
                } else {
                    tearLastLines(scene, of);
                }
                scene.start(KeptTimes.option(kept));
                scene.finish(Duration.ofMinutes(2));
            }
        });
        given.tally()
                .remark(
                        told
                                ? "%d of %d losses of power, with %d writes and %d names lost"
                                        .formatted(lanes.done(), points.size(), writes.get(), names.get())
                                : "strace cannot be used here: only the last lines were torn");
    }

    private static void layFiles(Scene scene, Given given) throws IOException {
        List<String> lines = new ArrayList<>(SampleIds.random(given.seed(), IDS));
        lines.set(7, "no-id-1");
        lines.set(IDS - 7, "no-id-2");
        scene.lay(new DroppedFile("first.csv.gz", lines.subList(0, IDS / 2)));
        scene.lay(new DroppedFile("second.json", lines.subList(IDS / 2, IDS)));
    }

    private static Disk loseWhatWasNotFlushed(Scene scene, Given given) throws Exception {
        Path told = given.directory().resolve("told.txt");
        Path before = given.directory().resolve("data-before");
        Disk disk = new Disk(scene.data());
        scene.startBy(Strace.telling(told));
        scene.startedIdle();
        awaitMoment(scene, given);
        scene.killAndLose(() -> {
            disk.follow(Strace.told(told, scene.module().pid()));
            Files.move(scene.data(), before);
            disk.lose(given.random());
            return null;
        });
        given.tally()
                .findings
                .require(
                        disk.differencesTo(before).isEmpty(),
                        Kind.DEMAND,
                        "what was told does not give these files: " + disk.differencesTo(before));
        compare(scene, given, before);
        return disk;
    }

    /** In the middle of everything; each fourth time while it stops and tidies up its store. */
    private static void awaitMoment(Scene scene, Given given) {
        long target = scene.simulator.summary().deleted() + 1 + given.random().nextInt(IDS * 9 / 10);
        boolean early = given.random().nextInt(4) == 0;
        scene.await(
                Duration.ofMinutes(2),
                () -> early
                        ? scene.module().log().contains("accepted as submission")
                        : scene.simulator.summary().deleted() >= target);
        if (given.random().nextInt(4) == 0) {
            scene.module().terminate();
            scene.pass(Duration.ofMillis(given.random().nextInt(800)));
        } else {
            scene.pass(Duration.ofMillis(given.random().nextInt(60)));
        }
    }

    /** What was called, or had a receipt, is in the store that is left; looked at in a copy, so that nothing is mended. */
    private static void compare(Scene scene, Given given, Path before) throws IOException {
        Path copy = Files.createDirectory(given.directory().resolve("store-left"));
        for (String name : List.of("vod-delete.db", "vod-delete.db-wal")) {
            if (Files.exists(scene.data().resolve(name))) {
                Files.copy(scene.data().resolve(name), copy.resolve(name));
            }
        }
        Findings findings = given.tally().findings;
        findings.holds(Kind.COUNTER, () -> {
            long sealed = Counters.checked(copy).submissions();
            long receipts =
                    new DoneFolder(before.resolve("inbox/done")).receipts().size();
            findings.require(
                    sealed >= receipts,
                    Kind.LOST,
                    "there were %d receipts, and %d sealed submissions are left".formatted(receipts, sealed));
        });
        if (!scene.calls().isEmpty()) { // before the first one there may be no tables
            scene.findUnbegun(copy);
        }
    }

    /** All that can be said without knowing what was flushed: a line that was under way has come to the disk in part. */
    private static void tearLastLines(Scene scene, Given given) throws Exception {
        scene.start();
        scene.startedIdle();
        awaitMoment(scene, given);
        scene.killAndLose(() -> {
            for (String name : List.of("success", "failure", "rejected")) {
                Path file = scene.data().resolve("outcome").resolve(name + ".jsonl");
                if (Files.exists(file)) {
                    Files.writeString(file, "{\"event_id\":\"01", StandardOpenOption.APPEND);
                }
            }
            return null;
        });
    }
}
