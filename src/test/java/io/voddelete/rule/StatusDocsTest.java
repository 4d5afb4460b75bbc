package io.voddelete.rule;

import static io.voddelete.rule.DocExample.assertPrinted;
import static io.voddelete.rule.DocExample.beginningWith;
import static io.voddelete.rule.DocExample.steady;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.operations.OperatorCommands;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines that ask and order work as the reference prints them after the demo, but for the port, and so do their answers. */
@Timeout(180)
class StatusDocsTest {
    private static final Pattern LINES_AND_ANSWER =
            Pattern.compile("```sh\n(.+?)\n```\n(?:\n```(?:json)?\n(.+?)\n```\n)?", Pattern.DOTALL);
    private static final Path SAMPLES = Path.of("config", "demo");
    private static final String CUT = "-- next --";

    @TempDir
    Path directory;

    @Test
    void theLinesThatAskAndOrderGiveTheAnswersThatArePrinted() throws Exception {
        String page = DocPages.text(DocPages.reference("http-api.md"));
        List<MatchResult> blocks = LINES_AND_ANSWER
                .matcher(page.substring(
                        page.indexOf("\n## Ask what became of it\n"), page.indexOf("\n## Who may ask\n")))
                .results()
                .toList();
        assertThat(blocks).hasSize(12);
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                CapturedLog log = CapturedLog.of(OperatorCommands.class);
                RunningModule module = RunningModule.start(directory, simulator, settings())) {
            dropSamples(module);

            List<String> answers = run(blocks, module.url());

            for (int i = 0; i < blocks.size(); i++) {
                String printed =
                        blocks.get(i).group(2) == null ? "" : blocks.get(i).group(2);
                assertThat(steady(answers.get(i))).isEqualTo(steady(printed));
            }
            String order =
                    beginningWith("INFO Webhook").lines().skip(1).findFirst().orElseThrow();
            assertPrinted(order.replace("OperatorCommands: ", ""), log.lines().get(0));
        }
    }

    /** As the demo has it, but quicker. */
    private static Map<String, String> settings() throws IOException {
        Properties demo = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("config", "application-demo.properties"))) {
            demo.load(in);
        }
        return new TreeMap<>(Map.of(
                "vod.status.enabled", "true",
                "vod.status.token", demo.getProperty("vod.status.token"),
                "vod.pace.calls-per-minute", "10000"));
    }

    private static void dropSamples(RunningModule module) throws IOException {
        List<Path> samples;
        try (Stream<Path> files = Files.list(SAMPLES)) {
            samples = files.sorted().toList();
        }
        for (int i = 0; i < samples.size(); i++) {
            int taken = i + 1;
            module.drop(samples.get(i).getFileName().toString(), Files.readAllLines(samples.get(i)));
            Awaitility.await().until(() -> module.totals().submissions() == taken);
        }
        module.awaitEnd(samples.size());
    }

    /** All lines in one shell, as by somebody who reads on. */
    private static List<String> run(List<MatchResult> blocks, String url) throws Exception {
        StringBuilder script = new StringBuilder("set -e\n");
        blocks.forEach(block ->
                script.append(block.group(1)).append("\necho '").append(CUT).append("'\n"));
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", script.toString().replace("http://127.0.0.1:8080", url));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return new ArrayList<>(List.of(output.split(CUT + "\n")));
    }
}
