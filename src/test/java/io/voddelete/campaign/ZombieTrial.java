package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The process sleeps beyond its leases at random moments and wakes up. What it had claimed, begun or on the way is no longer
 * its own: nothing of it is sent before it is claimed again, and asked about where it may be gone.
 */
final class ZombieTrial implements Trial {
    private static final Duration LEASE = Duration.ofSeconds(2);

    @Override
    public void run(Given given) {
        int sleeps = given.scale(30, 2);
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "5ms-60ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.settings.put("vod.batch.lease", LEASE.toMillis() + "ms");
            scene.settings.put("vod.call.timeout", "1s");
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.csv", KillTrial.mixed(given, 2000 + sleeps * 1500)));
            for (int sleep = 0; sleep < sleeps; sleep++) {
                long target =
                        simulator.summary().deleted() + 50 + given.random().nextInt(800);
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= target);
                signal(scene, "STOP");
                long end = System.nanoTime() + LEASE.plusMillis(500).toNanos();
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> System.nanoTime() >= end);
                long before = simulator.summary().calls();
                given.tally().findings.require(scene.module().isAlive(), Kind.DEMAND, "it is gone");
                signal(scene, "CONT");
                scene.await(Duration.ofSeconds(30), () -> simulator.summary().calls() > before || scene.isDone());
            }
            scene.finish(Duration.ofMinutes(3));
            given.tally().remark(sleeps + " sleeps beyond the lease");
        }
    }

    private static void signal(Scene scene, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(scene.module().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
