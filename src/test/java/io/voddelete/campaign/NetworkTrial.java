package io.voddelete.campaign;

import io.voddelete.campaign.FaultProxy.Fault;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One call in five is disturbed on its way, in every manner that a network knows. */
final class NetworkTrial implements Trial {
    private static final Pattern ADDRESS = Pattern.compile("fault proxy at (\\S+)");
    private static final Pattern DISTURBED = Pattern.compile("(?m)^(\\d+) ([A-Z_]+) (\\d+) (\\d+)$");
    /** The faults that only the deadline ends. */
    private static final Set<Fault> ENDLESS = EnumSet.of(Fault.DRIP, Fault.SILENT);

    @Override
    public void run(Given given) {
        int ids = given.scale(60_000, 1_000);
        Duration timeout = Duration.ofSeconds(given.scale(2, 1));
        try (SimulatorProcess simulator = SimulatorProcess.start(given.directory(), given.seed(), Map.of());
                JavaProcess proxy = JavaProcess.start(
                        FaultProxy.class,
                        Map.of(
                                "proxy.upstream",
                                simulator.endpoint().toString(),
                                "proxy.seed",
                                "" + given.seed(),
                                "proxy.rate",
                                "0.2"),
                        given.directory().resolve("proxy.txt"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.callTo(URI.create(proxy.awaitSaid(ADDRESS)));
            scene.settings.put("vod.call.timeout", timeout.toSeconds() + "s");
            scene.settings.put("vod.preflight", "on");
            scene.start();
            scene.startedIdle();
            List<String> all = KillTrial.mixed(given, ids);
            scene.drop(new DroppedFile("network.jsonl", all));
            scene.finish(Duration.ofMinutes(given.scale(20, 3)));
            checkDisturbances(given, proxy.said(), timeout);
            given.tally().remark(simulator.summary().calls() + " calls got through");
        }
    }

    /** All kinds took place, and no call outlived its deadline by more than a tenth. */
    private static void checkDisturbances(Given given, String said, Duration timeout) {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        int endless = 0;
        int late = 0;
        long longest = 0;
        Matcher disturbed = DISTURBED.matcher(said);
        while (disturbed.find()) {
            Fault fault = Fault.valueOf(disturbed.group(2));
            counts.merge(fault, 1, Integer::sum);
            if (ENDLESS.contains(fault)) {
                long millis = Long.parseLong(disturbed.group(4));
                endless++;
                longest = Math.max(longest, millis);
                late += millis > timeout.toMillis() * 11 / 10 ? 1 : 0;
            }
        }
        var findings = given.tally().findings;
        findings.require(
                counts.size() == Fault.values().length, Kind.DEMAND, "not every kind of fault took place: " + counts);
        // a machine that is busy with other things may be late once
        findings.require(
                late <= endless / 10,
                Kind.DEMAND,
                late + " of " + endless + " calls outlived " + timeout + " by more than a tenth, up to " + longest
                        + " ms");
        given.tally()
                .remark("%d calls disturbed; of %d that only the deadline of %d ms ended, the longest took %d ms"
                        .formatted(
                                counts.values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum(),
                                endless,
                                timeout.toMillis(),
                                longest));
    }
}
