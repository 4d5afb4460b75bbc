package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SimulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs many points of a trial, some at a time. Each has its own directory, tally and randomness, so that
 * {@code -Dcampaign.point} shows it again by itself; one simulator serves a few of them, one after the other.
 */
final class Lanes {
    /** What is done at a point. */
    @FunctionalInterface
    interface Point {
        void run(int number, Trial.Given given, SimulatorProcess simulator) throws Exception;
    }

    /** How many points a simulator serves: the calls that it has seen are all read again after each. */
    private static final int PER_SIMULATOR = 10;

    private static final int LANES = Integer.getInteger("campaign.lanes", 3);
    /** After so many points with findings the others have nothing new to say. */
    private static final int MOST_FAILED = 10;

    private final Trial.Given given;
    private final long end;
    private int done;

    /** No point is begun after {@code -Dcampaign.minutes}, if they are given; or else all are run. */
    Lanes(Trial.Given given) {
        this.given = given;
        Long minutes = Long.getLong("campaign.minutes");
        this.end = minutes == null
                ? Long.MAX_VALUE
                : System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    }

    /** How many points were run. */
    int done() {
        return done;
    }

    /**
     * Runs the points, or the one that was asked for.
     *
     * @param options of the simulator
     */
    void run(List<Integer> points, Map<String, String> options, Point point) throws Exception {
        Integer only = Integer.getInteger("campaign.point");
        List<Integer> all = only == null ? points : List.of(only);
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int from = 0; from < all.size(); from += PER_SIMULATOR) {
                List<Integer> some = all.subList(from, Math.min(all.size(), from + PER_SIMULATOR));
                running.add(lanes.submit(() -> {
                    runSome(some, options, point);
                    return null;
                }));
            }
            for (Future<?> lane : running) {
                lane.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a lane ended: " + e.getCause(), e);
        } finally {
            lanes.shutdownNow();
        }
        if (end == Long.MAX_VALUE) {
            given.tally()
                    .findings
                    .require(
                            done == all.size(), Kind.DEMAND, "only " + done + " of " + all.size() + " points were run");
        }
    }

    private void runSome(List<Integer> points, Map<String, String> options, Point point) throws IOException {
        if (!isToGoOn()) {
            return;
        }
        Path directory = Files.createDirectories(given.directory().resolve("simulator-of-" + points.get(0)));
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), options)) {
            for (int number : points) {
                if (isToGoOn()) {
                    runOne(number, simulator, point);
                }
            }
        }
    }

    private void runOne(int number, SimulatorProcess simulator, Point point) throws IOException {
        Path directory = Files.createDirectories(given.directory().resolve("point-" + number));
        Tally tally = given.tally().ofPoint();
        long seed = given.seed() * 10_000 + number;
        try {
            point.run(number, new Trial.Given(given.full(), seed, directory, new Random(seed), tally), simulator);
        } catch (Exception | AssertionError e) {
            tally.findings.add(Kind.DEMAND, "at point " + number + ": " + e);
        }
        if (tally.findings.isEmpty()) {
            Leavings.delete(directory);
        } else {
            Files.writeString(directory.resolve("findings.txt"), tally.findings.toString());
        }
        synchronized (this) {
            given.tally().add(number, tally);
            done++;
        }
    }

    private synchronized boolean isToGoOn() {
        return (end == Long.MAX_VALUE || System.nanoTime() < end)
                && given.tally().failedPoints() < MOST_FAILED;
    }
}
