package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.NoticeServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes and notices as CloudEvents, to files and to an HTTP endpoint. */
@Timeout(120)
class CloudEventsFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void eachKindOfEventHasItsTypeAndOneSourceAndNamesOnce() throws Exception {
        List<String> ids = new ArrayList<>(SampleIds.random(91, 4));
        ids.addAll(SampleIds.fated(404, 2));
        ids.add("NOT-ONE");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                NoticeServer http = new NoticeServer(0, 1, () -> {})) {
            try (RunningModule module = RunningModule.start(directory, simulator, settings(http.uri()))) {
                StatusCaller caller = new StatusCaller(module.url());
                module.drop("ids.txt", ids);
                module.awaitEnd(1);
                module.drop("big.txt", SampleIds.random(92, 9));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> types(http.received()).contains("io.voddelete.submission.held.v1"));
                String held = http.received().stream()
                        .filter(event -> event.get("type").textValue().endsWith(".held.v1"))
                        .findFirst()
                        .orElseThrow()
                        .get("subject")
                        .textValue();
                caller.post("/vod/submissions/" + held + "/cancel", "{}", StatusCaller.TOKEN);
                caller.post("/vod/sender/pause", "{\"reason\":\"CHG-4711\"}", StatusCaller.TOKEN);
                caller.post("/vod/sender/resume", "{}", StatusCaller.TOKEN);
                module.awaitEnd(2);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> StoreFile.of(directory)
                                .rows("SELECT count(*) FROM event")
                                .equals(List.of("0")));

                List<JsonNode> all = new ArrayList<>(http.received());
                all.addAll(module.outcomes().failure());
                all.addAll(module.outcomes().rejected());
                assertThat(types(all))
                        .containsExactlyInAnyOrder(
                                "io.voddelete.asset.deleted.v1",
                                "io.voddelete.asset.failed.v1",
                                "io.voddelete.asset.kept.v1",
                                "io.voddelete.asset.rejected.v1",
                                "io.voddelete.submission.held.v1",
                                "io.voddelete.submission.cancelled.v1",
                                "io.voddelete.submission.done.v1",
                                "io.voddelete.sender.paused.v1",
                                "io.voddelete.sender.resumed.v1");
                assertThat(all)
                        .extracting(event -> event.get("source").textValue())
                        .containsOnly("/vod-delete/" + SimulatorOptions.PROJECT_ID + "/" + storeId());
                assertThat(all.stream().map(event -> event.get("id").textValue()))
                        .doesNotHaveDuplicates()
                        .hasSizeGreaterThan(4 + 2 + 9 + 1);
            }
            assertThat(http.headers()).allSatisfy(headers -> {
                assertThat(headers.getFirst("Content-type")).isEqualTo("application/cloudevents+json");
                assertThat(headers.keySet()).noneMatch(name -> name.matches("(?i)(camel|vod|ce-).*"));
            });
        }
    }

    private static Map<String, String> settings(URI http) {
        return Map.of(
                "vod.outcome.format", "cloudevents",
                "vod.outcome.success-uri", http + "outcomes",
                "vod.notify.uri", http + "notices",
                "vod.status.enabled", "true",
                "vod.status.token", StatusCaller.TOKEN,
                "vod.approval.required", "over-limit",
                "vod.limit.submission", "8");
    }

    private String storeId() {
        return StoreFile.of(directory)
                .rows("SELECT value FROM setting WHERE name = 'store-id'")
                .get(0);
    }

    private static Set<String> types(List<JsonNode> events) {
        Set<String> types = new HashSet<>();
        events.forEach(event -> types.add(event.get("type").textValue()));
        return types;
    }
}
