package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.audit.AuditVerification;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.sqlite.StoredHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar is killed while it calls: VOD saw no call that the audit log does not show as one that took effect. */
@Timeout(300)
class AuditKillIT {
    private static final int KILLS = 4;
    private static final int IDS = 400;

    @TempDir
    Path directory;

    @Test
    void noCallIsMadeWithoutALineThatTookEffect() throws Exception {
        List<String> ids = SampleIds.random(204, IDS);
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            Map<String, String> settings = ModuleProcess.settingsFor(simulator);
            for (int kill = 0; kill < KILLS; kill++) {
                try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                    int from = kill * IDS / KILLS;
                    module.drop("list-" + kill + ".txt", ids.subList(from, from + IDS / KILLS));
                    int calls = simulator.recorder().deleteCalls().size() + 1 + kill;
                    await().pollInterval(Duration.ofMillis(1))
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> simulator.recorder().deleteCalls().size() >= calls);
                    module.kill();
                }
                assertThat(verified().fault()).isNull();
            }
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> simulator.recorder().deletedCount() == IDS);
                module.terminate();
                module.awaitExit(20);
            }
            assertThat(verified())
                    .isEqualTo(new AuditVerification(
                            1, verified().lines(), verified().bytes(), null, List.of()));

            Map<Set<String>, Integer> allowed =
                    new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
            effectiveCalls().forEach(call -> allowed.merge(call, 1, Integer::sum));
            simulator
                    .recorder()
                    .deleteCalls()
                    .forEach(call -> allowed.merge(new TreeSet<>(call.assetIds()), -1, Integer::sum));
            assertThat(allowed).hasSizeGreaterThanOrEqualTo(IDS / 10);
            assertThat(allowed.values()).allMatch(left -> left >= 0);
        }
    }

    private AuditVerification verified() throws Exception {
        return AuditVerification.verify(
                directory.resolve("data/audit"),
                StoredHead.read("jdbc:sqlite:" + directory.resolve("data/vod-delete.db")));
    }

    private List<Set<String>> effectiveCalls() throws Exception {
        Map<Long, Set<String>> calls = new TreeMap<>();
        for (JsonNode line : AuditKit.lines(directory.resolve("data/audit"))) {
            if (line.get("event").textValue().equals("call")) {
                Set<String> ids = new TreeSet<>();
                line.get("ids").forEach(id -> ids.add(id.textValue()));
                calls.put(line.get("n").longValue(), ids);
            } else if (line.get("event").textValue().equals("without-effect")) {
                calls.keySet()
                        .removeIf(n -> n >= line.get("from").longValue()
                                && n <= line.get("to").longValue());
            }
        }
        return new ArrayList<>(calls.values());
    }
}
