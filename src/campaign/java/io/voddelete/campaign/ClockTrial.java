package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The clock of the module is set, forward and back, while it sends at a pace and ids wait for another try, and while it is
 * down. VOD's clock goes on as before. Sending neither stands still nor comes in a burst.
 */
final class ClockTrial implements Trial {
    /** How far the clock is ahead, one after the other: an hour on and back, two hours back, a little on and back. */
    private static final List<Duration> CLOCKS = List.of(
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofHours(-2),
            Duration.ofHours(-1),
            Duration.ofMinutes(-65),
            Duration.ofMinutes(1));

    private static final Duration LONGEST_STILL = Duration.ofSeconds(10);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final int CALLS_A_SECOND = 20;
    /** A slot that the old clock gave may be followed at once by one of the new clock. */
    private static final int MORE_CALLS_A_MOVE = 1;

    /** The clock was set, while the module was down or not. */
    private record Move(Instant at, boolean down) {}

    @Override
    public void run(Given given) throws IOException {
        int perMinute = CALLS_A_SECOND * 60;
        int ids = given.scale(40_000, 500);
        try (SimulatorProcess simulator = SimulatorProcess.start(
                        given.directory(),
                        given.seed(),
                        Map.of("latency", "5ms-40ms", "limits", "delete=" + perMinute + ",window=sliding; info=0"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.settings.put("vod.pace.calls-per-minute", "" + perMinute);
            scene.settings.put("vod.retry.delay", "300ms");
            scene.settings.put("vod.retry.delay-max", "600ms");
            scene.settings.put("vod.retry.busy-delay", "300ms");
            scene.settings.put("vod.retry.busy-delay-max", "600ms");
            Path clock = given.directory().resolve("clock");
            ClockShift.set(clock, Duration.ZERO);
            String agent = AgentJar.option(given.directory(), ClockShift.class, clock.toString());
            scene.inOrder = false; // the times of the module are others
            scene.start(agent);
            scene.startedIdle();
            scene.drop(new DroppedFile("clock.csv", KillTrial.mixed(given, ids)));
            int rounds = given.scale(2, 1);
            // the last one while the module is down, in the full form each one of the second round
            int moves = rounds * CLOCKS.size();
            List<Move> moved = new ArrayList<>();
            for (int move = 0; move < moves; move++) {
                awaitDeleted(scene, (move + 1L) * ids / (moves + 2));
                boolean down = move >= CLOCKS.size() || move == moves - 1;
                if (down) {
                    scene.kill();
                }
                ClockShift.set(clock, CLOCKS.get(move % CLOCKS.size()));
                if (down) {
                    scene.start(agent);
                }
                moved.add(new Move(Instant.now(), down));
            }
            scene.finish(Duration.ofMinutes(given.scale(10, 1)));
            check(given, simulator.calls(0), moved);
        }
    }

    private static void awaitDeleted(Scene scene, long target) {
        scene.await(Duration.ofMinutes(1), () -> scene.simulator.summary().deleted() >= target);
    }

    private static void check(Given given, List<SeenCall> calls, List<Move> moved) {
        Findings findings = given.tally().findings;
        List<Instant> arrived = new ArrayList<>();
        List<Instant> worked = new ArrayList<>();
        long throttled = 0;
        for (SeenCall call : calls) {
            if (call.kind() == CallKind.DELETE) {
                arrived.add(call.at());
                throttled += call.status() == 429 ? 1 : 0;
                if (call.acted()) {
                    worked.add(call.at());
                }
            }
        }
        findings.require(throttled == 0, Kind.DEMAND, throttled + " calls were too many for VOD");
        for (int seconds : List.of(1, 10, 60)) {
            int most = mostWithin(Duration.ofSeconds(seconds), arrived);
            int moves = mostWithin(
                    Duration.ofSeconds(seconds),
                    moved.stream().map(move -> move.at).toList());
            int allowed = CALLS_A_SECOND * seconds + 1 + MORE_CALLS_A_MOVE * moves;
            findings.require(
                    most <= allowed, Kind.DEMAND, most + " calls within " + seconds + " s, more than " + allowed);
        }
        Instant lastMove = moved.get(moved.size() - 1).at;
        findings.require(
                worked.get(worked.size() - 1).isAfter(lastMove), Kind.DEMAND, "nothing was deleted after " + lastMove);
        given.tally()
                .remark("the clock set %d times, nothing was deleted for %d ms at most; %d calls, up to %d a second"
                        .formatted(
                                moved.size(),
                                longestStill(given, worked, moved).toMillis(),
                                arrived.size(),
                                mostWithin(Duration.ofSeconds(1), arrived)));
    }

    /** A call may have had its slot before the clock was set: so each gap between two deletions is looked at. */
    private static Duration longestStill(Given given, List<Instant> worked, List<Move> moved) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < worked.size(); i++) {
            Instant before = worked.get(i - 1);
            Instant after = worked.get(i);
            Duration still = Duration.between(before, after);
            boolean down =
                    moved.stream().anyMatch(move -> move.down && move.at.isAfter(before) && !move.at.isAfter(after));
            // the machine of a build may be slow
            Duration allowed = down || !given.full() ? LONGEST_START : LONGEST_STILL;
            given.tally()
                    .findings
                    .require(
                            still.compareTo(allowed) <= 0,
                            Kind.DEMAND,
                            "nothing was deleted for " + still + " after " + before);
            longest = still.compareTo(longest) > 0 ? still : longest;
        }
        return longest;
    }

    private static int mostWithin(Duration window, List<Instant> times) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (!times.get(from).plus(window).isAfter(times.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
