package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.settings.SettingsException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of the whole module, against what VOD has seen. */
@Timeout(120)
class AuditFlowTest {
    private static final Map<String, String> SETTINGS =
            Map.of("vod.status.enabled", "true", "vod.status.token", "alice:" + StatusCaller.TOKEN);

    @TempDir
    Path directory;

    /** Over a restart. */
    @Test
    void everyCallThatVodSawHasItsLineAndEachOrderSaysWhose() throws Exception {
        List<String> ids = SampleIds.random(201, 60);
        try (VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0))) {
            try (RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
                module.drop("one.txt", ids.subList(0, 30));
                module.awaitEnd(1);
                StatusCaller caller = new StatusCaller(module.url());
                assertThat(caller.order("/vod/sender/pause").statusCode()).isEqualTo(200);
                assertThat(caller.order("/vod/sender/resume").statusCode()).isEqualTo(200);
            }
            try (RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
                module.drop("two.txt", ids.subList(30, 60));
                module.awaitEnd(2);
                StatusCaller caller = new StatusCaller(module.url());

                List<Set<String>> audited = new ArrayList<>();
                lines(caller, "event=call").forEach(line -> audited.add(ids(line)));
                List<Set<String>> seen = simulator.recorder().deleteCalls().stream()
                        .map(call -> (Set<String>) new TreeSet<>(call.assetIds()))
                        .toList();
                assertThat(audited).containsExactlyInAnyOrderElementsOf(seen);
                assertThat(audited.stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(lines(caller, "event=paused"))
                        .singleElement()
                        .satisfies(
                                line -> assertThat(line.get("who").textValue()).isEqualTo("alice"));
                assertThat(lines(caller, "event=resumed"))
                        .singleElement()
                        .satisfies(
                                line -> assertThat(line.get("who").textValue()).isEqualTo("alice"));
                String page = Files.readString(Path.of("src/site/markdown/audit.md"));
                assertThat(lines(caller, ""))
                        .extracting(line -> line.get("event").textValue())
                        .allSatisfy(event -> assertThat(page).contains("`" + event + "`"));
                assertThat(caller.ask("/vod/audit/verify").get("intact").booleanValue())
                        .isTrue();
                String owner = caller.ask("/vod/submissions?q=two")
                        .get("submissions")
                        .get(0)
                        .get("requested_by")
                        .textValue();
                JsonNode ofOwner = caller.ask("/vod/audit?by=" + owner);
                assertThat(caller.ask(ofOwner.get("submissions").textValue())
                                .get("submissions")
                                .findValuesAsText("source"))
                        .containsExactly("file:two.txt", "file:one.txt");
            }
        }
    }

    /** Nothing is sent, since nobody would know what was sent before. */
    @Test
    void nothingStartsBesideALogWhoseEndIsMissing() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            try (RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
                module.drop("one.txt", SampleIds.random(202, 5));
                module.awaitEnd(1);
            }
            Path file = AuditKit.files(directory.resolve("audit")).get(0);
            List<String> lines = Files.readAllLines(file);
            Files.write(file, lines.subList(0, lines.size() - 1));
            int calls = simulator.recorder().calls().size();

            assertThatThrownBy(() -> RunningModule.start(directory, simulator, SETTINGS))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("line " + lines.size())
                    .hasMessageContaining("begin-anew");
            assertThat(simulator.recorder().calls()).hasSize(calls);

            Files.write(file, lines);
            RunningModule.start(directory, simulator, SETTINGS).close();
        }
    }

    private static List<JsonNode> lines(StatusCaller caller, String query) {
        List<JsonNode> lines = new ArrayList<>();
        String next = "/vod/audit?limit=4&" + query;
        while (next != null) {
            JsonNode page = caller.ask(next);
            page.get("lines").forEach(lines::add);
            next = page.has("next") ? page.get("next").textValue() : null;
        }
        return lines;
    }

    private static Set<String> ids(JsonNode line) {
        Set<String> ids = new TreeSet<>();
        line.get("ids").forEach(id -> ids.add(id.textValue()));
        return ids;
    }
}
