package io.voddelete.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A small disk that is filled up, or mounted read-only, in the middle of sending. No call goes out that could not be written
 * down, the log says so, and soon after there is room again it goes on, in the same process.
 */
final class DiskTrial implements Trial {
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(10);

    @Override
    public void run(Given given) throws Exception {
        int times = given.scale(10, 1);
        int ids = 2000 + times * 4000;
        Path data = Files.createDirectories(given.directory().resolve("data"));
        // the write-ahead log alone may come to 32 MiB
        String size = "size=" + (64 + ids / 500) + "m";
        assumeTrue(run("mount", "-t", "tmpfs", "-o", size, "tmpfs", data.toString()), "no tmpfs can be mounted here");
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "10ms-40ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.settings.put("vod.batch.lease", "20s");
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.txt", SampleIds.random(given.seed(), ids)));
            for (int time = 0; time < times; time++) {
                long target =
                        simulator.summary().deleted() + 100 + given.random().nextInt(1000);
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= target);
                boolean readOnly = time % 3 == 2;
                stopAndGoOn(given, scene, data, readOnly);
            }
            scene.finish(Duration.ofMinutes(3));
            given.tally().remark(times + " times without room");
        } finally {
            run("umount", data.toString());
        }
    }

    private static void stopAndGoOn(Given given, Scene scene, Path data, boolean readOnly) throws Exception {
        Findings findings = given.tally().findings;
        Path ballast = data.resolve("ballast");
        int saidBefore = scene.module().log().length();
        if (readOnly) {
            assumeTrue(run("mount", "-o", "remount,ro", data.toString()), "no read-only remount here");
        } else {
            fill(ballast);
        }
        // what was begun before comes to its end; then there is silence
        scene.await(Duration.ofSeconds(60), () -> isSaid(scene, saidBefore));
        scene.pass(Duration.ofSeconds(2));
        long silent = scene.simulator.summary().deletes();
        scene.pass(Duration.ofSeconds(3));
        long calls = scene.simulator.summary().deletes() - silent;
        findings.require(calls == 0, Kind.DEMAND, calls + " calls went out that cannot have been written down");
        findings.require(scene.module().isAlive(), Kind.DEMAND, "the process is gone");
        if (readOnly) {
            run("mount", "-o", "remount,rw", data.toString());
        } else {
            Files.delete(ballast);
        }
        long begin = System.nanoTime();
        scene.await(Duration.ofSeconds(60), () -> scene.simulator.summary().deletes() > silent || scene.isDone());
        Duration until = Duration.ofNanos(System.nanoTime() - begin);
        given.tally().recovered(until);
        findings.require(
                until.compareTo(GOES_ON_WITHIN) <= 0, Kind.DEMAND, "it went on only after " + until.toMillis() + " ms");
    }

    private static boolean isSaid(Scene scene, int from) {
        String said = scene.module().log().substring(from);
        return List.of("the store could not", "cannot be written").stream().anyMatch(said::contains);
    }

    /** Until nothing more goes in. */
    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw e;
            }
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
