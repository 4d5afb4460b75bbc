package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.ScriptedAnswer;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code asset/info} said of an asset, and which request settled it, is told wherever the outcome is. */
class WhatItWasFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void titleStatusAndTimeComeBackWithEachOutcome() throws Exception {
        String living = SampleIds.random(1, 1).get(0);
        String missing = SampleIds.fated(404, 1).get(0);
        Map<String, String> asked = Map.of("vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, asked)) {
            simulator.script(ScriptedAnswer.onInfo().header("X-Request-Id", "of info"));
            simulator.script(ScriptedAnswer.afterDelete().header("X-Request-Id", "of delete"));
            module.drop("ids.txt", List.of(living, missing));
            module.awaitEnd(1);

            JsonNode deleted = module.outcomes().success().get(0);
            assertThat(deleted.get("title").textValue()).isEqualTo("asset " + living);
            assertThat(deleted.get("vod_status").textValue()).isEqualTo("PUBLISHED");
            assertThat(deleted.get("created_at").textValue()).isEqualTo("2019-07-04T14:43:03.000Z");
            assertThat(deleted.get("request_id").textValue()).isEqualTo("of delete");
            JsonNode failed = module.outcomes().failure().get(0);
            assertThat(failed.get("vod_status").textValue()).isEqualTo("UNCREATED");
            assertThat(failed.get("request_id").textValue()).isEqualTo("of info");

            await().until(() -> !report().isEmpty());
            assertThat(report())
                    .anyMatch(line -> line.contains(living)
                            && line.endsWith(",\"asset " + living
                                    + "\",\"PUBLISHED\",\"2019-07-04T14:43:03.000Z\",\"of delete\""));
            JsonNode asset = new StatusCaller(module.url()).ask("/vod/assets/" + living);
            assertThat(asset.get("title")).isEqualTo(deleted.get("title"));
            assertThat(asset.get("request_id")).isEqualTo(deleted.get("request_id"));
            assertThat(asset.get("generations").get(0).get("vod_status")).isEqualTo(deleted.get("vod_status"));
        }
    }

    @Test
    void withoutAssetInfoNothingIsSaidOfAnAsset() throws Exception {
        List<String> ids = SampleIds.random(1, 3);
        Map<String, String> unasked = Map.of("vod.preflight", "false", "vod.protect.tags", "off");
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, unasked)) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);

            assertThat(simulator.recorder().infoCalls()).isEmpty();
            assertThat(module.outcomes().success()).hasSize(3).allSatisfy(outcome -> {
                assertThat(outcome.has("title")).isFalse();
                assertThat(outcome.has("vod_status")).isFalse();
                assertThat(outcome.has("created_at")).isFalse();
                assertThat(outcome.get("request_id").textValue()).matches("[0-9a-f]{32}");
            });
        }
    }

    /** A confirmation finds the asset gone; what it was before stays. */
    @Test
    void theStatusBeforeTheDeletionIsKeptThoughItIsConfirmed() throws Exception {
        List<String> ids = SampleIds.random(1, 1);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.confirm", "true"))) {
            module.drop("ids.txt", ids);
            module.awaitEnd(1);

            JsonNode deleted = module.outcomes().success().get(0);
            assertThat(deleted.get("vod_status").textValue()).isEqualTo("PUBLISHED");
            assertThat(deleted.get("title").textValue()).isEqualTo("asset " + ids.get(0));
        }
    }

    private List<String> report() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".report.csv"))
                    .toList()) {
                return Files.readAllLines(file);
            }
            return List.of();
        }
    }
}
