package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.FreePort;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.NoticeServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL when a notice has arrived and the module does not know it yet. */
class NoticeKillIT {
    @TempDir
    Path directory;

    @Test
    void theNoticeArrivesAgainWithTheSameId() throws Exception {
        int port = FreePort.find();
        AtomicReference<ModuleProcess> running = new AtomicReference<>();
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.notify.uri", "http://localhost:" + port + "/");
            settings.put("vod.approval.required", "over-limit");
            settings.put("vod.limit.submission", "2");
            try (NoticeServer endpoint =
                            new NoticeServer(port, 0, () -> running.get().kill());
                    ModuleProcess module = ModuleProcess.start(directory, settings)) {
                running.set(module);
                module.drop("big.txt", SampleIds.random(1, 3));
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !module.isAlive());

                assertThat(endpoint.ids()).containsExactly(1L);
            }
            try (NoticeServer endpoint = new NoticeServer(port, 0, () -> {});
                    ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("too.txt", SampleIds.random(2, 3));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> endpoint.ids().size() == 2);

                assertThat(endpoint.ids()).containsExactly(1L, 2L);
                assertThat(endpoint.events()).containsOnly("held");
            }
        }
    }
}
