package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.JavaProcess;
import io.voddelete.kit.SimulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call in five is disturbed on its way, in every manner that a network knows: over TLS, where the server may also be
 * another one than it should, and in the full form without TLS as well.
 */
final class NetworkTrial implements Trial {
    private static final Pattern ADDRESS = Pattern.compile("fault proxy at (\\S+)");
    private static final Pattern DISTURBED = Pattern.compile("(?m)^(\\d+) ([A-Z_]+) (\\d+) (\\d+)$");
    /** The faults that only the deadline ends. */
    private static final Set<Fault> ENDLESS = EnumSet.of(Fault.DRIP, Fault.SILENT);

    private static final int CALLS = 10_000;

    @Override
    public void run(Given given) throws IOException {
        long calls = run(given, true);
        if (given.full()) {
            calls += run(given, false);
            given.tally().findings.require(calls >= CALLS, Kind.DEMAND, "only " + calls + " calls");
        }
    }

    private static long run(Given given, boolean tls) throws IOException {
        Path directory = Files.createDirectory(given.directory().resolve(tls ? "tls" : "plain"));
        Duration timeout = Duration.ofMillis(given.scale(2000, 1000));
        Map<String, String> options = new HashMap<>(Map.of("proxy.seed", "" + given.seed(), "proxy.rate", "0.2"));
        Path keys = tls ? TrialTls.makeKeys(directory) : null;
        if (tls) {
            options.put("proxy.keys", keys.toString());
        }
        try (SimulatorProcess simulator = SimulatorProcess.start(directory, given.seed(), Map.of())) {
            options.put("proxy.upstream", simulator.endpoint().toString());
            try (JavaProcess proxy = JavaProcess.start(FaultProxy.class, options, directory.resolve("proxy.txt"));
                    Scene scene = new Scene(directory, given.tally(), simulator)) {
                scene.inOrder = false; // what the proxy holds comes later
                scene.callTo(URI.create(proxy.awaitSaid(ADDRESS)));
                scene.settings.put("vod.call.timeout", timeout.toMillis() + "ms");
                scene.settings.put("vod.preflight", "true");
                scene.settings.put("vod.retry.delay-max", "300ms");
                scene.settings.put("vod.retry.busy-delay-max", "300ms");
                scene.start(tls ? TrialTls.trust(keys) : new String[0]);
                scene.startedIdle();
                List<String> all = KillTrial.mixed(given, given.scale(24_000, 400));
                scene.drop(new DroppedFile("network.jsonl", all));
                scene.finish(Duration.ofMinutes(given.scale(10, 1)));
                scene.requireFlatMemory();
                return checkDisturbances(given, proxy.said(), timeout, tls);
            }
        }
    }

    /** All kinds took place, and no call outlived its deadline by more than a tenth; gives the number of calls. */
    private static long checkDisturbances(Given given, String said, Duration timeout, boolean tls) {
        Map<Fault, Set<Integer>> positions = new EnumMap<>(Fault.class);
        Findings findings = given.tally().findings;
        int disturbed = 0;
        int endless = 0;
        int late = 0;
        long longest = 0;
        long calls = 0;
        Matcher line = DISTURBED.matcher(said);
        while (line.find()) {
            Fault fault = Fault.valueOf(line.group(2));
            int position = Integer.parseInt(line.group(3));
            positions.computeIfAbsent(fault, each -> new HashSet<>()).add(position);
            calls = Math.max(calls, Long.parseLong(line.group(1)));
            disturbed++;
            long millis = Long.parseLong(line.group(4));
            endless += ENDLESS.contains(fault) ? 1 : 0;
            longest = Math.max(longest, millis);
            late += millis > timeout.toMillis() * 11 / 10 ? 1 : 0;
            findings.require(
                    fault != Fault.WRONG_NAME || position == 0, Kind.DEMAND, "a call went to a server of another name");
        }
        Set<Fault> missing = EnumSet.allOf(Fault.class);
        missing.removeAll(positions.keySet());
        missing.removeIf(fault -> !tls && fault == Fault.WRONG_NAME);
        findings.require(missing.isEmpty(), Kind.DEMAND, "faults that never took place: " + missing);
        for (Fault cut : List.of(Fault.CUT_REQUEST, Fault.CUT_ANSWER)) {
            int places = positions.getOrDefault(cut, Set.of()).size();
            findings.require(
                    !given.full() || places == Fault.POSITIONS, Kind.DEMAND, cut + " at " + places + " positions only");
        }
        // one in a hundred may meet a pause of the machine, and that of a build may be busy with other things
        findings.require(
                late <= (given.full() ? disturbed / 100 : endless / 2) && longest <= 5 * timeout.toMillis(),
                Kind.DEMAND,
                late + " of " + disturbed + " calls outlived " + timeout + " by more than a tenth, up to " + longest
                        + " ms");
        given.tally()
                .remark(
                        "%s: %d of %d calls disturbed, %d of them ended by the deadline of %d ms alone; the longest took %d ms"
                                .formatted(
                                        tls ? "TLS" : "plain", disturbed, calls, endless, timeout.toMillis(), longest));
        return calls;
    }
}
