package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TokenSettings;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a host logs everything and lets Camel trace every message, what lets calls in stays out of the log. */
class TraceFlowTest {
    private static final String SESSION_TOKEN = "made-up-session-token-of-a-test";

    private final SimulatorOptions options =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @Test
    void neitherTheTokenNorThePasswordIsTraced() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(options)) {
            String traced = trace(simulator, TokenSettings.of(simulator));

            assertThat(simulator.tokenStatuses()).containsExactly(201);
            assertThat(traced).doesNotContain(SimulatorOptions.PASSWORD, "X-Auth-Token", "X-Subject-Token", "AAAAAAAA");
        }
    }

    @Test
    void neitherTheSignatureNorTheSessionTokenIsTraced() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(options)) {
            simulator.keys(SimulatorOptions.ACCESS_KEY + " " + SimulatorOptions.SECRET_KEY + " " + SESSION_TOKEN);
            String traced = trace(simulator, Map.of("vod.session-token", SESSION_TOKEN));

            assertThat(traced)
                    .doesNotContain(
                            SESSION_TOKEN,
                            "X-Security-Token",
                            "Authorization",
                            "Signature=",
                            SimulatorOptions.SECRET_KEY);
        }
    }

    @Test
    void noTokenAndNoSignatureOfACallerIsTraced() throws Exception {
        Map<String, String> settings = Map.of(
                "vod.status.enabled",
                "true",
                "vod.status.token",
                StatusCaller.TOKEN,
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.secret-key",
                WebhookCaller.SECRET);
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.ofAll(); // of what comes in see JarLogTest
                RunningModule module = RunningModule.startTraced(directory.resolve("data"), simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            assertThat(caller.order("/vod/sender/pause").statusCode()).isEqualTo(200);
            assertThat(caller.get("/vod/summary", "Authorization", "Bearer " + StatusCaller.TOKEN)
                            .statusCode())
                    .isEqualTo(200);
            WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
            String list = "[\"" + SampleIds.random(92, 1).get(0) + "\"]";
            assertThat(webhook.send("msg-1", list).statusCode()).isEqualTo(202);

            assertThat(log.text()).doesNotContain(StatusCaller.TOKEN, "webhook-signature", "v1,");
        }
    }

    private String trace(VodSimulator simulator, Map<String, String> settings) throws Exception {
        try (CapturedLog log = CapturedLog.everything();
                RunningModule module = RunningModule.startTraced(directory.resolve("data"), simulator, settings)) {
            module.drop("ids.txt", SampleIds.random(91, 10));
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(10);
            assertThat(log.text()).as("the trace is on").contains("[vod-claim-pe] [");
            return log.text();
        }
    }
}
