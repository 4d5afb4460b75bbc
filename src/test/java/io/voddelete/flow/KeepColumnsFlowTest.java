package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
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

/** Columns of a list come back with what became of its lines, and change nothing about that. */
class KeepColumnsFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final Map<String, String> SETTINGS = Map.of(
            "vod.intake.keep-columns", "ticket,requested_by,reason",
            "vod.intake.file.reason", "CHG-4711",
            "vod.intake.webhook.enabled", "true",
            "vod.intake.webhook.secret-key", WebhookCaller.SECRET,
            "vod.status.enabled", "true",
            "vod.status.token", StatusCaller.TOKEN);

    @TempDir
    Path directory;

    @Test
    void columnsOfAFileComeBackInOutcomeReportAndRejectedLineWithThoseOfDuplicates() throws Exception {
        List<String> ids = SampleIds.random(1, 3);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
            module.drop(
                    "list.csv",
                    List.of(
                            "Ticket,asset_id,title",
                            "=1+1," + ids.get(0) + ",x",
                            "," + ids.get(1) + ",y",
                            "CHG-3,NOT-ONE,z",
                            "CHG-4," + ids.get(0) + ",x"));
            module.awaitEnd(1);

            assertThat(of(module.outcomes().success(), ids.get(0)).get("columns"))
                    .hasToString("{\"ticket\":\"=1+1\"}");
            assertThat(of(module.outcomes().success(), ids.get(1)).has("columns"))
                    .isFalse();
            assertThat(module.outcomes().rejected().get(0).get("columns")).hasToString("{\"ticket\":\"CHG-3\"}");
            await().until(() -> !report().isEmpty());
            assertThat(report().get(0)).endsWith(",\"request_id\",\"column.ticket\"");
            assertThat(report().get(1)).startsWith("\"2\",").endsWith(",\"'=1+1\"");
            assertThat(report().get(2)).startsWith("\"3\",").endsWith("\",");
            assertThat(report().get(3)).startsWith("\"4\",").endsWith(",\"CHG-3\"");
            assertThat(report().get(4))
                    .startsWith("\"5\",")
                    .contains("list.csv line 2")
                    .endsWith(",\"CHG-4\"");
        }
    }

    @Test
    void theReasonOfTheInboxComesBackWithTheFileAndThatOfALineWithTheLine() throws Exception {
        String id = SampleIds.random(3, 1).get(0);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
            module.drop("list.csv", List.of("asset_id,reason", id + ",rights expired"));
            module.awaitEnd(1);

            JsonNode outcome = module.outcomes().success().get(0);
            assertThat(outcome.get("request_reason").textValue()).isEqualTo("CHG-4711");
            assertThat(outcome.get("columns")).hasToString("{\"reason\":\"rights expired\"}");
            await().until(() -> !report().isEmpty());
            assertThat(report()).anySatisfy(line -> assertThat(line).contains("requested by", "(CHG-4711)"));
            JsonNode submission = StatusCaller.json(new StatusCaller(module.url())
                    .get("/vod/submissions/" + outcome.get("submission_id").textValue()));
            assertThat(submission.get("request_reason").textValue()).isEqualTo("CHG-4711");
            assertThat(receipt().get("request_reason").textValue()).isEqualTo("CHG-4711");
        }
    }

    @Test
    void membersOfARequestComeBackInItsReport() throws Exception {
        List<String> ids = SampleIds.random(2, 2);
        String list = "[{\"asset_id\":\"" + ids.get(0) + "\",\"ticket\":4711,\"requested_by\":\"alice\"},\""
                + ids.get(1) + "\"]";
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, SETTINGS)) {
            JsonNode answer =
                    StatusCaller.json(new WebhookCaller(module.url() + "/vod/submissions").send("msg-1", list));
            module.awaitEnd(1);

            JsonNode report = StatusCaller.json(new StatusCaller(module.url())
                    .get(
                            "/vod/submissions/" + answer.get("submission_id").textValue() + "/report",
                            "Accept",
                            "application/json"));
            assertThat(report.get(0).get("columns")).hasToString("{\"requested_by\":\"alice\",\"ticket\":\"4711\"}");
            assertThat(report.get(1).has("columns")).isFalse();
            JsonNode asset = StatusCaller.json(new StatusCaller(module.url()).get("/vod/assets/" + ids.get(0)));
            assertThat(asset.get("columns")).isEqualTo(report.get(0).get("columns"));
            assertThat(asset.get("generations").get(0).get("columns")).isEqualTo(asset.get("columns"));
        }
    }

    private static JsonNode of(List<JsonNode> outcomes, String assetId) {
        return outcomes.stream()
                .filter(outcome -> outcome.get("asset_id").textValue().equals(assetId))
                .findFirst()
                .orElseThrow();
    }

    private List<String> report() throws IOException {
        List<Path> files = files(".report.csv");
        return files.isEmpty() ? List.of() : Files.readAllLines(files.get(0));
    }

    private JsonNode receipt() throws IOException {
        return new ObjectMapper().readTree(files(".receipt.json").get(0).toFile());
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.toString().endsWith(end)).toList();
        }
    }
}
