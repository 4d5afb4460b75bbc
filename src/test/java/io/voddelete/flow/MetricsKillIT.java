package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.FreePort;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Scrape;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of a run: what was counted and shown stays counted. */
class MetricsKillIT {
    private static final String SETTLED = "vod_delete_ids_settled_total{reason=\"none\",status=\"deleted\"}";

    @TempDir
    Path directory;

    @Test
    void noCounterFalls() {
        int port = FreePort.find();
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.metrics.enabled", "true");
            settings.put("vod.http.port", String.valueOf(port));
            settings.put("vod.pace.calls-per-minute", "1200");
            StatusCaller caller = new StatusCaller("http://127.0.0.1:" + port);
            Scrape before;
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("ids.txt", SampleIds.random(1, 2000));
                before = Awaitility.await()
                        .atMost(Duration.ofSeconds(120))
                        .ignoreExceptions()
                        .until(() -> scrape(caller), page -> page.value(SETTLED) >= 100);
                module.kill();
            }
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                Scrape after = Awaitility.await()
                        .atMost(Duration.ofSeconds(120))
                        .ignoreExceptions()
                        .until(
                                () -> scrape(caller),
                                page -> page.values().keySet().containsAll(counters(before)));

                assertThat(before.values()).hasSizeGreaterThan(100);
                counters(before)
                        .forEach(series -> assertThat(after.value(series))
                                .as(series)
                                .isGreaterThanOrEqualTo(before.value(series)));
                assertThat(module.isAlive()).isTrue();
            }
        }
    }

    private static List<String> counters(Scrape page) {
        return page.values().keySet().stream()
                .filter(series -> series.matches("vod_delete_[a-z_]+_total.*"))
                .toList();
    }

    private static Scrape scrape(StatusCaller caller) {
        HttpResponse<String> page = caller.get("/observe/metrics");
        return Optional.of(page)
                .filter(each -> each.statusCode() == 200)
                .map(each -> Scrape.of(each.body()))
                .orElseThrow();
    }
}
