package io.voddelete.rule;

import static io.voddelete.rule.DocExample.assertPrinted;
import static io.voddelete.rule.DocExample.beginningWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Webhook;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines that call the webhook work as the reference prints them, but for the port. */
@Timeout(180)
class WebhookDocsTest {
    private static final Pattern LINES = Pattern.compile("```sh\n(BODY=.+?)\n```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void theLinesThatCallTheWebhookWork() throws Exception {
        String page = DocPages.text(DocPages.reference("http-api.md"));
        Matcher lines = LINES.matcher(page);
        assertThat(lines.find()).isTrue();
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                CapturedLog log = CapturedLog.of(Webhook.class);
                RunningModule module = RunningModule.start(
                        directory,
                        simulator,
                        Map.of(
                                "vod.intake.webhook.enabled",
                                "true",
                                "vod.intake.webhook.secret-key",
                                WebhookCaller.SECRET))) {
            String command = lines.group(1).replace("http://127.0.0.1:8080", module.url());

            String first = run(command);
            String again = run(command);

            String id = UUID.nameUUIDFromBytes("webhook:msg_1".getBytes(StandardCharsets.UTF_8))
                    .toString();
            assertThat(first)
                    .contains("HTTP/1.1 202 Accepted", "Location: /vod/submissions/" + id)
                    .contains("\"accepted\":1,\"duplicates\":[],\"rejected\":[]}");
            assertThat(page).contains("Location: /vod/submissions/" + id, "{\"submission_id\":\"" + id.substring(0, 8));
            String accepted = beginningWith("INFO Webhook").lines().findFirst().orElseThrow();
            assertPrinted(accepted.replace("Webhook: ", ""), log.lines().get(0));
            assertThat(again).contains("HTTP/1.1 200 OK").endsWith(first.substring(first.lastIndexOf('{')));
        }
    }

    private static String run(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("VOD_INTAKE_WEBHOOK_SECRET_KEY", WebhookCaller.SECRET);
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }
}
