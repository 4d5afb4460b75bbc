package io.voddelete.flow;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets and tokens of callers that change in their files while the module runs. */
@Timeout(120)
class CallerRotationFlowTest {
    private static final String NEW_SECRET = "whsec_bmV3LW1hZGUtdXAtc2VjcmV0LW9mLXRoZS10ZXN0cy0x";
    private static final String NEW_TOKEN = "another-made-up-token-of-an-operator";

    @TempDir
    Path directory;

    @Test
    void whatStandsInTheFileCountsForListsQuestionsOrdersAndProbes() throws Exception {
        Path secrets = write("secrets", "cms:" + WebhookCaller.SECRET + "\n");
        Path tokens = write("tokens", StatusCaller.TOKEN);
        Map<String, String> settings = new TreeMap<>(Map.of(
                "vod.intake.webhook.enabled",
                "true",
                "vod.intake.webhook.secret-key-file",
                secrets.toString(),
                "vod.status.enabled",
                "true",
                "vod.status.token-file",
                tokens.toString()));
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            StatusCaller caller = new StatusCaller(module.url());
            assertThat(send(module, WebhookCaller.SECRET, "m-1", 1)).isEqualTo(202);
            assertThat(send(module, NEW_SECRET, "m-2", 2)).isEqualTo(401);

            write("secrets", "cms:" + NEW_SECRET + "\ncms:" + WebhookCaller.SECRET);
            await(() -> send(module, NEW_SECRET, "m-2", 2) == 202);
            assertThat(send(module, WebhookCaller.SECRET, "m-3", 3)).isEqualTo(202);
            write("secrets", "cms:" + NEW_SECRET);
            await(() -> send(module, WebhookCaller.SECRET, "m-3", 3) == 401);
            assertThat(send(module, NEW_SECRET, "m-1", 1)).as("the same caller").isEqualTo(200);

            assertThat(order(caller, StatusCaller.TOKEN)).isEqualTo(200);
            write("tokens", NEW_TOKEN);
            await(() -> order(caller, NEW_TOKEN) == 200);
            assertThat(order(caller, StatusCaller.TOKEN)).isEqualTo(401);
            assertThat(probe(caller, NEW_TOKEN)).contains("vod-sender");
            assertThat(probe(caller, StatusCaller.TOKEN)).doesNotContain("vod-sender");

            write("tokens", "one:" + NEW_TOKEN + ",other:" + NEW_TOKEN);
            await(() -> log.text().contains("Cannot apply the new values"));
            assertThat(order(caller, NEW_TOKEN)).isEqualTo(200);
            assertThat(log.text())
                    .contains("vod.intake.webhook.secret-key-file", "vod.status.token-file")
                    .doesNotContain(NEW_SECRET, NEW_TOKEN, WebhookCaller.SECRET, StatusCaller.TOKEN);
        }
    }

    private static int send(RunningModule module, String secret, String id, int seed) {
        byte[] list = bytes(json(SampleIds.random(seed, 1)));
        return new WebhookCaller(module.url() + "/vod/submissions")
                .send(signed(secret, id, Instant.now(), list), list)
                .statusCode();
    }

    private static int order(StatusCaller caller, String token) {
        return caller.send("POST", "/vod/sender/resume", "Authorization", "Bearer " + token)
                .statusCode();
    }

    private static String probe(StatusCaller caller, String token) {
        return caller.get("/observe/health", "Authorization", "Bearer " + token).body();
    }

    /** Renamed into its place, as platforms do. */
    private Path write(String name, String content) throws Exception {
        Path half = Files.writeString(directory.resolve(name + ".half"), content);
        return Files.move(half, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(condition);
    }
}
