package io.voddelete.rule;

import static io.voddelete.rule.DocExample.assertPrinted;
import static io.voddelete.rule.DocExample.beginningWith;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.sender.SendingPause;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files and log lines that the reference prints are what is written of the sample files, but for times and ids. */
@Timeout(180)
class FileDocsTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void receiptReportAndOutcomeAreThoseOfTheSampleFiles() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            DoneFolder done = new DoneFolder(module.inbox().resolve("done"));
            dropSample(module, "rights-expired.txt");
            module.awaitEnd(1);
            dropSample(module, "privacy-requests.txt");
            module.awaitEnd(2);
            Awaitility.await().atMost(SOON).until(() -> done.reports() == 2);

            assertPrinted(beginningWith("{\n  \"submission_id\""), document(done, "privacy-requests", ".receipt.json"));
            assertPrinted(
                    beginningWith("\"line\",\"asset_id\",\"status\""),
                    document(done, "privacy-requests", ".report.csv"));
            String outcome = beginningWith("{\"event_id\"");
            String id = new ObjectMapper().readTree(outcome).get("asset_id").textValue();
            String success = Files.readString(directory.resolve("outcome/success.jsonl"));
            assertPrinted(
                    outcome,
                    success.lines()
                            .filter(line -> line.contains(id))
                            .findFirst()
                            .orElseThrow());
        }
    }

    @Test
    void theReceiptOfAFileThatCannotBeReadIsThePrintedOne() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            DoneFolder failed = new DoneFolder(module.inbox().resolve("failed"));
            byte[] old = "839fbc501223b5135496f63cdc1110c1\nKl?\n".getBytes("US-ASCII");
            old[old.length - 2] = (byte) 0xf6; // ö in Latin-1
            Files.createDirectories(module.inbox());
            Path half = Files.write(module.inbox().resolve(".old-list.tmp"), old);
            Files.move(half, module.inbox().resolve("old-list.txt"), StandardCopyOption.ATOMIC_MOVE);
            Awaitility.await().atMost(SOON).until(() -> failed.receipts().size() == 1);

            assertPrinted(beginningWith("{\n  \"source\""), document(failed, "old-list", ".receipt.json"));
        }
    }

    @Test
    void theErrorOfAPauseIsThePrintedOne() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                CapturedLog log = CapturedLog.of(SendingPause.class);
                RunningModule module = RunningModule.start(
                        directory,
                        simulator,
                        Map.of("vod.secret-key", "another-made-up-secret-key-than-the-simulators"))) {
            module.drop("ids.txt", SampleIds.random(1, 1));
            Awaitility.await().atMost(SOON).until(() -> module.senderPause().isPresent());

            String printed = beginningWith("ERROR SendingPause").replace("SendingPause: ", "");
            assertThat(log.lines()).anySatisfy(line -> assertPrinted(printed, line));
        }
    }

    @Test
    void theSummaryOfTheSimulatorHasTheMembersThatArePrinted() throws Exception {
        String printed = beginningWith("$ curl -s http://127.0.0.1:8481/summary");
        JsonNode example =
                new ObjectMapper().readTree(printed.lines().skip(1).findFirst().orElseThrow());
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            HttpRequest request = HttpRequest.newBuilder(
                            simulator.controlEndpoint().resolve("/summary"))
                    .build();
            String summary = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();

            assertThat(names(example)).isEqualTo(names(new ObjectMapper().readTree(summary)));
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream()
                .map(member -> member.getKey() + " " + member.getValue().getNodeType())
                .toList();
    }

    private static void dropSample(RunningModule module, String name) throws Exception {
        module.drop(name, Files.readAllLines(Path.of("config", "demo", name)));
    }

    private static String document(DoneFolder folder, String begin, String end) {
        return folder.names().stream()
                .filter(name -> name.startsWith(begin) && name.endsWith(end))
                .map(folder::text)
                .map(text -> text.replaceFirst("^\uFEFF", "")) // of a report
                .findFirst()
                .orElseThrow()
                .stripTrailing();
    }
}
