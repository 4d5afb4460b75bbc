package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.OutcomeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's first command does what the README says. */
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("```\n(.+?)\n```", Pattern.DOTALL);
    private static final Pattern DATA = Pattern.compile("data in (\\S+)");

    @Test
    void theFirstCommandRunsTheMainJobAndEndsAsPrinted() throws Exception {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        String command = blocks.get(0);
        String lastWords = blocks.get(1);
        assertThat(command).startsWith("mvn ").doesNotContain("\n");
        Path log = Path.of("target", "readme-first-command.log");

        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // what a user may have exported for production must not reach the demo
        builder.environment().put("VOD_ENDPOINT", "http://127.0.0.1:1");
        builder.environment().put("VOD_SENDER_ENABLED", "false");
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended by itself").isTrue();

        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains(lastWords).doesNotContain("ERROR", "Exception");
        checkOutcomes(output);
    }

    private static void checkOutcomes(String output) throws IOException {
        Matcher data = DATA.matcher(output);
        assertThat(data.find()).isTrue();
        OutcomeFiles outcomes = new OutcomeFiles(Path.of(data.group(1)));
        assertThat(outcomes.success()).hasSize(90);
        assertThat(outcomes.failure())
                .extracting(outcome -> outcome.get("reason").textValue())
                .containsExactlyInAnyOrder("not-found", "already-gone", "refused");
        assertThat(outcomes.rejected()).hasSize(3);
    }
}
