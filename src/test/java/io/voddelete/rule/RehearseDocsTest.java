package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines that command the simulator work as the reference prints them, but for the port. */
@Timeout(60)
class RehearseDocsTest {
    private static final Pattern LINE = Pattern.compile("(?m)^curl .*$");
    private static final String ADDRESS = "http://127.0.0.1:8481";

    @Test
    void theSimulatorTakesEveryLine() throws Exception {
        List<String> lines = LINE.matcher(DocPages.text(DocPages.reference("rehearse.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(lines).hasSizeGreaterThan(7).allMatch(line -> line.contains(ADDRESS));
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            String recorder = simulator.controlEndpoint().toString();
            for (String line : lines) {
                Process curl = new ProcessBuilder(
                                "bash", "-c", line.replace(ADDRESS, recorder) + " -sS --fail-with-body")
                        .redirectErrorStream(true)
                        .start();
                String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(curl.waitFor()).as(line + "\n" + answer).isZero();
            }
        }
    }
}
