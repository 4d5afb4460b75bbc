package io.voddelete.campaign;

import io.voddelete.kit.Counters;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The success endpoint is down: its file cannot be opened. The failure endpoint has its outcomes all the same, sending
 * pauses at {@code vod.outcome.backlog}, and all comes when the endpoint is back.
 */
final class EndpointTrial implements Trial {
    private static final int IN_FLIGHT = 200;

    @Override
    public void run(Given given) throws Exception {
        int backlog = given.scale(20_000, 300);
        int failing = backlog / 10;
        Findings findings = given.tally().findings;
        try (SimulatorProcess simulator = SimulatorProcess.start(given.directory(), given.seed(), Map.of());
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.settings.put("vod.outcome.backlog", String.valueOf(backlog));
            scene.settings.put("vod.retry.delay-max", "1s");
            Path inTheWay =
                    Files.createDirectories(scene.data().resolve("outcome").resolve("success.jsonl"));
            List<String> ids = new ArrayList<>(SampleIds.random(given.seed(), 3 * backlog));
            ids.addAll(SampleIds.fated(404, failing));
            Collections.shuffle(ids, given.random());
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.jsonl.gz", ids));
            scene.await(
                    Duration.ofMinutes(3), () -> scene.module().log().contains("vod.outcome.backlog is " + backlog));
            scene.pass(Duration.ofSeconds(2));
            Counters held = Counters.checked(scene.data());
            long calls = simulator.summary().deletes();
            scene.pass(Duration.ofSeconds(2));
            findings.require(
                    held.unreported() >= backlog && held.unreported() <= backlog + IN_FLIGHT,
                    Kind.DEMAND,
                    held.unreported() + " outcomes wait, the backlog is " + backlog);
            findings.require(
                    simulator.summary().deletes() == calls, Kind.DEMAND, "calls went out though the backlog is full");
            findings.require(
                    !scene.module().outcomes().failure().isEmpty(), Kind.DEMAND, "one endpoint holds up the other");
            Files.delete(inTheWay);
            scene.finish(Duration.ofMinutes(given.scale(10, 2)));
            given.tally().remark("paused with " + held.unreported() + " outcomes unreported");
        }
    }
}
