package io.voddelete.campaign;

import io.voddelete.kit.AuditKit;
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
 * called or has a receipt was accepted and still is. One list is free; of two that are held one is approved and one cancelled:
 * what is called was approved, and what is decided is in the audit log that is left.
 */
final class PowerTrial implements Trial {
    private static final int FREE = 140;
    private static final int HELD = 160;
    private static final int DELETED = FREE + HELD;
    private static final int POINTS = 100;
    /** Milliseconds until an order is looked for and carried out, mostly. */
    private static final int LONGEST_ORDER = 900;
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
                scene.settings.put("vod.approval.required", "over-limit");
                scene.settings.put("vod.limit.submission", String.valueOf(FREE));
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
        List<String> lines = new ArrayList<>(SampleIds.random(given.seed(), DELETED + HELD));
        lines.set(7, "no-id-1");
        lines.set(DELETED - 7, "no-id-2");
        DroppedFile approved = new DroppedFile("second.json", lines.subList(FREE, DELETED));
        DroppedFile cancelled = new DroppedFile("third.txt", lines.subList(DELETED, DELETED + HELD));
        scene.operator.willApprove(approved);
        scene.operator.willCancel(cancelled);
        scene.lay(new DroppedFile("first.csv.gz", lines.subList(0, FREE)));
        scene.lay(approved);
        scene.lay(cancelled);
    }

    private static Disk loseWhatWasNotFlushed(Scene scene, Given given) throws Exception {
        Path told = given.directory().resolve("told.txt");
        Path before = given.directory().resolve("data-before");
        Disk disk = new Disk(scene.data());
        scene.startBy(Strace.telling(told));
        scene.startedIdle();
        awaitMoment(scene, given);
        scene.killAndLose(() -> {
            disk.add(scene.operator.copies());
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

    /** In the middle of everything, or at an order; each fourth time while it stops and tidies up its store. */
    private static void awaitMoment(Scene scene, Given given) {
        long target = scene.simulator.summary().deleted() + 1 + given.random().nextInt(DELETED * 9 / 10);
        int kind = given.random().nextInt(4);
        int orders = 1 + given.random().nextInt(2);
        scene.await(Duration.ofMinutes(2), () -> switch (kind) {
            case 0 -> scene.module().log().contains("accepted as submission");
            case 1 -> scene.operator.given() >= orders;
            default -> scene.simulator.summary().deleted() >= target;
        });
        if (given.random().nextInt(4) == 0) {
            scene.module().terminate();
            scene.pass(Duration.ofMillis(given.random().nextInt(800)));
        } else {
            scene.pass(Duration.ofMillis(given.random().nextInt(kind == 1 ? LONGEST_ORDER : 60)));
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
        Path audit = scene.data().resolve("audit");
        if (Files.exists(audit)) {
            Path lines = Files.createDirectory(copy.resolve("audit"));
            for (Path file : AuditKit.files(audit)) {
                Files.copy(file, lines.resolve(file.getFileName()));
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
        if (Counters.of(copy).submissions() > 0) {
            findings.holds(Kind.UNAPPROVED, () -> Orders.requireAudited(copy));
        }
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
